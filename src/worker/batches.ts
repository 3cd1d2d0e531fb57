/** Cuts shuffled mini-batches out of the training set, changing the images at random if wanted. */
import { IMAGE_BYTES } from '../shared/model.js';
import type { Augment } from './augment.js';
import type { Random } from './base/random.js';
import type { Examples } from './dataset/dataset.js';
import type { Batch } from './engine/engine.js';

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
  const create = (): Batch => ({ pixels: new Uint8Array(size * IMAGE_BYTES), labels: new Uint8Array(size) });
  const memories = [create(), create(), create()];
  for (let start = 0; start < examples.count; start += size) {
    const memory = memories.shift()!;
    const { pixels, labels } = memory;
    const count = Math.min(size, examples.count - start);
    for (let i = 0; i < count; i++) {
      const index = order[start + i]!;
      const image = examples.pixels.subarray(index * IMAGE_BYTES, (index + 1) * IMAGE_BYTES);
      const target = pixels.subarray(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES);
      augment(image, target);
      labels[i] = examples.labels[index]!;
    }
    yield { pixels: pixels.subarray(0, count * IMAGE_BYTES), labels: labels.subarray(0, count) };
    memories.push(memory);
  }
}
