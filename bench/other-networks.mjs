/** Training speed of networks unlike the default, beside TensorFlow.js with the very same network, by turns. */
import { startPeer } from './contestants.mjs';
import { openTrainerPage, train } from './trainer-page.mjs';

/** The default network first: it is what the others are compared with. */
export const NETWORKS = [
  'cnn',
  'lenet',
  'linear',
  'dense 256, dense 256',
  'conv 32, pool, conv 64, pool, dense 128',
  'conv 16 5x5 same, pool average, conv 32 3x3 stride 2, dense 100 tanh',
  'conv 32 5x5 same, conv 32 5x5 same, pool, dropout 0.25, conv 64 same, conv 64 same, pool, dropout 0.25, dense 256, dropout 0.5',
];

const BATCH_SIZE = 64;
/** In plain JavaScript a batch of 64 of the largest network takes minutes, and an image costs the same in any batch. */
const CPU_BATCH_SIZE = 8;
/** The fewest and most images that ours trains on at a time. */
const [FEWEST, MOST] = [128, 60_000];

/**
 * @typedef {object} NetworkSpeed
 * @property {string} network
 * @property {readonly number[]} simd images a second by `backend="simd" threads="1"`, one value a round
 * @property {readonly number[]} wasm the same by `backend="wasm"`
 * @property {readonly number[]} cpu the same by TensorFlow.js' backend `cpu`
 */

/**
 * @param {import('puppeteer-core').Browser} browser
 * @param {string} url where the project is served; ends in a slash
 * @param {{rounds: number, seconds: number}} effort
 * @param {(news: string) => void} log
 * @returns {Promise<NetworkSpeed[]>}
 */
export async function measureOtherNetworks(browser, url, effort, log) {
  const results = [];
  for (const network of NETWORKS) {
    log(`warming up ${network}`);
    const simd = await startOurs(browser, url, { model: network, backend: 'simd', threads: 1 }, effort);
    const wasm = await startOurs(browser, url, { model: network, backend: 'wasm' }, effort);
    const options = { backend: 'cpu', batchSize: CPU_BATCH_SIZE, topology: await simd.topology() };
    const cpu = await startPeer(browser, url, 'tfjs.js', options, { warmUpSeconds: 0, seconds: effort.seconds });
    const result = { network, simd: [], wasm: [], cpu: [] };
    for (let round = 0; round < effort.rounds; round++) {
      for (const [name, contestant] of Object.entries({ simd, wasm, cpu })) {
        result[name].push(await contestant.measure());
      }
    }
    for (const each of [simd, wasm, cpu]) await each.close();
    results.push(result);
  }
  return results;
}

/** A trainer that trains on so many images at a time that it takes about as long as is wanted. */
async function startOurs(browser, url, attributes, { seconds }) {
  const page = await openTrainerPage(browser, url);
  const settings = { ...attributes, 'batch-size': BATCH_SIZE, 'test-size': 64, epochs: 1, seed: 1 };
  const speedOn = async (images) => {
    const { history } = await train(page, { ...settings, 'train-size': images }, { afresh: false });
    return images / history[0].seconds;
  };
  const within = (speed) => Math.min(MOST, Math.max(FEWEST, Math.round((speed * seconds) / BATCH_SIZE) * BATCH_SIZE));
  await speedOn(FEWEST);
  const images = within(await speedOn(within(await speedOn(FEWEST))));
  return {
    measure: () => speedOn(images),
    /** The network as Keras writes it. */
    topology: () =>
      page.evaluate(async () => {
        const [file] = await document.querySelector('mnist-trainer').exportModel();
        return JSON.parse(await file.text()).modelTopology;
      }),
    close: () => page.browserContext().close(),
  };
}
