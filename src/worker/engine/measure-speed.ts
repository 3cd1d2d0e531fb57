/** Measures how fast an engine trains, by training. */
import { CLASS_COUNT, IMAGE_BYTES } from '../../shared/model.js';
import type { ModelKind } from '../../shared/types.js';
import { Random } from '../base/random.js';
import type { Engine } from './engine.js';
import { initialNetwork } from './initial-network.js';

/** What to measure with: the network, and images in a batch. */
export interface Workload {
  readonly model: ModelKind;
  readonly batchSize: number;
}

/** How long to measure, in milliseconds: enough to outlast a GPU's first slow steps. */
const DURATION = 150;

/**
 * Trains on noise for a moment, after two steps to warm up. The engine's state is overwritten.
 *
 * @returns images a second
 */
export async function measureSpeed(engine: Engine, { model, batchSize }: Workload): Promise<number> {
  const random = new Random(1);
  const batch = {
    pixels: Uint8Array.from({ length: batchSize * IMAGE_BYTES }, () => random.integer(256)),
    labels: Uint8Array.from({ length: batchSize }, () => random.integer(CLASS_COUNT)),
  };
  await engine.setState(initialNetwork(model, random));
  for (let i = 0; i < 2; i++) await engine.trainBatch(batch, 0.001);
  await engine.takeMetrics();
  const start = performance.now();
  let images = 0;
  while (performance.now() - start < DURATION) {
    await engine.trainBatch(batch, 0.001);
    images += batchSize;
  }
  await engine.takeMetrics();
  return images / ((performance.now() - start) / 1000);
}
