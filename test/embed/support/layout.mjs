/** Whether a page keeps its layout when the script defines the elements, and while they work. */
import { click, expect, until } from './lesson.mjs';
import { installProbe } from './probe.mjs';

/** In CSS pixels: sizes in em are rounded, and WebKit gives every line of text whole pixels. */
const TOLERANCE = 2;

/** Sum of Chromium's layout shift scores; 0.1 counts as good on the web. */
const MOST_SHIFT = 0.01;

/** @type {Record<string, import('./places.mjs').Check>} */
export const layout = {
  'the places of the elements are held before the script': placesAreHeld,
  'nothing moves while it trains': nothingMoves,
};

/** Compares the page with itself in a frame that runs no script. */
async function placesAreHeld(page) {
  await page.evaluate(installProbe);
  await until(page, () => globalThis.probe.missing().length === 0, 'the three elements are defined');
  const found = await page.evaluate(async () => {
    const frame = document.createElement('iframe');
    frame.sandbox = 'allow-same-origin';
    frame.src = location.href;
    Object.assign(frame.style, { position: 'fixed', inset: '0', width: '100%', height: '100%', visibility: 'hidden' });
    const loaded = new Promise((resolve) => (frame.onload = resolve));
    document.documentElement.append(frame);
    await loaded;
    const places = ['mnist-trainer', 'mnist-charts', 'digit-pad'].map((tag) => {
      const [before, after] = [frame.contentDocument, document].map((each) => each.querySelector(tag));
      const [{ height }, now] = [before, after].map((each) => each.getBoundingClientRect());
      return { tag, defined: before.matches(':defined'), before: height, after: now.height };
    });
    frame.remove();
    return places;
  });
  for (const { tag, defined, before, after } of found) {
    expect(!defined, `<${tag}> was defined without a script`);
    expect(Math.abs(before - after) <= TOLERANCE, `<${tag}> was ${before} px high before the script and is ${after}`);
  }
}

/** Also from the start on, where the engine tells what moved. */
async function nothingMoves(page) {
  const tops = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('mnist-trainer, mnist-charts, digit-pad')].map(
        (each) => each.getBoundingClientRect().top + scrollY,
      ),
    );
  const before = await tops();
  await page.evaluate(() =>
    globalThis.probe.setAttributes('mnist-trainer', { 'train-size': 3000, 'test-size': 500, epochs: 2 }),
  );
  await click(page, 'mnist-trainer', '[part~=primary]', 'Train');
  await until(page, () => 'mnist-train-end' in globalThis.probe.details, 'the training ends');
  const after = await tops();
  expect(
    before.every((top, index) => Math.abs(top - after[index]) <= TOLERANCE),
    `the elements were at ${before} px and are at ${after}`,
  );
  const shifts = await page.evaluate(
    () =>
      new Promise((resolve) => {
        if (!PerformanceObserver.supportedEntryTypes.includes('layout-shift')) resolve([]);
        new PerformanceObserver((list) => resolve(list.getEntries().map(({ value }) => value))).observe({
          type: 'layout-shift',
          buffered: true,
        });
        // Without entries the observer is never called.
        setTimeout(() => resolve([]), 500);
      }),
  );
  const sum = shifts.reduce((total, each) => total + each, 0);
  expect(sum <= MOST_SHIFT, `the layout shift is ${sum.toFixed(4)}: ${shifts.map((each) => each.toFixed(4))}`);
}
