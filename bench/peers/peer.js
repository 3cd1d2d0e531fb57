/** The worker's side of a peer: prepares its network, warms it up, and trains for a while whenever asked. */
import { loadBatches } from './batches.js';

/** Training images that the peers cycle through. */
const COUNT = 6400;

/**
 * @typedef {object} Peer
 * @property {(images: Float32Array, labels: Float32Array) => Promise<void> | void} trainBatch one step
 * @property {() => Promise<number>} settle waits until everything is computed; resolves with the newest loss
 */

/**
 * Answers the page: `{prepare: options}` once, then `{measure: seconds}` as often as it likes.
 *
 * @param {(options: object & {batchSize: number}) => Promise<Peer>} create
 */
export function servePeer(create) {
  /** @type {Peer} */
  let peer;
  let nextBatch;
  let batchSize;

  async function prepare(options) {
    batchSize = options.batchSize;
    nextBatch = await loadBatches(batchSize, COUNT);
    peer = await create(options);
    await train(options.warmUpSeconds);
  }

  async function train(seconds) {
    const start = performance.now();
    let images = 0;
    do {
      const batch = nextBatch();
      await peer.trainBatch(batch.images, batch.labels);
      images += batchSize;
    } while (performance.now() - start < seconds * 1000);
    const loss = await peer.settle();
    return { images, seconds: (performance.now() - start) / 1000, loss };
  }

  addEventListener('message', async ({ data }) => {
    try {
      postMessage({ result: await ('prepare' in data ? prepare(data.prepare) : train(data.measure)) });
    } catch (error) {
      postMessage({ error: String(error?.stack ?? error) });
    }
  });
  // The page may speak once there is somebody to listen.
  postMessage({ result: 'listening' });
}
