/** Layers as operators of ONNX; https://onnx.ai/onnx/operators/ says what each computes. */
import { LEAKY_RELU_SLOPE } from '../../network/activation.js';
import { EPSILON } from '../../network/batch-normalization.js';
import { isMap, type Activation, type Extent, type MapShape } from '../../network/network.js';
import type { NamedLayer } from '../channels-first.js';
import { paddingOf } from '../padding.js';
import type { OnnxAttribute, OnnxNode } from './protobuf.js';

/** An operator without its place in the graph. */
interface Operator {
  readonly operator: string;
  readonly attributes: Readonly<Record<string, OnnxAttribute>>;
}

const ACTIVATIONS: Readonly<Record<Exclude<Activation, 'none'>, Operator>> = {
  relu: { operator: 'Relu', attributes: {} },
  'leaky-relu': { operator: 'LeakyRelu', attributes: { alpha: { float: LEAKY_RELU_SLOPE } } },
  elu: { operator: 'Elu', attributes: { alpha: { float: 1 } } },
  tanh: { operator: 'Tanh', attributes: {} },
  sigmoid: { operator: 'Sigmoid', attributes: {} },
};

/**
 * The operators of a layer one after the other: Flatten where it needs that, what it computes, and its activation. The
 * last one's output has the layer's name. Dropout has none: it only trains.
 *
 * @param value name of what the layer gets
 */
export function nodesOf(named: NamedLayer, value: string): readonly OnnxNode[] {
  const { name, layer, input, tensors } = named;
  const own = operatorOf(named);
  if (own === undefined) return [];
  const flatten = layer.type === 'dense' && isMap(input);
  const activation = 'activation' in layer && layer.activation !== 'none' ? ACTIVATIONS[layer.activation] : undefined;

  const nodes: OnnxNode[] = [];
  const add = (suffix: string, { operator, attributes }: Operator, more: readonly string[] = []) => {
    const inputs = [nodes.at(-1)?.output ?? value, ...more];
    nodes.push({ name: `${name}${suffix}`, operator, inputs, output: `${name}${suffix}`, attributes });
  };
  if (flatten) add('.flat', { operator: 'Flatten', attributes: { axis: { integer: 1 } } });
  add(
    activation === undefined ? '' : '.linear',
    own,
    tensors.map((tensor) => tensor.name),
  );
  if (activation !== undefined) add('', activation);
  return nodes;
}

/** What a layer computes, its activation aside; undefined for one that leaves predictions as they are. */
function operatorOf({ layer, input }: NamedLayer): Operator | undefined {
  switch (layer.type) {
    case 'conv': {
      const { top, left, bottom, right } = paddingOf(layer, input as MapShape);
      const window = windowAttributes(layer.kernel, [layer.stride, layer.stride]);
      return { operator: 'Conv', attributes: { ...window, pads: { integers: [top, left, bottom, right] } } };
    }
    case 'pool':
      return {
        operator: layer.operation === 'max' ? 'MaxPool' : 'AveragePool',
        attributes: windowAttributes(layer.kernel, layer.stride),
      };
    case 'dense':
      return { operator: 'Gemm', attributes: { transB: { integer: 1 } } };
    case 'batchnorm':
      return { operator: 'BatchNormalization', attributes: { epsilon: { float: EPSILON } } };
    case 'dropout':
      return undefined;
  }
}

function windowAttributes(kernel: Extent, strides: Extent): Operator['attributes'] {
  return { kernel_shape: { integers: kernel }, strides: { integers: strides } };
}
