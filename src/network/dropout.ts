/**
 * `dropout RATE`: while training, sets that share of the values to zero, at random. N. Srivastava et al., “Dropout: a
 * simple way to prevent neural networks from overfitting”, 2014.
 */
import type { LayerKind } from './layer-kind.js';
import type { Dropout } from './network.js';
import { share } from './option.js';

export const dropout: LayerKind<Dropout> = {
  options: { rate: share('RATE') },
  input: 'any',
  outputShape: (_, input) => input,
  tensors: () => [],
  classNameOf: () => 'Dropout',
};

/** A value is kept when its 32 bits, see dropout-mask.ts, are at least this: unsigned. */
export function dropoutThreshold(rate: number): number {
  return Math.floor(rate * 0x1_0000_0000);
}
