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
  keras: {
    always: { noise_shape: null },
    classNameOf: () => 'Dropout',
    configOf: ({ rate }) => ({ rate }),
  },
};
