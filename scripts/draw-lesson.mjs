/**
 * Draws docs/figures/lesson.webp and lesson-dark.webp, which the README begins with: the three elements after a training,
 * and a digit that was read. Needs a build and a Chromium. Run: npm run figures
 */
import puppeteer from 'puppeteer-core';
import { join } from 'node:path';
import { chromiumArguments, findChromium } from './browsers.mjs';
import { serve } from './serve.mjs';
import { root } from './setup.mjs';

const VIEWPORT = { width: 900, height: 800, deviceScaleFactor: 1.5 };
const FIGURES = { light: 'lesson', dark: 'lesson-dark' };

const server = await serve(8610);
const browser = await puppeteer.launch({ executablePath: findChromium(), args: chromiumArguments });
try {
  for (const [scheme, name] of Object.entries(FIGURES)) {
    const page = await browser.newPage();
    await page.setViewport(VIEWPORT);
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]);
    await page.goto(`${server.url}demo/minimal.html`);
    await page.evaluate(teach);
    const lesson = await page.$('body');
    await lesson.screenshot({ path: join(root, `docs/figures/${name}.webp`), type: 'webp', quality: 85 });
    await page.close();
  }
} finally {
  await browser.close();
  server.close();
}

/** Runs in the page: a trained network, and a drawing that it reads. */
async function teach() {
  const [trainer, charts, pad] = ['mnist-trainer', 'mnist-charts', 'digit-pad'].map((tag) =>
    document.querySelector(tag),
  );
  document.documentElement.style.cssText = 'color-scheme: light dark; background: Canvas; color: CanvasText';
  document.body.style.cssText = 'margin: 0; padding: 1px 20px 20px; font-family: system-ui, sans-serif';
  pad.showInput = true;
  trainer.seed = 1;
  await trainer.train();
  // A seven with a bar.
  pad.strokes = [
    [
      [0.3, 0.24],
      [0.7, 0.24],
      [0.45, 0.82],
    ],
    [
      [0.38, 0.52],
      [0.66, 0.52],
    ],
  ];
  await pad.predict();
  while (charts.renderRoot.querySelectorAll('canvas').length < 2)
    await new Promise((resolve) => setTimeout(resolve, 100));
  await new Promise((resolve) => setTimeout(resolve, 1000));
}
