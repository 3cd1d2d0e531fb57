/** Checks images that pages hand over: those are written in JavaScript, too. */
import { MnistError } from './errors.js';
import type { LabelledImage, PictureSize } from './types.js';

/** MNIST's: what a network reads that has seen no other pictures. */
export const USUAL_SIZE: PictureSize = { height: 28, width: 28 };
/** MNIST's: what it tells apart. */
export const USUAL_CLASSES = 10;

/** More classes than this cannot be told apart. */
const MOST_CLASSES = 256;

/** What a network reads, and how many classes it tells apart. */
export interface NetworkEnds {
  readonly input: PictureSize;
  readonly classes: number;
}

/**
 * @param image an array, or array of bytes, with a value from 0 to 255 for each pixel, row by row
 * @throws MnistError `invalid-argument` for anything else
 */
export function toImage(image: unknown, { height, width }: PictureSize): Uint8Array {
  const isList = Array.isArray(image) || image instanceof Uint8Array || image instanceof Uint8ClampedArray;
  const values: readonly unknown[] = isList ? Array.from<unknown>(image) : [];
  if (values.length !== height * width || !values.every(isByte)) {
    throw new MnistError(
      'invalid-argument',
      `An image must be ${height * width} values from 0 (background) to 255 (ink), ${width} in each of ${height} rows.`,
    );
  }
  return Uint8Array.from(values);
}

/**
 * Copies images with their classes; whatever else they carry stays with them.
 *
 * @param images iterable of objects with `index`, from 0, and `pixels`
 * @param network that is to learn them; while it is not known, images may be of any size that they carry as `width` and
 *   `height`, by default MNIST's, and of any class
 * @throws MnistError `invalid-argument` for anything else
 */
export function toLabelledImages<Image extends LabelledImage>(
  images: Iterable<Image>,
  network: NetworkEnds | undefined,
): Image[] {
  let list: unknown[];
  try {
    list = [...(images as Iterable<unknown>)];
  } catch (error) {
    throw new MnistError('invalid-argument', 'Corrections must be a list.', error);
  }
  const classes = network?.classes ?? MOST_CLASSES;
  return list.map((image) => {
    const { index, pixels, width, height } = (image ?? {}) as Partial<LabelledImage & PictureSize>;
    if (index === undefined || !Number.isInteger(index) || index < 0 || index >= classes) {
      throw new MnistError(
        'invalid-argument',
        `A correction must have the index of a class, 0 to ${classes - 1}, as \`index\`.`,
      );
    }
    const own = isSide(width) && isSide(height) ? { width, height } : USUAL_SIZE;
    return { ...(image as Image), pixels: toImage(pixels, network?.input ?? own) };
  });
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 255;
}

function isSide(value: unknown): value is number {
  return Number.isInteger(value);
}
