/** Draws digits on the pad with the browser's real mouse input. */

/** Strokes as points in 0…1, y down. */
const DIGITS = [
  [
    [0.35, 0.3],
    [0.52, 0.15],
    [0.52, 0.85],
  ],
  [
    [0.28, 0.2],
    [0.72, 0.2],
    [0.5, 0.5],
    [0.42, 0.85],
  ],
  [
    [0.3, 0.3],
    [0.45, 0.15],
    [0.65, 0.25],
    [0.6, 0.48],
    [0.3, 0.82],
    [0.72, 0.82],
  ],
  [
    [0.68, 0.2],
    [0.36, 0.2],
    [0.34, 0.46],
    [0.6, 0.44],
    [0.68, 0.62],
    [0.58, 0.8],
    [0.32, 0.8],
  ],
];
/** Mouse movements between two points of a stroke. */
const STEPS = 4;
/** How long a drawing may take to be answered, in milliseconds. */
const PREDICTION_TIMEOUT = 5000;

/**
 * Draws so many digits, one after the other, each in one stroke on an empty pad.
 *
 * @param {import('puppeteer-core').Page} page with `observe()` inside
 * @param {number} count
 * @returns {Promise<number[]>} milliseconds from `pointerup` to `mnist-prediction`
 */
export async function drawDigits(page, count) {
  await page.evaluate(() => {
    document.querySelector('digit-pad').scrollIntoView({ block: 'center' });
    globalThis.observed.predictionDelays.length = 0;
  });
  const canvas = await page.waitForSelector('digit-pad >>> canvas');
  for (let i = 0; i < count; i++) {
    await page.evaluate(() => document.querySelector('digit-pad').clear());
    const { x, y, width, height } = await canvas.boundingBox();
    const [start, ...others] = DIGITS[i % DIGITS.length].map(([px, py]) => [x + px * width, y + py * height]);
    await page.mouse.move(...start);
    await page.mouse.down();
    for (const point of others) await page.mouse.move(...point, { steps: STEPS });
    await page.mouse.up();
    await page.waitForFunction(
      (seen) => globalThis.observed.predictionDelays.length > seen,
      { timeout: PREDICTION_TIMEOUT },
      i,
    );
  }
  return page.evaluate(() => [...globalThis.observed.predictionDelays]);
}
