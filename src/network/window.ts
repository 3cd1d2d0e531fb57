/** How the window of a convolution or pooling moves along one direction of a map. */

export interface Window {
  /** How many positions it takes; 0 or less when it does not fit. */
  readonly outputs: number;
  /** How many zeros `same` puts before the first value; those after the last may be one more. */
  readonly before: number;
}

/**
 * As TensorFlow has it: `valid` takes the positions at which the window is inside the map, `same` has one position for
 * every `stride` values and pads with as many zeros as that needs.
 *
 * @param length of the map in this direction
 * @param kernel length of the window
 * @param stride step from one position to the next
 */
export function windowAlong(length: number, kernel: number, stride: number, padding: 'valid' | 'same'): Window {
  if (padding === 'valid') return { outputs: Math.floor((length - kernel) / stride) + 1, before: 0 };
  const outputs = Math.ceil(length / stride);
  const zeros = Math.max((outputs - 1) * stride + kernel - length, 0);
  return { outputs, before: Math.floor(zeros / 2) };
}
