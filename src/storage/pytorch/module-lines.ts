/** Layers as lines of a PyTorch module, as somebody would write them who reads them again. */
import { LEAKY_RELU_SLOPE } from '../../network/activation.js';
import { EPSILON, MOMENTUM } from '../../network/batch-normalization.js';
import {
  isMap,
  sizeOf,
  type Activation,
  type Convolution,
  type Extent,
  type MapShape,
  type Shape,
} from '../../network/network.js';
import type { NamedLayer } from '../channels-first.js';
import { paddingOf, type Padding } from '../padding.js';

export interface ModuleLines {
  /** What the layer keeps, such as `self.conv1 = nn.Conv2d(1, 8, 3)`. */
  readonly init: string;
  /** What becomes of `x`, such as `x = F.relu(self.conv1(x))`. */
  readonly forward: readonly string[];
}

const ACTIVATIONS: Readonly<Record<Activation, (value: string) => string>> = {
  relu: (value) => `F.relu(${value})`,
  'leaky-relu': (value) => `F.leaky_relu(${value}, ${LEAKY_RELU_SLOPE})`,
  elu: (value) => `F.elu(${value})`,
  tanh: (value) => `torch.tanh(${value})`,
  sigmoid: (value) => `torch.sigmoid(${value})`,
  none: (value) => value,
};

export function linesOf(named: NamedLayer): ModuleLines {
  const { name, layer, input, output } = named;
  const before: string[] = [];
  if (layer.type === 'dense' && isMap(input)) before.push('x = x.flatten(1)');
  if (layer.type === 'conv') before.push(...padLines(layer, input as MapShape));
  const value = `self.${name}(x)`;
  const activated = 'activation' in layer ? ACTIVATIONS[layer.activation](value) : value;
  return {
    init: `self.${name} = ${moduleOf(named)}`,
    forward: [...before, `x = ${activated}  # ${shapeText(output)}`],
  };
}

function moduleOf({ layer, input }: NamedLayer): string {
  switch (layer.type) {
    case 'conv': {
      const options = [
        ...(layer.stride === 1 ? [] : [`stride=${layer.stride}`]),
        ...paddingOption(layer, input as MapShape),
      ];
      return `nn.Conv2d(${[channelsOf(input), layer.filters, extentText(layer.kernel), ...options].join(', ')})`;
    }
    case 'pool': {
      const name = layer.operation === 'max' ? 'MaxPool2d' : 'AvgPool2d';
      return `nn.${name}(${extentText(layer.kernel)}, stride=${extentText(layer.stride)})`;
    }
    case 'dense':
      return `nn.Linear(${sizeOf(input)}, ${layer.units})`;
    case 'batchnorm': {
      // PyTorch's momentum is the share that the average takes from the batch.
      const share = Number((1 - MOMENTUM).toFixed(6));
      return `nn.BatchNorm${isMap(input) ? '2d' : '1d'}(${channelsOf(input)}, eps=${EPSILON}, momentum=${share})`;
    }
    case 'dropout':
      return `nn.Dropout(${layer.rate})`;
  }
}

/** PyTorch's convolutions take the same padding on opposite sides; any other is a line of its own. */
function isSymmetric({ top, left, bottom, right }: Padding): boolean {
  return top === bottom && left === right;
}

function padLines(layer: Convolution, input: MapShape): readonly string[] {
  const padding = paddingOf(layer, input);
  if (isSymmetric(padding)) return [];
  const { top, left, bottom, right } = padding;
  return [`x = F.pad(x, (${left}, ${right}, ${top}, ${bottom}))  # left, right, top, bottom`];
}

function paddingOption(layer: Convolution, input: MapShape): readonly string[] {
  const padding = paddingOf(layer, input);
  if (!isSymmetric(padding) || padding.top + padding.left === 0) return [];
  return [`padding=${extentText([padding.top, padding.left])}`];
}

function channelsOf(shape: Shape): number {
  return shape.at(-1)!;
}

/** One number for a square. */
function extentText([height, width]: Extent): string {
  return height === width ? String(height) : `(${height}, ${width})`;
}

function shapeText(shape: Shape): string {
  if (!isMap(shape)) return String(shape[0]);
  const [height, width, channels] = shape;
  return `${channels} x ${height} x ${width}`;
}
