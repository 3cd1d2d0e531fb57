/**
 * Which values dropout keeps. The choice depends on nothing but a few whole numbers, so that every engine, on every
 * thread, drops the same ones: 32-bit arithmetic alone, no state.
 */
import { dropoutThreshold } from './dropout.js';

/** One picture on its way through one dropout layer. Whole numbers, of which the lower 32 bits count. */
export interface DropoutPlace {
  /** Of the training. */
  readonly seed: number;
  /** Batches before this one. */
  readonly step: number;
  /** Index among all layers. */
  readonly layer: number;
  /** Index in the whole batch. */
  readonly image: number;
}

/**
 * What each value is multiplied by: 0 where it is dropped, 1 / (1 - rate) where it is kept. The value at `index` of the
 * flat map is kept when `mixBits(key + index)`, with `key` that of {@link dropoutKey}, is at least the
 * {@link dropoutThreshold}: sums modulo 2^32, all numbers unsigned.
 *
 * @param rate share of the values that are dropped, at least 0 and below 1
 * @param size how many values the layer has for a picture
 */
export function dropoutMask(rate: number, size: number, place: DropoutPlace): Float64Array {
  const key = dropoutKey(place);
  const threshold = dropoutThreshold(rate);
  return Float64Array.from({ length: size }, (_, index) => (mixBits(key + index) >= threshold ? 1 / (1 - rate) : 0));
}

/** What the choices for one picture in one layer start from: 32 bits, unsigned. */
export function dropoutKey({ seed, step, layer, image }: DropoutPlace): number {
  return mixBits(mixBits(mixBits(mixBits(seed) + step) + layer) + image);
}

/**
 * 32 bits from which those that went in cannot be guessed: “lowbias32”, an integer hash found by C. Wellons
 * (https://nullprogram.com/blog/2018/07/31/).
 *
 * @returns unsigned
 */
export function mixBits(value: number): number {
  let bits = value >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x7feb352d);
  bits = Math.imul(bits ^ (bits >>> 15), 0x846ca68b);
  return (bits ^ (bits >>> 16)) >>> 0;
}
