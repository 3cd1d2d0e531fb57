/** `dense UNITS`: every unit sees every value, with bias and an activation. */
import { activation } from './activation.js';
import type { LayerKind } from './layer-kind.js';
import { UNITS } from './limits.js';
import type { Dense, UnitShape } from './network.js';
import { count } from './option.js';

export const dense: LayerKind<Dense> = {
  options: {
    units: count('UNITS', UNITS),
    activation,
  },
  input: 'units',
  outputShape: ({ units }) => [units],
  tensors: ({ units }, [inputs]: UnitShape) => [
    { role: 'kernel', shape: [inputs, units], initial: 'glorot-uniform', trainable: true },
    { role: 'bias', shape: [units], initial: 'zeros', trainable: true },
  ],
  classNameOf: () => 'Dense',
};
