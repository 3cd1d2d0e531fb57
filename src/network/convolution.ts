/** `conv FILTERS`: a convolution with bias, and an activation. */
import { activation } from './activation.js';
import type { LayerKind } from './layer-kind.js';
import { FILTERS } from './limits.js';
import type { Convolution, MapShape } from './network.js';
import { count, kernel, oneOf, stride } from './option.js';
import { windowAlong } from './window.js';

export const convolution: LayerKind<Convolution> = {
  options: {
    filters: count('FILTERS', FILTERS),
    kernel: kernel([3, 3]),
    padding: oneOf(['valid', 'same']),
    stride,
    activation,
  },
  input: 'map',
  outputShape({ filters, kernel, padding, stride }, [height, width]: MapShape) {
    const rows = windowAlong(height, kernel[0], stride, padding).outputs;
    const columns = windowAlong(width, kernel[1], stride, padding).outputs;
    return rows > 0 && columns > 0 ? [rows, columns, filters] : undefined;
  },
  tensors: ({ filters, kernel }, [, , channels]: MapShape) => [
    { role: 'kernel', shape: [...kernel, channels, filters], initial: 'glorot-uniform', trainable: true },
    { role: 'bias', shape: [filters], initial: 'zeros', trainable: true },
  ],
  classNameOf: () => 'Conv2D',
};
