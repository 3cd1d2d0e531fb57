/**
 * `batchnorm`: normalises each channel of a map, or each unit, then scales it by gamma and moves it by beta, which are
 * learned. S. Ioffe and C. Szegedy, “Batch normalization: accelerating deep network training by reducing internal
 * covariate shift”, 2015.
 */
import type { LayerKind } from './layer-kind.js';
import type { BatchNormalization } from './network.js';

/** With every batch, a moving average keeps this share of itself and takes the rest from the batch. As in Keras. */
export const MOMENTUM = 0.99;
/** Added to the variance, so that its root can be divided by. As in Keras. */
export const EPSILON = 1e-3;

export const batchNormalization: LayerKind<BatchNormalization> = {
  options: {},
  input: 'any',
  outputShape: (_, input) => input,
  tensors(_, input) {
    const shape = input.slice(-1);
    return [
      { role: 'gamma', shape, initial: 'ones', trainable: true },
      { role: 'beta', shape, initial: 'zeros', trainable: true },
      { role: 'moving_mean', shape, initial: 'zeros', trainable: false },
      { role: 'moving_variance', shape, initial: 'ones', trainable: false },
    ];
  },
  classNameOf: () => 'BatchNormalization',
};
