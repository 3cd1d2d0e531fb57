/** Measures how fast an engine trains, by training. */
import type { Network } from '../network/network.js';
import { Random } from '../base/random.js';
import { imageBytesOf } from './check.js';
import type { Engine } from './engine.js';
import { initialNetwork } from './initial-network.js';

/** What to measure with: the network, and images in a batch. */
export interface Workload {
  readonly network: Network;
  readonly batchSize: number;
}

/** How long to measure, in milliseconds: enough to outlast a GPU's first slow steps. */
const DURATION = 150;

const STEP = { learningRate: 0.001 };

/**
 * Trains on noise for a moment, after two steps to warm up. The engine's state is overwritten.
 *
 * @returns images a second
 */
export async function measureSpeed(engine: Engine, { network, batchSize }: Workload): Promise<number> {
  const random = new Random(1);
  const batch = {
    pixels: Uint8Array.from({ length: batchSize * imageBytesOf(network) }, () => random.integer(256)),
    labels: Uint8Array.from({ length: batchSize }, () => random.integer(network.classes)),
  };
  await engine.setState(initialNetwork(network, random));
  for (let i = 0; i < 2; i++) await engine.trainBatch(batch, STEP);
  await engine.takeMetrics();
  const start = performance.now();
  let images = 0;
  while (performance.now() - start < DURATION) {
    await engine.trainBatch(batch, STEP);
    images += batchSize;
  }
  await engine.takeMetrics();
  return images / ((performance.now() - start) / 1000);
}
