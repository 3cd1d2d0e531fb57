/** Who trains against whom: the same network, the same batch size, Adam, real MNIST, each in a worker of its page. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { openPage } from './browser.mjs';
import { openTrainerPage, train } from './trainer-page.mjs';

export const BATCH_SIZE = 64;

/**
 * @typedef {object} Contestant
 * @property {string} id for `--only` and for ratios
 * @property {string} name
 * @property {boolean} ours
 * @property {string} what exactly what ran
 * @property {(browser: import('puppeteer-core').Browser, url: string, effort: Effort) => Promise<Started>} start
 *   opens its page and warms it up
 *
 * @typedef {object} Started
 * @property {() => Promise<number>} measure images a second
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Effort
 * @property {number} warmUpSeconds at least one batch
 * @property {number} seconds how long a peer is measured in a round; at least one batch
 * @property {number} trainSize images in an epoch of ours
 * @property {number} slowTrainSize the same for TensorFlow.js backends
 */

const require = createRequire(import.meta.url);

/** The version of an installed package, also where its `exports` hide its package.json. */
function versionOf(name) {
  for (let folder = dirname(require.resolve(name)); ; folder = dirname(folder)) {
    const { name: found, version } = readPackage(folder);
    if (found === name && version !== undefined) return version;
  }
}

function readPackage(folder) {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

/** @returns {Contestant} */
function peer(id, name, script, options, what) {
  return {
    id,
    name,
    ours: false,
    what,
    start: (browser, url, effort) => startPeer(browser, url, script, { batchSize: BATCH_SIZE, ...options }, effort),
  };
}

/**
 * Opens a peer's page and warms it up.
 *
 * @param {string} script of `bench/peers`
 * @param {object & {batchSize: number}} options which the script knows
 * @param {Pick<Effort, 'warmUpSeconds' | 'seconds'>} effort
 * @returns {Promise<Started>}
 */
export async function startPeer(browser, url, script, options, { warmUpSeconds, seconds }) {
  const page = await openPage(browser);
  await page.goto(`${url}bench/pages/peer.html`);
  await page.waitForFunction(() => 'preparePeer' in globalThis);
  await page.evaluate((script, options) => globalThis.preparePeer(script, options), `${url}bench/peers/${script}`, {
    ...options,
    warmUpSeconds,
  });
  return {
    async measure() {
      await page.bringToFront();
      const run = await page.evaluate((seconds) => globalThis.measurePeer(seconds), seconds);
      if (!Number.isFinite(run.loss)) throw new Error(`${script} computes nothing sensible: its loss is ${run.loss}.`);
      return run.images / run.seconds;
    },
    close: () => page.browserContext().close(),
  };
}

/** @returns {Contestant} */
function ours(id, name, attributes, what, { sizeOf = ({ trainSize }) => trainSize, isolated = false } = {}) {
  return {
    id,
    name,
    ours: true,
    what,
    async start(browser, url, effort) {
      const page = await openTrainerPage(browser, url, isolated);
      const trainSize = sizeOf(effort);
      const settings = {
        ...attributes,
        'batch-size': BATCH_SIZE,
        'train-size': trainSize,
        'validation-size': 0,
        'test-size': 1000,
        epochs: 1,
        seed: 1,
      };
      const epoch = () => train(page, settings, { afresh: false });
      await epoch();
      return {
        async measure() {
          const { history } = await epoch();
          return trainSize / history[0].seconds;
        },
        close: () => page.browserContext().close(),
      };
    },
  };
}

const TFJS = `TensorFlow.js ${versionOf('@tensorflow/tfjs')}`;
const JAX = `jax-js ${versionOf('@jax-js/jax')}`;
const TFJS_MODEL = '`tf.sequential` layers model, compiled with `tf.train.adam`, `model.trainOnBatch`';
const WHOLE_EPOCHS = 'whole epochs; time of `mnist-epoch-end`, which includes shuffling, augmentation and reports';

/** @type {readonly Contestant[]} */
export const contestants = [
  peer('tfjs-cpu', `${TFJS} cpu`, 'tfjs.js', { backend: 'cpu' }, `${TFJS_MODEL}, plain JavaScript kernels`),
  peer('tfjs-webgl', `${TFJS} webgl`, 'tfjs.js', { backend: 'webgl' }, `${TFJS_MODEL}, on the WebGL of this browser`),
  peer(
    'jax-lax',
    `${JAX} wasm, lax.conv`,
    'jax.js',
    { convolution: 'lax' },
    'one `jit` of `valueAndGrad` and Adam, on one thread, as on every page that is not cross-origin isolated; ' +
      'convolutions by `lax.conv`, pooling by `lax.reduceWindow`',
  ),
  peer(
    'jax',
    `${JAX} wasm, as matmul`,
    'jax.js',
    { convolution: 'matmul' },
    'the same with convolutions written as `np.matmul` of shifted images and pooling as `np.max` of a reshaped ' +
      'image: the fastest form that we found for it',
  ),
  ours(
    'wasm',
    'mnist-elements wasm',
    { backend: 'wasm' },
    `\`backend="wasm"\`: the WebAssembly backend of ${TFJS}, which cannot train this network by itself, plus the ` +
      `missing kernel; ${WHOLE_EPOCHS}`,
    { sizeOf: ({ slowTrainSize }) => slowTrainSize },
  ),
  ours(
    'simd-1',
    'mnist-elements simd, 1 thread',
    { backend: 'simd', threads: 1 },
    `\`backend="simd" threads="1"\`; ${WHOLE_EPOCHS}`,
  ),
  ours(
    'simd-2',
    'mnist-elements simd, 2 threads',
    { backend: 'simd', threads: 2 },
    `\`backend="simd" threads="2"\`, gradients sent as messages, as on most pages; ${WHOLE_EPOCHS}`,
  ),
  ours(
    'simd-2-isolated',
    'mnist-elements simd, 2 threads, isolated',
    { backend: 'simd', threads: 2 },
    `the same on a page that is cross-origin isolated, where threads share memory; ${WHOLE_EPOCHS}`,
    { isolated: true },
  ),
  ours('auto', 'mnist-elements auto', {}, `no attribute set, as on most pages; ${WHOLE_EPOCHS}`),
];
