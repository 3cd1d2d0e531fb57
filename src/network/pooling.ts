/** `pool`: the largest or the mean of each window, by default of windows of 2x2 side by side. */
import type { LayerKind } from './layer-kind.js';
import type { MapShape, Pooling } from './network.js';
import { kernel, oneOf, strideAsKernel } from './option.js';
import { windowAlong } from './window.js';

const CLASS_NAMES = { max: 'MaxPooling2D', average: 'AveragePooling2D' } as const;

export const pooling: LayerKind<Pooling> = {
  options: {
    kernel: kernel([2, 2]),
    operation: oneOf(['max', 'average']),
    stride: strideAsKernel,
  },
  input: 'map',
  outputShape({ kernel, stride }, [height, width, channels]: MapShape) {
    const rows = windowAlong(height, kernel[0], stride[0], 'valid').outputs;
    const columns = windowAlong(width, kernel[1], stride[1], 'valid').outputs;
    return rows > 0 && columns > 0 ? [rows, columns, channels] : undefined;
  },
  tensors: () => [],
  classNameOf: ({ operation }) => CLASS_NAMES[operation],
};
