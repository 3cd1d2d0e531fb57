/** Changes training images at random, so that a network learns digits rather than the places where they lie. */
import type { Augmentation, PictureSize } from '../shared/types.js';
import { loadPart } from '../base/load-part.js';
import type { Random } from '../base/random.js';

/** Writes one image, changed, to `target`; both are of the same size and do not overlap. */
export type Augment = (image: Uint8Array, target: Uint8Array) => void;

/** Furthest shift of an augmented image, in pixels, in each direction. */
const MAX_SHIFT = 1;

/**
 * What changes the images of a training.
 *
 * @param kind `none` copies them; `shift` moves each by −1, 0 or 1 pixel in both directions; `drawn` varies them as
 *   people's drawings do, see `augment-drawn.ts`
 * @param random decides how each image is changed; the same seed gives the same images
 * @param size of the images
 * @throws MnistError `trainer-failed` where a part of the script could not be loaded
 */
export async function createAugment(kind: Augmentation, random: Random, size: PictureSize): Promise<Augment> {
  switch (kind) {
    case 'none':
      return (image, target) => target.set(image);
    case 'shift':
      return (image, target) => shiftImage(image, target, size.width, randomShift(random), randomShift(random));
    case 'drawn': {
      const { createDistortion } = await loadPart(import('./augment-drawn.js'));
      return createDistortion(random, size);
    }
  }
}

function randomShift(random: Random): number {
  return random.integer(2 * MAX_SHIFT + 1) - MAX_SHIFT;
}

/**
 * Copies an image `right` pixels to the right and `down` pixels down; what moves in is background.
 *
 * @param width of the image; both ways are shorter than its sides
 */
export function shiftImage(image: Uint8Array, target: Uint8Array, width: number, right: number, down: number): void {
  // Moving the rows as one run is far quicker than row by row, but carries pixels over from one row to the next.
  const offset = down * width + right;
  target.fill(0);
  if (offset >= 0) target.set(image.subarray(0, image.length - offset), offset);
  else target.set(image.subarray(-offset));
  const [from, to] = right > 0 ? [0, right] : [width + right, width];
  for (let column = from; column < to; column++) {
    for (let pixel = column; pixel < image.length; pixel += width) target[pixel] = 0;
  }
}
