/** What each Keras layer becomes, by its class. Whatever is in no table here is refused by its name. */
import { EPSILON } from '../../network/batch-normalization.js';
import { KERNEL_SIDE } from '../../network/limits.js';
import { sizeOf, type Convolution, type Extent, type Layer } from '../../network/network.js';
import { windowAlong } from '../../network/window.js';
import { isArray } from '../../shared/json.js';
import { activationOf, activationOfLayer, isActivationLayer, type KerasActivation } from './activation.js';
import type { Affine, Fill, NetworkBuilder } from './builder.js';
import type { KerasNode } from './chain.js';
import { readLayer, requireSetting, wordOf } from './read-layer.js';
import { different, invalid, nameOf } from './refusal.js';
import type { Views } from './scaling.js';
import type { ReadTensor, WantedTensor } from './weights.js';

type Take = (builder: NetworkBuilder, node: KerasNode) => void;

/** Layers that only do something while Keras trains. */
const INERT: readonly string[] = [
  'ActivityRegularization',
  'AlphaDropout',
  'GaussianDropout',
  'GaussianNoise',
  'RandomBrightness',
  'RandomContrast',
  'RandomFlip',
  'RandomRotation',
  'RandomTranslation',
  'RandomZoom',
  'SpatialDropout1D',
  'SpatialDropout2D',
];

const TAKE: ReadonlyMap<string, Take> = new Map<string, Take>([
  ['InputLayer', () => undefined],
  ['Flatten', takeFlatten],
  ['Reshape', takeReshape],
  ['Rescaling', takeRescaling],
  ['ZeroPadding2D', takeZeroPadding],
  ['Conv2D', takeConvolution],
  ['MaxPooling2D', (builder, node) => takePooling(builder, node, 'max')],
  ['AveragePooling2D', (builder, node) => takePooling(builder, node, 'average')],
  ['GlobalMaxPooling2D', takeGlobalMax],
  ['GlobalAveragePooling2D', takeGlobalAverage],
  ['Dense', takeDense],
  ['Dropout', (builder, node) => builder.add(node, readLayer(node, 'dropout'))],
  ['BatchNormalization', takeBatchNormalization],
  ...INERT.map((className): [string, Take] => [className, leaveOut]),
]);

/** @throws {MnistError} `model-shape` when the layer cannot be expressed, with its name */
export function takeLayer(builder: NetworkBuilder, node: KerasNode): void {
  const { zeros } = builder;
  if (zeros !== undefined && node.className !== 'Conv2D') {
    throw different(`${nameOf(zeros.node)} can only be computed here right before a Conv2D layer`);
  }
  const take = TAKE.get(node.className);
  if (take !== undefined) take(builder, node);
  else if (isActivationLayer(node.className)) activate(builder, node, activationOfLayer(node.className, node.config));
  else throw different(`it has the layer ${nameOf(node)}, and there is no such layer here`);
}

function leaveOut({ notes }: NetworkBuilder, node: KerasNode): void {
  notes.push(`${nameOf(node)} was left out: it does nothing when a network reads.`);
}

function takeFlatten(builder: NetworkBuilder, node: KerasNode): void {
  requireSetting(node, 'data_format', 'channels_last');
  builder.reshape([sizeOf(builder.dims)]);
}

function takeReshape(builder: NetworkBuilder, node: KerasNode): void {
  const { target_shape: target } = node.config;
  const size = sizeOf(builder.dims);
  // TensorFlow.js writes null for the side that follows from the others.
  const sides = isArray(target)
    ? target.map((side) => (typeof side === 'number' ? side : side === null ? -1 : NaN))
    : [];
  const known = sizeOf(sides.filter((side) => side !== -1));
  const dims = sides.map((side) => (side === -1 ? size / known : side));
  if (dims.length === 0 || sizeOf(dims) !== size || !dims.every((side) => Number.isInteger(side) && side > 0)) {
    throw different(`${nameOf(node)} does not fit the ${size} values that it gets`);
  }
  builder.reshape(dims);
}

function takeRescaling(builder: NetworkBuilder, node: KerasNode): void {
  const { scale, offset = 0 } = node.config;
  if (!builder.isPicture || typeof scale !== 'number' || typeof offset !== 'number' || scale === 0) {
    throw different(`${nameOf(node)} can only be computed here on pictures, before any other layer, by one number`);
  }
  const before = builder.scaling;
  builder.scaling = { scale: scale * before.scale, offset: scale * before.offset + offset };
}

function takeZeroPadding(builder: NetworkBuilder, node: KerasNode): void {
  requireSetting(node, 'data_format', 'channels_last');
  builder.map(node);
  const { padding = 1 } = node.config;
  const [rows, columns] = isArray(padding) ? padding : [padding, padding];
  const [top, bottom] = isArray(rows) ? rows : [rows, rows];
  const [left, right] = isArray(columns) ? columns : [columns, columns];
  builder.zeros = { node, rows: [top, bottom], columns: [left, right] };
}

function takeConvolution(builder: NetworkBuilder, node: KerasNode): void {
  requireSetting(node, 'data_format', 'channels_last');
  requireSetting(node, 'dilation_rate', [1, 1], 1);
  requireSetting(node, 'groups', 1);
  const [, , channels] = builder.map(node);
  const layer = withZeros(builder, readLayer(node, 'conv'));
  const { kernel, filters } = layer;
  builder.add(node, layer, weights(builder, node, [...kernel, channels, filters], filters));
  activate(builder, node, activationOf(node.config['activation']));
}

/** The zeros of a layer before it are expressed where they are those of `same`. */
function withZeros(builder: NetworkBuilder, layer: Convolution): Convolution {
  const { zeros, dims } = builder;
  if (zeros === undefined) return layer;
  builder.zeros = undefined;
  const isSame = [zeros.rows, zeros.columns].every(([before, after], side) => {
    const { kernel, stride } = layer;
    const same = windowAlong(dims[side]!, kernel[side]!, stride, 'same');
    const padded = windowAlong(dims[side]! + Number(before) + Number(after), kernel[side]!, stride, 'valid');
    return before === same.before && padded.outputs === same.outputs;
  });
  if (isSame && layer.padding === 'valid') return { ...layer, padding: 'same' };
  throw different(`the zeros of ${nameOf(zeros.node)} are not those that padding \`same\` puts around the map`);
}

/** Of a map that is not flattened, Keras takes the channels of each position by themselves: a convolution of 1×1. */
function takeDense(builder: NetworkBuilder, node: KerasNode): void {
  const layer = readLayer(node, 'dense');
  const { units } = layer;
  if (builder.dims.length === 3) {
    const [, , channels] = builder.map(node);
    const convolution = readLayer({ ...node, config: { filters: units, kernel_size: 1 } }, 'conv');
    builder.add(node, convolution, weights(builder, node, [channels, units], units));
  } else {
    builder.add(node, layer, weights(builder, node, [builder.units(node), units], units));
  }
  activate(builder, node, activationOf(node.config['activation']));
}

function weights(builder: NetworkBuilder, node: KerasNode, shape: readonly number[], outputs: number): Fill {
  requireSetting(node, 'use_bias', true, false);
  const kernel = builder.want(node, 'kernel', shape);
  const bias = node.config['use_bias'] === false ? undefined : builder.want(node, 'bias', [outputs]);
  return (views, read) => {
    read(kernel, views.kernel);
    if (bias !== undefined) read(bias, views.bias);
  };
}

function activate(builder: NetworkBuilder, node: KerasNode, activation: KerasActivation | undefined): void {
  if (activation === undefined) {
    const { activation: word = node.className } = node.config;
    throw different(`the activation of ${nameOf(node)} is ${wordOf(word)} or has other settings than here`);
  }
  if (activation !== 'softmax') builder.activate(node, activation);
  else if (builder.softmax === undefined) builder.softmax = node;
  else throw different(`${nameOf(node)} takes the softmax of a softmax`);
}

function takePooling(builder: NetworkBuilder, node: KerasNode, operation: 'max' | 'average'): void {
  requireSetting(node, 'data_format', 'channels_last');
  const [height, width] = builder.map(node);
  const layer: Layer = { ...readLayer(node, 'pool'), operation };
  const { kernel, stride } = layer;
  const pads = padsNothing(height, kernel[0], stride[0]) && padsNothing(width, kernel[1], stride[1]) ? ['same'] : [];
  requireSetting(node, 'padding', 'valid', ...pads);
  builder.add(node, layer);
}

/** Whether `same` is nothing but `valid`. */
function padsNothing(length: number, kernel: number, stride: number): boolean {
  const { outputs } = windowAlong(length, kernel, stride, 'same');
  return (outputs - 1) * stride + kernel <= length;
}

/** Halves the map until one window has all of it: the largest of the largest is the largest. */
function takeGlobalMax(builder: NetworkBuilder, node: KerasNode): void {
  requireSetting(node, 'data_format', 'channels_last');
  for (;;) {
    const [height, width] = builder.map(node);
    if (Math.max(height, width) <= KERNEL_SIDE.most) break;
    const kernel: Extent = [halving(height), halving(width)];
    builder.add(node, { type: 'pool', kernel, stride: [2, 2], operation: 'max' });
  }
  const [height, width] = builder.map(node);
  builder.add(node, { type: 'pool', kernel: [height, width], stride: [height, width], operation: 'max' });
  endGlobal(builder, node);
}

/** The window that with steps of 2 leaves out nothing, and has no more than that. */
function halving(length: number): number {
  if (length === 1) return 1;
  return length % 2 === 0 ? 2 : 3;
}

/**
 * The mean of means of equally large windows is the mean. A map whose sides are no products of such windows is averaged by
 * the dense layer after it, each of whose weights then stands at every position.
 */
function takeGlobalAverage(builder: NetworkBuilder, node: KerasNode): void {
  requireSetting(node, 'data_format', 'channels_last');
  const [height, width, channels] = builder.map(node);
  const kernels = windowsFor(height, width);
  for (const kernel of kernels ?? []) builder.add(node, { type: 'pool', kernel, stride: kernel, operation: 'average' });
  if (kernels === undefined) {
    const positions = height * width;
    builder.notes.push(
      `${nameOf(node)} has become part of the Dense layer after it: no pooling has windows of ${height}×${width}.`,
    );
    const wrap =
      (fill: Fill): Fill =>
      (views, read) => {
        const { kernel, bias } = views;
        const mean = new Float32Array(kernel.length / positions);
        fill({ ...views, kernel: mean, bias }, read);
        kernel.forEach((_, i) => {
          kernel[i] = mean[i % mean.length]! / positions;
        });
      };
    builder.addBeforeDense(node, wrap, [height, width, channels]);
  }
  endGlobal(builder, node);
}

/** Windows one after another, that together have all of a map; undefined when there are none. */
function windowsFor(height: number, width: number): readonly Extent[] | undefined {
  const windows: Extent[] = [];
  for (let rest: Extent = [height, width]; Math.max(...rest) > 1 || windows.length === 0;) {
    const [rows, columns] = rest.map(largestWindow);
    if (rows === undefined || columns === undefined) return undefined;
    windows.push([rows, columns]);
    rest = [rest[0] / rows, rest[1] / columns];
  }
  return windows;
}

/** The largest window that divides a length; undefined when only windows of 1 do. */
function largestWindow(length: number): number | undefined {
  if (length === 1) return 1;
  for (let window = KERNEL_SIDE.most; window > 1; window--) if (length % window === 0) return window;
  return undefined;
}

function endGlobal(builder: NetworkBuilder, node: KerasNode): void {
  const channels = builder.dims.at(-1)!;
  builder.reshape(node.config['keepdims'] === true ? [1, 1, channels] : [channels]);
}

/**
 * Where the language has it, it stays a layer: on the channels of a map, or on units. On the values of a flattened map it
 * becomes part of the dense layer after it.
 */
function takeBatchNormalization(builder: NetworkBuilder, node: KerasNode): void {
  const { dims } = builder;
  requireSetting(node, 'axis', -1, [-1], dims.length, [dims.length]);
  if (dims.length === 3) builder.map(node);
  const count = dims.length === 3 ? dims[2]! : builder.units(node);
  const readNorm = normalization(builder, node, count);
  const affine = (read: ReadTensor): Affine => affineOf(readNorm(read));
  if (builder.channels === count) {
    const fill: Fill = (views, read) => fillNormalization(views, readNorm(read));
    builder.add(node, { type: 'batchnorm' }, fill, affine);
    return;
  }
  const wrap =
    (fill: Fill): Fill =>
    (views, read) => {
      fill(views, read);
      scaleInputs(views, affine(read));
    };
  builder.addBeforeDense(node, wrap, dims);
  builder.notes.push(
    `${nameOf(node)} has become part of the Dense layer after it: it is about each value of a flattened map.`,
  );
}

/** What batch normalisation has learned, and the epsilon that it has learned with. */
interface Normalization {
  readonly gamma: Float32Array;
  readonly beta: Float32Array;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly epsilon: number;
}

function normalization(builder: NetworkBuilder, node: KerasNode, count: number): (read: ReadTensor) => Normalization {
  const { center, scale, epsilon = EPSILON } = node.config;
  if (typeof epsilon !== 'number' || !(epsilon >= 0))
    throw different(`the epsilon of ${nameOf(node)} is no number from 0`);
  const want = (role: string) => builder.want(node, role, [count]);
  const gamma = scale === false ? undefined : want('gamma');
  const beta = center === false ? undefined : want('beta');
  const mean = want('moving_mean');
  const variance = want('moving_variance');
  return (read) => {
    const fill = (wanted: WantedTensor | undefined, otherwise: number): Float32Array => {
      const values = new Float32Array(count).fill(otherwise);
      if (wanted !== undefined) read(wanted, values);
      return values;
    };
    const norm = {
      gamma: fill(gamma, 1),
      beta: fill(beta, 0),
      mean: fill(mean, 0),
      variance: fill(variance, 1),
      epsilon,
    };
    if (norm.variance.every((value) => value >= 0 && value + epsilon > 0)) return norm;
    throw invalid(`the moving variances of ${nameOf(node)} are not all above 0`);
  };
}

/** With our epsilon, gamma makes up for the difference. */
function fillNormalization(views: Views, { gamma, beta, mean, variance, epsilon }: Normalization): void {
  views.gamma.set(gamma.map((value, i) => value * Math.sqrt((variance[i]! + EPSILON) / (variance[i]! + epsilon))));
  views.beta.set(beta);
  views.moving_mean.set(mean);
  views.moving_variance.set(variance);
}

/** What it computes when it predicts. */
function affineOf({ gamma, beta, mean, variance, epsilon }: Normalization): Affine {
  const scale = Float64Array.from(gamma, (value, i) => value / Math.sqrt(variance[i]! + epsilon));
  return { scale, shift: scale.map((value, i) => beta[i]! - mean[i]! * value) };
}

/** Of a dense layer, whose inputs are changed before. */
function scaleInputs({ kernel, bias }: Views, { scale, shift }: Affine): void {
  const units = bias.length;
  const moved = Float64Array.from(bias);
  kernel.forEach((weight, i) => {
    const input = Math.floor(i / units);
    moved[i % units]! += shift[input]! * weight;
    kernel[i] = scale[input]! * weight;
  });
  bias.set(moved);
}
