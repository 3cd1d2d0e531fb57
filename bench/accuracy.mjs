/** How well the network reads after how much training, on one core, for several settings and seeds. */
import { openTrainerPage, train } from './trainer-page.mjs';

const ONE_CORE = { backend: 'simd', threads: 1 };

/** The settings whose accuracy is reported; the first are the trainer's defaults. */
const RECIPES = [
  { id: 'defaults', attributes: {} },
  { id: 'three-epochs', attributes: { epochs: 3, 'learning-rate': 0.005 } },
  { id: 'two-epochs', attributes: { epochs: 2, 'learning-rate': 0.007 } },
  { id: 'one-epoch', attributes: { epochs: 1, 'learning-rate': 0.008, 'batch-size': 32 } },
];

/**
 * @typedef {object} AccuracyResult
 * @property {string} id
 * @property {Readonly<Record<string, string | number>>} attributes set on the trainer besides backend, threads and seed
 * @property {readonly AccuracyRun[]} runs one for each seed
 *
 * @typedef {object} AccuracyRun
 * @property {number} seed
 * @property {number} accuracy of the final weights on the 10,000 test images, 0…1
 * @property {number} seconds of training, without validation
 * @property {number | undefined} secondsTo98 training seconds until the end of the first epoch with 98 % of the
 *   held-out images right; undefined if there was none
 * @property {number | undefined} secondsTo99 the same for 99 %
 */

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} url where the project is served; ends in a slash
 * @param {readonly number[]} seeds
 * @param {(news: string) => void} log
 * @returns {Promise<AccuracyResult[]>}
 */
export async function measureAccuracy(browser, url, seeds, log) {
  const results = [];
  for (const { id, attributes } of RECIPES) {
    const page = await openTrainerPage(browser, url);
    const runs = [];
    for (const seed of seeds) {
      const { testAccuracy, seconds, history } = await train(
        page,
        { ...ONE_CORE, ...attributes, seed },
        { afresh: true },
      );
      runs.push({
        seed,
        accuracy: testAccuracy,
        seconds,
        secondsTo98: secondsTo(0.98, history),
        secondsTo99: secondsTo(0.99, history),
      });
      log(`${id}, seed ${seed}: ${(testAccuracy * 100).toFixed(2)} % after ${seconds.toFixed(1)} s`);
    }
    await page.browserContext().close();
    results.push({ id, attributes, runs });
  }
  return results;
}

function secondsTo(accuracy, history) {
  let seconds = 0;
  for (const epoch of history) {
    seconds += epoch.seconds;
    if (epoch.valAccuracy >= accuracy) return seconds;
  }
  return undefined;
}
