/** Changes training images at random, so that a network learns digits rather than the places where they lie. */
import { IMAGE_BYTES, IMAGE_SIDE } from '../shared/model.js';
import type { Augmentation } from '../shared/types.js';
import { createDistortion } from './augment-drawn.js';
import type { Random } from './base/random.js';

/** Writes one image, changed, to `target`; both are 784 bytes and do not overlap. */
export type Augment = (image: Uint8Array, target: Uint8Array) => void;

/** Furthest shift of an augmented image, in pixels, in each direction. */
const MAX_SHIFT = 1;

/**
 * What changes the images of a training.
 *
 * @param kind `none` copies them; `shift` moves each by −1, 0 or 1 pixel in both directions; `drawn` varies them as
 *   people's drawings do, see `augment-drawn.ts`
 * @param random decides how each image is changed; the same seed gives the same images
 */
export function createAugment(kind: Augmentation, random: Random): Augment {
  switch (kind) {
    case 'none':
      return (image, target) => target.set(image);
    case 'shift':
      return (image, target) => shiftImage(image, target, randomShift(random), randomShift(random));
    case 'drawn':
      return createDistortion(random);
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
