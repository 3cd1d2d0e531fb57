/** Renders the demo's icons for home screens, `demo/icons/`, from `demo/icon.svg`. Run by hand when that has changed. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import puppeteer from 'puppeteer-core';
import { chromiumArguments, findChromium } from './browsers.mjs';
import { root } from './setup.mjs';

const svg = readFileSync(join(root, 'demo/icon.svg'), 'utf8');
/** Systems cut a maskable icon to their own shape: the background goes to the edge, the digit stays within the middle. */
const maskable = svg
  .replace(/ rx="\d+"/, '')
  .replace('<path', '<path transform="translate(16 16) scale(0.8) translate(-16 -16)"');

const ICONS = [
  { name: 'icon-192', size: 192, image: svg },
  { name: 'icon-512', size: 512, image: svg },
  { name: 'maskable-512', size: 512, image: maskable },
  // Without transparency, which iOS would show as black.
  { name: 'touch-180', size: 180, image: maskable },
];

mkdirSync(join(root, 'demo/icons'), { recursive: true });
const browser = await puppeteer.launch({ executablePath: findChromium(), args: chromiumArguments });
try {
  const page = await browser.newPage();
  for (const { name, size, image } of ICONS) {
    await page.setViewport({ width: size, height: size });
    await page.setContent(`<style>body { margin: 0 } svg { display: block; width: 100vw }</style>${image}`);
    await page.screenshot({ path: join(root, `demo/icons/${name}.png`), omitBackground: true });
  }
} finally {
  await browser.close();
}
