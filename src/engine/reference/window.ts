/** The windows in which convolution and pooling look at a map. */
import type { Extent, MapShape } from '../../network/network.js';
import { windowAlong } from '../../network/window.js';

export interface Windows {
  readonly input: MapShape;
  readonly kernel: Extent;
  readonly stride: Extent;
  readonly padding: 'valid' | 'same';
}

/**
 * Calls `visit(position, offset, pixel)` for every pixel of the map that each window sees. Zeros of the padding are not
 * visited: they add nothing.
 *
 * - `position` counts the windows, row by row,
 * - `offset` the places in the window, row by row,
 * - `pixel` the pixels of the map, row by row.
 */
export function eachPixel(
  { input, kernel, stride, padding }: Windows,
  visit: (position: number, offset: number, pixel: number) => void,
): void {
  const [height, width] = input;
  const rows = windowAlong(height, kernel[0], stride[0], padding);
  const columns = windowAlong(width, kernel[1], stride[1], padding);
  for (let row = 0; row < rows.outputs; row++) {
    for (let column = 0; column < columns.outputs; column++) {
      for (let down = 0; down < kernel[0]; down++) {
        for (let right = 0; right < kernel[1]; right++) {
          const y = row * stride[0] - rows.before + down;
          const x = column * stride[1] - columns.before + right;
          if (y < 0 || y >= height || x < 0 || x >= width) continue;
          visit(row * columns.outputs + column, down * kernel[1] + right, y * width + x);
        }
      }
    }
  }
}
