/** Puts pictures upright that lie on their side, mirrored: rows and columns change places. */
import type { PictureSize } from '../shared/types.js';

/**
 * Makes the columns of every picture its rows, in place: there may be no memory for a second copy.
 *
 * @param pixels of any number of pictures
 * @param size as they lie
 */
export function transpose(pixels: Uint8Array, { height, width }: PictureSize): void {
  const area = height * width;
  for (let start = 0; start < pixels.length; start += area) {
    const lying = pixels.slice(start, start + area);
    let to = start;
    for (let column = 0; column < width; column++) {
      for (let pixel = column; pixel < area; pixel += width) pixels[to++] = lying[pixel]!;
    }
  }
}
