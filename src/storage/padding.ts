/** The zeros that `same` puts around a map, on each side: other formats are told how many, and TensorFlow works it out. */
import type { Convolution, MapShape } from '../network/network.js';
import { windowAlong } from '../network/window.js';

export interface Padding {
  readonly top: number;
  readonly left: number;
  /** May be one more than at the opposite side. */
  readonly bottom: number;
  readonly right: number;
}

export function paddingOf({ kernel, stride, padding }: Convolution, [height, width]: MapShape): Padding {
  const [top, bottom] = zerosAlong(height, kernel[0], stride, padding);
  const [left, right] = zerosAlong(width, kernel[1], stride, padding);
  return { top, left, bottom, right };
}

function zerosAlong(
  length: number,
  kernel: number,
  stride: number,
  padding: Convolution['padding'],
): readonly [before: number, after: number] {
  const { outputs, before } = windowAlong(length, kernel, stride, padding);
  // What is left over after the last position is negative where a stride steps over the map's end.
  return [before, Math.max(0, (outputs - 1) * stride + kernel - length - before)];
}
