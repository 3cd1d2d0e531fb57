/** What a page downloads of ours, and when: seen from the browser's requests, sizes from the files. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../scripts/setup.mjs';
import { openPage } from './browser.mjs';

/** When nothing has been asked for in so many milliseconds, nothing more will be. */
const SILENCE = 1500;

/**
 * @typedef {object} Download
 * @property {string} file path below `dist/`
 * @property {number} gzipped bytes at gzip's level 9
 *
 * @typedef {object} DownloadResult
 * @property {string} id
 * @property {string} what
 * @property {readonly Download[]} files without the data
 * @property {number} gzipped their sum
 */

/**
 * Notes every file of `dist/` that a page asks for from now on, workers included; the data are left out.
 *
 * @param {import('puppeteer-core').Page} page
 * @returns {Set<string>} paths below `dist/`, growing
 */
export function watchDownloads(page) {
  const files = new Set();
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/dist/') && !pathname.startsWith('/dist/data/'))
      files.add(pathname.slice('/dist/'.length));
  });
  return files;
}

/**
 * @param {Iterable<string>} files paths below `dist/`
 * @returns {Promise<Download[]>}
 */
export function weigh(files) {
  return Promise.all(
    [...files].map(async (file) => {
      const content = await readFile(join(root, 'dist', file));
      return { file, gzipped: gzipSync(content, { level: 9 }).length };
    }),
  );
}

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} url where the project is served; ends in a slash
 * @returns {Promise<DownloadResult[]>}
 */
export async function measureDownloads(browser, url) {
  const entry = await filesOf(browser, url, () => undefined);
  const steps = [];
  for (const backend of ['simd', 'wasm', 'cpu', 'webgl']) {
    steps.push({ backend, files: await filesOf(browser, url, trainOneStep, backend) });
  }
  const charts = await filesOf(browser, url, drawCharts);
  const simd = steps.find(({ backend }) => backend === 'simd').files;
  const beyond = (files, known) => [...files].filter((file) => !known.has(file));
  return Promise.all([
    describe('entry', 'the script of the page: all three tags', entry),
    describe('simd', 'from there to the first training step with `simd` on one thread', beyond(simd, entry)),
    describe('wasm-files', 'both builds of the SIMD kernels, of which a browser takes one', [
      'simd.wasm',
      'simd-relaxed.wasm',
    ]),
    ...steps
      .filter(({ backend }) => backend !== 'simd')
      .map(({ backend, files }) =>
        describe(
          `tfjs-${backend}`,
          `TensorFlow.js: from the worker to the first training step with \`${backend}\``,
          beyond(files, new Set([...entry, 'worker.js'])),
        ),
      ),
    describe('charts', 'the charts, when the first one is drawn', beyond(charts, new Set([...entry, ...simd]))),
  ]);
}

async function describe(id, what, files) {
  const downloads = await weigh(files);
  return { id, what, files: downloads, gzipped: downloads.reduce((total, { gzipped }) => total + gzipped, 0) };
}

/** Files that a page asks for until an action inside it is done and nothing more is on its way. */
async function filesOf(browser, url, action, argument) {
  const page = await openPage(browser);
  const files = watchDownloads(page);
  await page.goto(`${url}bench/pages/trainer.html`);
  await page.waitForNetworkIdle();
  try {
    await page.evaluate(action, argument);
  } catch (error) {
    console.error(`The downloads for ${argument} are those until it failed: ${error.message.split('\n')[0]}`);
  }
  await page.waitForNetworkIdle({ idleTime: SILENCE });
  await page.browserContext().close();
  return files;
}

/** Runs in the page. */
async function trainOneStep(backend) {
  const trainer = document.querySelector('mnist-trainer');
  Object.assign(trainer, { backend, threads: '1', trainSize: 64, testSize: 10, epochs: 1 });
  await trainer.train();
}

/** Runs in the page. */
async function drawCharts() {
  const trainer = document.querySelector('mnist-trainer');
  trainer.after(document.createElement('mnist-charts'));
  Object.assign(trainer, { backend: 'simd', threads: '1', trainSize: 64, testSize: 10, epochs: 1 });
  await trainer.train();
}
