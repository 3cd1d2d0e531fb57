/** Cuts shuffled mini-batches out of the training set, changing the images at random if wanted. */
import type { Augment } from '../data/augment.js';
import type { Random } from '../base/random.js';
import { pixelsOf, type Examples } from '../data/dataset.js';
import type { Batch } from '../engine/engine.js';

/**
 * One epoch of mini-batches in a new random order; the last one holds what is left over. Every batch reuses the memory
 * of the third before it, so that two can be prepared while another is used.
 *
 * @param augment copies each image into the batch, changing it as it likes
 */
export function* shuffledBatches(
  examples: Examples,
  batchSize: number,
  random: Random,
  augment: Augment,
): Generator<Batch> {
  const order = Uint32Array.from({ length: examples.count }, (_, index) => index);
  random.shuffle(order);
  const size = Math.min(batchSize, examples.count);
  const bytes = pixelsOf(examples, 0).length;
  const create = (): Batch => ({ pixels: new Uint8Array(size * bytes), labels: new Uint8Array(size) });
  const memories = [create(), create(), create()];
  for (let start = 0; start < examples.count; start += size) {
    const memory = memories.shift()!;
    const { pixels, labels } = memory;
    const count = Math.min(size, examples.count - start);
    for (let i = 0; i < count; i++) {
      const index = order[start + i]!;
      augment(pixelsOf(examples, index), pixels.subarray(i * bytes, (i + 1) * bytes));
      labels[i] = examples.labels[index]!;
    }
    yield { pixels: pixels.subarray(0, count * bytes), labels: labels.subarray(0, count) };
    memories.push(memory);
  }
}
