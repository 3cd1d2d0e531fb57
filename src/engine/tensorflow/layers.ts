/** Each layer of `network/` in TensorFlow.js operations: what it makes of a batch. Gradients follow from the operations. */
import * as tf from '@tensorflow/tfjs-core';
import { LEAKY_RELU_SLOPE } from '../../network/activation.js';
import { EPSILON } from '../../network/batch-normalization.js';
import { dropoutMask } from '../../network/dropout-mask.js';
import type { TensorRole } from '../../network/layer-kind.js';
import { sizeOf, type Activation, type Layer } from '../../network/network.js';

/** Which batch dropout draws for. */
export interface Draw {
  readonly seed: number;
  /** Batches before this one. */
  readonly step: number;
  /** Number of the first image in the whole batch. */
  readonly first: number;
  /** How many images there are before the first is repeated. */
  readonly distinct: number;
}

/** A layer at its place. */
export interface Place<L extends Layer = Layer> {
  readonly layer: L;
  /** Among all layers of the network, from 0. */
  readonly index: number;
  tensor(role: TensorRole): tf.Tensor;
  /** Undefined when the network predicts. */
  readonly draw: Draw | undefined;
  /** Takes the mean and variance of the batch that batch normalisation has found, while training. */
  keep(moving: readonly [mean: tf.Tensor1D, variance: tf.Tensor1D]): void;
}

/** What the layer makes of the batch; maps are [count, height, width, channels], units [count, units]. */
export function applyLayer(place: Place, input: tf.Tensor): tf.Tensor {
  const { layer } = place;
  switch (layer.type) {
    case 'conv': {
      const { padding, stride } = layer;
      const bias = place.tensor('bias');
      const convolution = { x: input as tf.Tensor4D, filter: place.tensor('kernel') as tf.Tensor4D, bias };
      const fused = fusedActivation(layer.activation);
      const sums = tf.fused.conv2d({ ...convolution, strides: stride, pad: padding, activation: fused ?? 'linear' });
      return fused === undefined ? activate(layer.activation, sums) : sums;
    }
    case 'dense': {
      const flat = input.shape.length === 2 ? input : tf.reshape(input, [input.shape[0], -1]);
      const fused = fusedActivation(layer.activation);
      const product = { a: flat, b: place.tensor('kernel'), bias: place.tensor('bias') };
      const sums = tf.fused.matMul({ ...product, activation: fused ?? 'linear' });
      return fused === undefined ? activate(layer.activation, sums) : sums;
    }
    case 'pool': {
      const pool = layer.operation === 'max' ? tf.maxPool : tf.avgPool;
      return pool(input as tf.Tensor4D, [...layer.kernel], [...layer.stride], 'valid');
    }
    case 'dropout':
      return place.draw === undefined ? input : tf.mul(input, maskFor(place, layer.rate, place.draw, input.shape));
    case 'batchnorm':
      return normalize(place, input);
  }
}

/** Those whose gradient TensorFlow.js knows when they are computed with the sums. */
function fusedActivation(activation: Activation): 'relu' | 'linear' | undefined {
  if (activation === 'none') return 'linear';
  return activation === 'relu' ? 'relu' : undefined;
}

function activate(activation: Activation, sums: tf.Tensor): tf.Tensor {
  switch (activation) {
    case 'relu':
      return tf.relu(sums);
    case 'leaky-relu':
      return tf.leakyRelu(sums, LEAKY_RELU_SLOPE);
    case 'elu':
      return tf.elu(sums);
    case 'tanh':
      return tf.tanh(sums);
    case 'sigmoid':
      return tf.sigmoid(sums);
    case 'none':
      return sums;
  }
}

/** The same values are dropped as in every other engine. Shaders have no whole numbers of 32 bits to hash with. */
function maskFor({ index }: Place, rate: number, draw: Draw, shape: readonly number[]): tf.Tensor {
  const [count = 0, ...image] = shape;
  const size = sizeOf(image);
  const masks = new Float32Array(count * size);
  for (let i = 0; i < count; i++) {
    const place = { seed: draw.seed, step: draw.step, layer: index, image: draw.first + (i % draw.distinct) };
    masks.set(dropoutMask(rate, size, place), i * size);
  }
  return tf.tensor(masks, [...shape]);
}

/** Over all images and positions of each channel; in operations of which every backend has the gradient. */
function normalize(place: Place, input: tf.Tensor): tf.Tensor {
  const { mean, variance } = place.draw === undefined ? movingAverages(place) : tf.moments(input, axesOf(input));
  if (place.draw !== undefined) place.keep([mean as tf.Tensor1D, variance as tf.Tensor1D]);
  const normalized = tf.div(tf.sub(input, mean), tf.sqrt(tf.add(variance, EPSILON)));
  return tf.add(tf.mul(normalized, place.tensor('gamma')), place.tensor('beta'));
}

function movingAverages(place: Place): { readonly mean: tf.Tensor; readonly variance: tf.Tensor } {
  return { mean: place.tensor('moving_mean'), variance: place.tensor('moving_variance') };
}

/** All but the channels, which are the last. */
function axesOf({ shape }: tf.Tensor): number[] {
  return shape.slice(1).map((_, axis) => axis);
}
