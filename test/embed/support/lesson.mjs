/** A whole lesson, done as a visitor does it: press Train, look at the charts, draw a digit. */
import { setTimeout as sleep } from 'node:timers/promises';
import { installProbe } from './probe.mjs';

/** Enough to read a clear digit, little enough for every run. A named engine does not give way to another in silence. */
const TRAINING = { backend: 'simd', 'train-size': 3000, 'test-size': 500, epochs: 2, seed: 1 };

/** Chance is 10 %. */
const LEAST_ACCURACY = 0.8;

const VIEWS = ['loss', 'accuracy', 'summary', 'confusion', 'classes', 'samples'];

/** What is drawn, and its strokes in a unit square. */
const DIGIT = '3';
const STROKES = [
  [
    ...arc({ x: 0.5, y: 0.28, radius: 0.24, from: -150, to: 80 }),
    ...arc({ x: 0.5, y: 0.74, radius: 0.26, from: -80, to: 150 }),
  ],
];

/** How long a step may take, in milliseconds: generous, for engines that compute slowly. */
const LIMIT = 90_000;

/** How long after the first answer the one that counts may come, in milliseconds. */
const READING_LIMIT = 10_000;

/** How often a button is clicked at most: Firefox loses clicks in a sandboxed frame that it has only just drawn. */
const CLICKS = 5;

/** How long a click may take to arrive, in milliseconds. */
const CLICK_LIMIT = 3000;

/**
 * Each check by the sentence that says what it expects, in this order.
 *
 * @type {Record<string, import('./places.mjs').Check>}
 */
export const lesson = {
  'the three elements are there': there,
  'it trains': trains,
  'it reads a drawn digit': reads,
  'it shows all charts': charts,
  'nothing fails': nothingFails,
  'the page keeps its own styles': keepsStyles,
};

async function there(page) {
  await page.evaluate(installProbe);
  await until(page, () => globalThis.probe.missing().length === 0, 'the three elements are defined');
  await page.evaluate(() => globalThis.probe.rememberStyles());
}

async function trains(page) {
  await page.evaluate((training) => globalThis.probe.setAttributes('mnist-trainer', training), TRAINING);
  await click(page, 'mnist-trainer', '[part~=primary]', 'Train');
  const { reason, testAccuracy } = await detail(page, 'mnist-train-end');
  expect(reason === 'completed', `the training ended as ${reason}`);
  expect(testAccuracy >= LEAST_ACCURACY, `the test accuracy is ${testAccuracy} only`);
}

async function reads(page) {
  const { left, top, width, height } = await page.evaluate(() => globalThis.probe.show('digit-pad', 'canvas'));
  const place = ([x, y]) => [left + width * (0.2 + 0.6 * x), top + height * (0.2 + 0.6 * y)];
  for (const stroke of STROKES) await page.drag(stroke.map(place));
  let { label, probabilities } = await detail(page, 'mnist-prediction');
  // A pad that reads while one draws has told what it made of the unfinished digit, too.
  for (const deadline = Date.now() + READING_LIMIT; label !== DIGIT && Date.now() < deadline; await sleep(100)) {
    ({ label, probabilities } = await detail(page, 'mnist-prediction'));
  }
  const sum = probabilities.reduce((total, each) => total + each, 0);
  expect(probabilities.length === 10 && Math.abs(sum - 1) < 1e-3, `the probabilities are ${probabilities}`);
  expect(label === DIGIT, `a drawn ${DIGIT} was read as ${label}: ${probabilities}`);
}

async function charts(page) {
  await page.evaluate((views) => globalThis.probe.setAttributes('mnist-charts', { views }), VIEWS.join(' '));
  for (const view of VIEWS) {
    await until(page, (name) => globalThis.probe.showView(name), `the view ${view} shows something`, view);
  }
}

async function nothingFails(page) {
  const problems = [...(await page.evaluate(() => globalThis.probe.failures)), ...page.problems()];
  expect(problems.length === 0, problems.join('\n'));
}

async function keepsStyles(page) {
  const changes = await page.evaluate(() => globalThis.probe.changedStyles());
  expect(changes.length === 0, changes.join('\n'));
}

/** The detail of the last event of a name. */
async function detail(page, name) {
  await until(page, (type) => globalThis.probe.failures.length > 0 || type in globalThis.probe.details, name, name);
  const found = await page.evaluate((type) => globalThis.probe.details[type] ?? null, name);
  if (found === null) await nothingFails(page);
  return found;
}

/** Clicks a part of an element where a visitor would, once it can be clicked. */
export async function click(page, tag, selector, text) {
  const isClickable = (...target) => globalThis.probe.isClickable(...target);
  for (let attempt = 0; attempt < CLICKS; attempt++) {
    // Also before another attempt: a click that was only late has made another button of it.
    await until(page, isClickable, `<${tag}> shows “${text}”`, tag, selector, text);
    const box = await page.evaluate((...target) => globalThis.probe.show(...target), tag, selector);
    await page.evaluate((...target) => globalThis.probe.watchClick(...target), tag, selector);
    await page.drag([[box.left + box.width / 2, box.top + box.height / 2]]);
    for (const deadline = Date.now() + CLICK_LIMIT; Date.now() < deadline; await sleep(100)) {
      if (await page.evaluate(() => globalThis.probe.clicked)) return;
    }
  }
  throw new Error(`No click arrives at “${text}” of <${tag}>`);
}

/** Waits until a function, run in the page, returns true. */
export async function until(page, condition, what, ...args) {
  for (const deadline = Date.now() + LIMIT; Date.now() < deadline; await sleep(100)) {
    if (await page.evaluate(condition, ...args)) return;
  }
  const state = await page.evaluate(() => globalThis.probe.state());
  throw new Error(`It was waited for in vain: ${what}; the trainer is ${state}`);
}

export function expect(condition, message) {
  if (!condition) throw new Error(message);
}

/** Points on a part of a circle; degrees go clockwise from the right. */
function arc({ x, y, radius, from, to }) {
  const steps = 24;
  return Array.from({ length: steps + 1 }, (_, step) => {
    const angle = ((from + ((to - from) * step) / steps) * Math.PI) / 180;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
}
