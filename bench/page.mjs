/**
 * What the whole lesson does to a page: frames, long tasks, delays, memory, and what is fetched before anybody asks.
 * Part of bench.mjs; alone: node bench/page.mjs [--quick]
 */
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { openPage, withBrowser } from './browser.mjs';
import { watchDownloads, weigh } from './downloads.mjs';
import { FULL, QUICK } from './effort.mjs';
import { drawDigits } from './page/drawing.mjs';
import { measureMemory } from './page/memory.mjs';
import { observe, readObserved } from './page/observer.mjs';
import { measureResponses } from './page/responsiveness.mjs';
import { pageSection, targetSection } from './report.mjs';
import { toText } from './tables.mjs';

/** A frame is late when it comes after more than this, in milliseconds: at 60 Hz it has missed its turn. */
const LATE_FRAME = 20;
/** How long a page is left alone before its downloads are counted, in milliseconds. */
const IDLE = 2000;

/**
 * @typedef {object} PageResult times in milliseconds
 * @property {string} trainedWith the trainer's `backendInUse`
 * @property {number} epochs of the training that was watched
 * @property {readonly import('./downloads.mjs').Download[]} fetchedBeforeInteraction of `dist/`
 * @property {number} frames animation frames between the first `mnist-batch-end` and `mnist-train-end`
 * @property {number} lateFrames those over 20 ms
 * @property {readonly {duration: number, scripts: readonly string[]}[]} longTasks over 50 ms, in the same time
 * @property {readonly number[]} predictionAfter `pointerup` to `mnist-prediction`, nothing else going on
 * @property {readonly number[]} predictionDuring the same while training
 * @property {import('./page/responsiveness.mjs').ResponseTimes} responses
 * @property {{heap: number, buffers: number}} memory bytes, with all data loaded, after training
 */

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} url where the project is served; ends in a slash
 * @param {{epochs: number | undefined, drawings: number, calls: number}} effort `epochs`: undefined for the default
 * @param {(news: string) => void} log
 * @returns {Promise<PageResult>}
 */
export async function measurePage(browser, url, { epochs, drawings, calls }, log) {
  const page = await openPage(browser);
  await page.evaluateOnNewDocument(observe);
  const downloads = watchDownloads(page);
  await page.goto(`${url}bench/pages/lesson.html`);
  await page.bringToFront();
  await new Promise((resolve) => setTimeout(resolve, IDLE));
  const fetchedBeforeInteraction = await weigh(downloads);

  log('training with everything on the page');
  if (epochs !== undefined) await setEpochs(page, epochs);
  await pressTrain(page);
  await page.waitForFunction(() => globalThis.observed.events['mnist-train-end'].length > 0, { timeout: 0 });
  const watched = summarise(await readObserved(page));
  const trained = await page.evaluate(() => {
    const { backendInUse, history } = document.querySelector('mnist-trainer');
    return { trainedWith: backendInUse, epochs: history.length };
  });

  log('drawing digits');
  const predictionAfter = await drawDigits(page, drawings);
  log('drawing digits while training');
  await setEpochs(page, 10_000);
  await pressTrain(page);
  await page.waitForFunction(() => document.querySelector('mnist-trainer').state === 'training');
  const predictionDuring = await drawDigits(page, drawings);
  await page.evaluate(() => document.querySelector('mnist-trainer').stop());

  log('calling predict(), pause() and stop() while training');
  const responses = await measureResponses(page, calls);
  const memory = await measureMemory(page);
  await page.browserContext().close();
  return {
    ...trained,
    fetchedBeforeInteraction,
    ...watched,
    predictionAfter,
    predictionDuring,
    responses,
    memory,
  };
}

async function setEpochs(page, epochs) {
  await page.evaluate((epochs) => document.querySelector('mnist-trainer').setAttribute('epochs', epochs), epochs);
}

async function pressTrain(page) {
  const button = await page.waitForSelector('mnist-trainer >>> [part~="primary"]');
  await button.click();
}

/** What happened between the first report of a batch and the end of the training. */
function summarise({ frames, longTasks, longFrames, events }) {
  const [start] = events['mnist-batch-end'];
  const [end] = events['mnist-train-end'];
  const isDuring = ({ at }) => at >= start && at <= end;
  const intervals = frames.filter(isDuring).map(({ interval }) => interval);
  return {
    frames: intervals.length,
    lateFrames: intervals.filter((interval) => interval > LATE_FRAME).length,
    longTasks: longTasks.filter(isDuring).map(({ at, duration }) => ({
      duration,
      scripts: longFrames
        .filter((frame) => frame.at < at + duration && at < frame.at + frame.duration)
        .flatMap(({ scripts }) => scripts),
    })),
  };
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  const effort = argv.includes('--quick') ? QUICK : FULL;
  const page = await withBrowser((browser, url) => measurePage(browser, url, effort.page, console.error));
  console.log(toText([pageSection(page)]));
  console.log(toText([targetSection({ page })]));
}
