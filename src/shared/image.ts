/** Checks images that pages hand over: those are written in JavaScript, too. */
import { MnistError } from './errors.js';
import { IMAGE_BYTES } from './model.js';
import type { LabelledImage } from './types.js';

/**
 * @param image an array, or array of bytes, with 784 values from 0 to 255
 * @throws MnistError `invalid-argument` for anything else
 */
export function toImage(image: unknown): Uint8Array {
  const isList = Array.isArray(image) || image instanceof Uint8Array || image instanceof Uint8ClampedArray;
  const values: readonly unknown[] = isList ? Array.from<unknown>(image) : [];
  if (values.length !== IMAGE_BYTES || !values.every(isByte)) {
    throw new MnistError(
      'invalid-argument',
      'An image must be 784 values from 0 (background) to 255 (ink), row by row.',
    );
  }
  return Uint8Array.from(values);
}

/**
 * Copies images with their classes; whatever else they carry stays with them.
 *
 * @param images iterable of objects with `index` and `pixels`
 * @param classCount what indices are below
 * @throws MnistError `invalid-argument` for anything else
 */
export function toLabelledImages<Image extends LabelledImage>(images: Iterable<Image>, classCount: number): Image[] {
  let list: unknown[];
  try {
    list = [...(images as Iterable<unknown>)];
  } catch (error) {
    throw new MnistError('invalid-argument', 'Corrections must be a list.', error);
  }
  return list.map((image) => {
    const { index, pixels } = (image ?? {}) as Partial<LabelledImage>;
    if (index === undefined || !Number.isInteger(index) || index < 0 || index >= classCount) {
      throw new MnistError(
        'invalid-argument',
        `A correction must have the index of a class, 0 to ${classCount - 1}, as \`index\`.`,
      );
    }
    return { ...(image as Image), pixels: toImage(pixels) };
  });
}

function isByte(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 255;
}
