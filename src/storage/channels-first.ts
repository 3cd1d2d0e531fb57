/**
 * A network as ONNX and PyTorch have it: layers with names, and maps [channels, height, width] rather than [height, width,
 * channels]. Kernels are turned for that, also those of dense layers that flatten a map.
 */
import type { TensorRole } from '../network/layer-kind.js';
import { isMap, sizeOf, type Layer, type MapShape, type Shape } from '../network/network.js';
import { parameterTensorsOf } from '../network/parameters.js';
import { placeLayers } from '../network/place.js';
import type { TrainedNetwork } from './trained-network.js';

export interface NamedLayer {
  /** Such as `conv1`; `output` for the one over the classes, which gives logits. */
  readonly name: string;
  readonly layer: Layer;
  /** What it gets, not flattened. */
  readonly input: Shape;
  readonly output: Shape;
  /** Kernel and bias; or gamma, beta, mean and variance. */
  readonly tensors: readonly NamedTensor[];
}

/** Row-major. */
export interface NamedTensor {
  /** As in PyTorch's state, such as `conv1.weight`. */
  readonly name: string;
  /** Kernels: [filters, channels, height, width] or [units, inputs]. */
  readonly shape: readonly number[];
  readonly values: Float32Array<ArrayBuffer>;
}

const LAYER_NAMES: Readonly<Record<Layer['type'], string>> = {
  conv: 'conv',
  pool: 'pool',
  dense: 'dense',
  dropout: 'dropout',
  batchnorm: 'norm',
};

const TENSOR_NAMES: Readonly<Record<TensorRole, string>> = {
  kernel: 'weight',
  bias: 'bias',
  gamma: 'weight',
  beta: 'bias',
  moving_mean: 'running_mean',
  moving_variance: 'running_var',
};

/** Every layer, and last the one over the classes. */
export function channelsFirst({ network, parameters }: TrainedNetwork): readonly NamedLayer[] {
  const counts = new Map<string, number>();
  const nameOf = (layer: Layer): string => {
    const name = LAYER_NAMES[layer.type];
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return `${name}${count}`;
  };
  const all = parameterTensorsOf(network);
  let input: Shape = [network.input.height, network.input.width, 1];
  return placeLayers(network).map(({ layer, output }, index) => {
    const name = index === network.layers.length ? 'output' : nameOf(layer);
    const tensors = all
      .filter((tensor) => tensor.layer === index)
      .map(({ role, shape, offset, size }) => {
        const values = parameters.slice(offset, offset + size);
        const turned = role === 'kernel' ? turnKernel(values, shape, input) : { shape, values };
        return { name: `${name}.${TENSOR_NAMES[role]}`, ...turned };
      });
    const named = { name, layer, input, output, tensors };
    input = output;
    return named;
  });
}

/** A dense kernel over a map is a convolution's that covers all of it. */
function turnKernel(
  values: Float32Array,
  shape: readonly number[],
  input: Shape,
): Pick<NamedTensor, 'shape' | 'values'> {
  const outputs = shape.at(-1)!;
  if (shape.length === 4) {
    const [height, width, channels] = shape as unknown as MapShape;
    return { shape: [outputs, channels, height, width], values: transpose(values, [height, width, channels], outputs) };
  }
  const map: MapShape = isMap(input) ? input : [1, 1, sizeOf(input)];
  return { shape: [outputs, sizeOf(map)], values: transpose(values, map, outputs) };
}

/** From [height, width, channels, outputs] to [outputs, channels, height, width]. */
function transpose(
  values: Float32Array,
  [height, width, channels]: MapShape,
  outputs: number,
): Float32Array<ArrayBuffer> {
  const turned = new Float32Array(values.length);
  const pixels = height * width;
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let channel = 0; channel < channels; channel++) {
      for (let output = 0; output < outputs; output++) {
        turned[(output * channels + channel) * pixels + pixel] =
          values[(pixel * channels + channel) * outputs + output]!;
      }
    }
  }
  return turned;
}

/** Numbers as files have them: four bytes each, the lowest first. */
export function toBytes(values: Float32Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return new Uint8Array(view.buffer);
}
