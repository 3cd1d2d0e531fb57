/** Cuts shuffled mini-batches out of the training set, shifting images at random if wanted. */
import { IMAGE_BYTES, IMAGE_SIDE } from '../shared/model.js';
import type { Examples } from './dataset/dataset.js';
import type { Batch } from './engine/engine.js';
import type { Random } from './random.js';

/** Furthest shift of an augmented image, in pixels, in each direction. */
const MAX_SHIFT = 1;

/**
 * One epoch of mini-batches in a new random order; the last one holds what is left over. Every batch reuses the same
 * memory, so it must be used before the next one is taken.
 *
 * @param augment shift each image by −1, 0 or 1 pixel in both directions
 */
export function* shuffledBatches(
  examples: Examples,
  batchSize: number,
  random: Random,
  augment: boolean,
): Generator<Batch> {
  const order = Uint32Array.from({ length: examples.count }, (_, index) => index);
  random.shuffle(order);
  const size = Math.min(batchSize, examples.count);
  const pixels = new Uint8Array(size * IMAGE_BYTES);
  const labels = new Uint8Array(size);
  for (let start = 0; start < examples.count; start += size) {
    const count = Math.min(size, examples.count - start);
    for (let i = 0; i < count; i++) {
      const index = order[start + i]!;
      const image = examples.pixels.subarray(index * IMAGE_BYTES, (index + 1) * IMAGE_BYTES);
      const target = pixels.subarray(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES);
      if (augment) shiftImage(image, target, randomShift(random), randomShift(random));
      else target.set(image);
      labels[i] = examples.labels[index]!;
    }
    yield { pixels: pixels.subarray(0, count * IMAGE_BYTES), labels: labels.subarray(0, count) };
  }
}

function randomShift(random: Random): number {
  return random.integer(2 * MAX_SHIFT + 1) - MAX_SHIFT;
}

/** Copies an image `right` pixels to the right and `down` pixels down; what moves in is background. Both within ±27. */
export function shiftImage(image: Uint8Array, target: Uint8Array, right: number, down: number): void {
  // Moving the rows as one run is far quicker than row by row, but carries pixels over from one row to the next.
  const offset = down * IMAGE_SIDE + right;
  target.fill(0);
  if (offset >= 0) target.set(image.subarray(0, IMAGE_BYTES - offset), offset);
  else target.set(image.subarray(-offset));
  const [from, to] = right > 0 ? [0, right] : [IMAGE_SIDE + right, IMAGE_SIDE];
  for (let column = from; column < to; column++) {
    for (let pixel = column; pixel < IMAGE_BYTES; pixel += IMAGE_SIDE) target[pixel] = 0;
  }
}
