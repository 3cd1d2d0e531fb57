/** Keeps what optimizers remember away from denormal numbers. */

/** In 32 bits, as the engines compute; the smallest normal number there is 1.2e-38. */
const SMALLEST = Math.fround(1e-30);

/**
 * Zero in place of a value that is nearer to zero than 1e-30; NaN stays.
 *
 * A weight whose gradient stays zero, such as that of a pixel which is always black, has averages that shrink with every
 * step until they are denormal, and with those processors compute far more slowly: a step took twice the time. Such small
 * averages move no weight: momentum's are added to it, and those of Adam and RMSProp stand beside an epsilon of 1e-7.
 */
export function flush(value: number): number {
  return Math.abs(value) < SMALLEST ? 0 : value;
}
