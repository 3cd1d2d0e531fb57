/** Any network in TensorFlow.js operations: forward pass, gradient and step of the optimizer. Synchronous and pure. */
import * as tf from '@tensorflow/tfjs-core';
// The core alone knows no gradients; only the union package `@tensorflow/tfjs` registers them.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { MOMENTUM } from '../../network/batch-normalization.js';
import type { TensorRole } from '../../network/layer-kind.js';
import type { Network } from '../../network/network.js';
import { parameterTensorsOf } from '../../network/parameters.js';
import { outputLayerOf } from '../../network/place.js';
import type { OptimizerName } from '../../optimizer/optimizers.js';
import { imageBytesOf } from '../check.js';
import type { StepOptions } from '../engine.js';
import { applyLayer, type Draw } from './layers.js';
import { UPDATES, type Trained } from './optimizers.js';

/** What training changes. */
export interface NetworkTensors extends Trained {
  /** Moving averages of batch normalisation, in their order behind the trainable parameters; none without it. */
  readonly averages: readonly tf.Tensor1D[];
}

/** The gradient of a piece of a mini-batch, and its share of the batch's metrics. Shares add up over the pieces. */
export interface PieceGradient {
  /** Flat, like the trainable parameters. */
  readonly gradient: tf.Tensor1D;
  /** Means and variances of the piece, weighted by its share of the batch; in the order of the moving averages. */
  readonly statistics: readonly tf.Tensor1D[];
  /** [loss, accuracy] */
  readonly metrics: tf.Tensor1D;
}

/** A piece of a mini-batch. */
export interface Piece {
  /** n × height × width bytes. */
  readonly pixels: Uint8Array;
  /** n class indices. */
  readonly labels: Uint8Array;
  /** Images in the whole batch, by which loss, accuracy and gradient are divided. */
  readonly batchCount: number;
  readonly draw: Draw;
}

/** Bytes 0…255 as a tensor of 0…1, count × height × width × 1. */
export function imagesTensor(network: Network, pixels: Uint8Array): tf.Tensor4D {
  const { height, width } = network.input;
  const values = Float32Array.from(pixels, (byte) => byte / 255);
  return tf.tensor4d(values, [pixels.length / imageBytesOf(network), height, width, 1]);
}

/** Probabilities, count × classes, of images from `imagesTensor`. */
export function probabilitiesOf(
  network: Network,
  { parameters, averages }: Pick<NetworkTensors, 'parameters' | 'averages'>,
  images: tf.Tensor4D,
): tf.Tensor2D {
  const tensors = [...unflatten(network, parameters), ...averages];
  return tf.softmax(logitsOf(network, tensors, images, undefined).logits);
}

/** The gradient of the mean cross-entropy with respect to the trainable parameters. */
export function pieceGradient(network: Network, parameters: tf.Tensor1D, piece: Piece): PieceGradient {
  const { pixels, labels, batchCount, draw } = piece;
  const images = imagesTensor(network, pixels);
  const truth = tf.tensor1d(Int32Array.from(labels), 'int32');
  const oneHot = tf.cast(tf.oneHot(truth, network.classes), 'float32');
  // The tape frees everything but the loss and what is kept.
  let correct: tf.Scalar | undefined;
  let statistics: readonly tf.Tensor1D[] = [];
  const meanLoss = (...tensors: tf.Tensor[]): tf.Scalar => {
    const result = logitsOf(network, tensors, images, draw);
    correct = tf.keep(tf.sum<tf.Scalar>(tf.equal(tf.argMax(result.logits, 1), truth)));
    statistics = result.statistics.map((values) => tf.keep(tf.mul(values, labels.length / batchCount)));
    const loss: tf.Scalar = tf.losses.softmaxCrossEntropy(oneHot, result.logits, undefined, 0, tf.Reduction.SUM);
    return tf.div(loss, batchCount);
  };
  const { value, grads } = tf.valueAndGrads(meanLoss)(unflatten(network, parameters));
  const accuracy = tf.div(correct as tf.Scalar, batchCount);
  tf.dispose(correct);
  return {
    gradient: tf.concat1d(grads.map((gradient) => tf.reshape(gradient, [-1]))),
    statistics,
    metrics: tf.stack([value, accuracy]) as tf.Tensor1D,
  };
}

/**
 * One step with the gradient of a whole batch.
 *
 * @param step counts from 1
 */
export function updated(
  network: Network,
  optimizer: OptimizerName,
  tensors: NetworkTensors,
  { gradient, statistics }: PieceGradient,
  { learningRate, weightDecay = 0 }: StepOptions,
  step: number,
): NetworkTensors {
  const { parameters, averages } = tensors;
  const whole = weightDecay === 0 ? gradient : tf.add<tf.Tensor1D>(gradient, pull(network, parameters, weightDecay));
  return {
    ...UPDATES[optimizer](tensors, whole, learningRate, step),
    averages: averages.map((average, i) =>
      tf.add(tf.mul(average, MOMENTUM), tf.mul(statistics[i] as tf.Tensor1D, 1 - MOMENTUM)),
    ),
  };
}

/** What weight decay adds to the gradient: decay times each kernel. */
function pull(network: Network, parameters: tf.Tensor1D, decay: number): tf.Tensor1D {
  const tensors = parameterTensorsOf(network).filter((tensor) => tensor.trainable);
  return tf.concat1d(
    tensors.map(({ role, offset, size }): tf.Tensor1D =>
      role === 'kernel' ? tf.mul(tf.slice1d(parameters, offset, size), decay) : tf.zeros<tf.Rank.R1>([size]),
    ),
  );
}

/** The tensors that are learned, cut from the flat parameters. */
function unflatten(network: Network, parameters: tf.Tensor1D): tf.Tensor[] {
  return parameterTensorsOf(network)
    .filter(({ trainable }) => trainable)
    .map(({ shape, offset, size }) => tf.reshape(tf.slice1d(parameters, offset, size), [...shape]));
}

/**
 * The last layer's softmax is left to the caller.
 *
 * @param tensors in flat order; moving averages are needed for predictions only
 * @param draw undefined for predictions
 * @returns also the batch's means and variances, in the order of the moving averages; none for predictions
 */
function logitsOf(
  network: Network,
  tensors: readonly tf.Tensor[],
  images: tf.Tensor4D,
  draw: Draw | undefined,
): { readonly logits: tf.Tensor2D; readonly statistics: readonly tf.Tensor1D[] } {
  const specs = parameterTensorsOf(network);
  const statistics: tf.Tensor1D[] = [];
  const logits = [...network.layers, outputLayerOf(network)].reduce<tf.Tensor>((values, layer, index) => {
    const tensor = (role: TensorRole) =>
      tensors[specs.findIndex((spec) => spec.layer === index && spec.role === role)]!;
    return applyLayer({ layer, index, tensor, draw, keep: (found) => statistics.push(...found) }, values);
  }, images);
  return { logits: logits as tf.Tensor2D, statistics };
}
