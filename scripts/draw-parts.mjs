/**
 * Draws docs/figures/parts.png: the three elements after a short training, with the names of their parts on them. Needs a
 * build and a Chromium. Run: npm run figures
 */
import puppeteer from 'puppeteer-core';
import { join } from 'node:path';
import { chromiumArguments, findChromium } from './browsers.mjs';
import { serve } from './serve.mjs';
import { root } from './setup.mjs';

const VIEWPORT = { width: 1000, height: 900, deviceScaleFactor: 1.5 };
/** What is pointed out in each element, by the name of the part. */
const PARTS = {
  'mnist-trainer': ['controls', 'primary', 'result', 'status', 'progress', 'details', 'model'],
  'mnist-charts': ['heading', 'legend', 'chart', 'data'],
  'digit-pad': ['surface', 'buttons', 'answer', 'confidence', 'bars'],
};

const server = await serve(8600);
const browser = await puppeteer.launch({ executablePath: findChromium(), args: chromiumArguments });
try {
  const page = await browser.newPage();
  await page.setViewport(VIEWPORT);
  await page.goto(`${server.url}demo/minimal.html`);
  await page.evaluate(teach);
  await page.evaluate(label, PARTS);
  await page.screenshot({ path: join(root, 'docs/figures/parts.png'), fullPage: true });
} finally {
  await browser.close();
  server.close();
}

/** Runs in the page: a trained network, and a drawing that it reads. */
async function teach() {
  document.body.style.cssText =
    'display: grid; gap: 48px; margin: 32px; background: #fff; font-family: system-ui, sans-serif';
  document.documentElement.style.colorScheme = 'light';
  const [trainer, charts, pad] = ['mnist-trainer', 'mnist-charts', 'digit-pad'].map((tag) =>
    document.querySelector(tag),
  );
  Object.assign(trainer, { trainSize: 10_000, testSize: 2000, epochs: 2, seed: 1 });
  trainer.train();
  // Paused midway, all parts of the trainer have something to show.
  await new Promise((resolve) => trainer.addEventListener('mnist-epoch-end', resolve, { once: true }));
  await trainer.pause();
  pad.strokes = [
    [
      [0.3, 0.25],
      [0.68, 0.25],
      [0.45, 0.8],
    ],
  ];
  await pad.predict();
  while (charts.renderRoot.querySelectorAll('canvas').length < 2)
    await new Promise((resolve) => setTimeout(resolve, 100));
  await new Promise((resolve) => setTimeout(resolve, 1000));
}

/** Runs in the page: frames every part, and writes its name at its corner. */
function label(parts) {
  for (const [tag, names] of Object.entries(parts)) {
    const { renderRoot } = document.querySelector(tag);
    for (const name of names) {
      const { left, top, width, height } = renderRoot.querySelector(`[part~="${name}"]`).getBoundingClientRect();
      const frame = document.createElement('div');
      frame.style.cssText = `position: absolute; left: ${left - 3}px; top: ${top + scrollY - 3}px; width: ${width + 6}px;
        height: ${height + 6}px; box-sizing: border-box; border: 1.5px solid #c2410c; border-radius: 4px`;
      const tab = Object.assign(document.createElement('span'), { textContent: name });
      // Its corner is that of the chart.
      const side = name === 'legend' ? 'left' : 'right';
      tab.style.cssText = `position: absolute; ${side}: -1px; top: -15px; padding: 0 5px; border-radius: 3px 3px 0 0;
        background: #c2410c; color: #fff; font: 600 11px/15px ui-monospace, monospace`;
      frame.append(tab);
      document.body.append(frame);
    }
  }
}
