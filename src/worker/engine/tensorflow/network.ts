/** The networks of `shared/model.ts` in TensorFlow.js operations: forward pass, gradient and Adam. Synchronous and pure. */
import * as tf from '@tensorflow/tfjs-core';
// The core alone knows no gradients; only the union package `@tensorflow/tfjs` registers them.
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import { CLASS_COUNT, IMAGE_BYTES, IMAGE_SIDE, layersOf, parameterTensorsOf } from '../../../shared/model.js';
import type { ModelKind } from '../../../shared/types.js';

/** What training changes, each as one flat tensor in the order of `shared/model.ts`. */
export interface NetworkTensors {
  readonly parameters: tf.Tensor1D;
  readonly firstMoment: tf.Tensor1D;
  readonly secondMoment: tf.Tensor1D;
}

/** The gradient of a piece of a mini-batch, and its share of the batch's metrics. Shares add up over the pieces. */
export interface PieceGradient {
  /** Flat, like the parameters. */
  readonly gradient: tf.Tensor1D;
  /** [loss, accuracy] */
  readonly metrics: tf.Tensor1D;
}

const BETA1 = 0.9;
const BETA2 = 0.999;
const EPSILON = 1e-7;

/** Bytes 0…255 as a tensor of 0…1, count × 28 × 28 × 1. */
export function imagesTensor(pixels: Uint8Array): tf.Tensor4D {
  const values = Float32Array.from(pixels, (byte) => byte / 255);
  return tf.tensor4d(values, [pixels.length / IMAGE_BYTES, IMAGE_SIDE, IMAGE_SIDE, 1]);
}

/** Probabilities, count × 10, of images from `imagesTensor`. */
export function probabilitiesOf(model: ModelKind, parameters: tf.Tensor1D, images: tf.Tensor4D): tf.Tensor2D {
  return tf.softmax(logitsOf(model, unflatten(model, parameters), images));
}

/**
 * The gradient of the mean cross-entropy with respect to the parameters.
 *
 * @param pixels n × 784 bytes of this piece
 * @param labels n class indices
 * @param batchCount images in the whole batch, by which loss, accuracy and gradient are divided
 */
export function pieceGradient(
  model: ModelKind,
  parameters: tf.Tensor1D,
  pixels: Uint8Array,
  labels: Uint8Array,
  batchCount: number,
): PieceGradient {
  const images = imagesTensor(pixels);
  const truth = tf.tensor1d(Int32Array.from(labels), 'int32');
  const oneHot = tf.cast(tf.oneHot(truth, CLASS_COUNT), 'float32');
  let correct: tf.Scalar | undefined;
  const meanLoss = (...tensors: tf.Tensor[]): tf.Scalar => {
    const logits = logitsOf(model, tensors, images);
    // The tape frees everything but the loss.
    correct = tf.keep(tf.sum<tf.Scalar>(tf.equal(tf.argMax(logits, 1), truth)));
    const loss: tf.Scalar = tf.losses.softmaxCrossEntropy(oneHot, logits, undefined, 0, tf.Reduction.SUM);
    return tf.div(loss, batchCount);
  };
  const { value, grads } = tf.valueAndGrads(meanLoss)(unflatten(model, parameters));
  const accuracy = tf.div(correct as tf.Scalar, batchCount);
  (correct as tf.Scalar).dispose();
  return {
    gradient: tf.concat1d(grads.map((gradient) => tf.reshape(gradient, [-1]))),
    metrics: tf.stack([value, accuracy]) as tf.Tensor1D,
  };
}

/**
 * One update by Adam (Kingma and Ba, 2014), with TensorFlow.js' constants and in its order of operations.
 *
 * @param step updates made before this one
 */
export function adamUpdate(
  { parameters, firstMoment, secondMoment }: NetworkTensors,
  gradient: tf.Tensor1D,
  step: number,
  learningRate: number,
): NetworkTensors {
  const first: tf.Tensor1D = tf.add(tf.mul(firstMoment, BETA1), tf.mul(gradient, 1 - BETA1));
  const second: tf.Tensor1D = tf.add(tf.mul(secondMoment, BETA2), tf.mul(tf.square(gradient), 1 - BETA2));
  const mean = tf.div(first, 1 - BETA1 ** (step + 1));
  const meanSquare = tf.div(second, 1 - BETA2 ** (step + 1));
  const change = tf.mul(tf.div(mean, tf.add(tf.sqrt(meanSquare), EPSILON)), -learningRate);
  return { parameters: tf.add(change, parameters), firstMoment: first, secondMoment: second };
}

/** The tensors of the layers, cut from the flat parameters. */
function unflatten(model: ModelKind, parameters: tf.Tensor1D): tf.Tensor[] {
  return parameterTensorsOf(model).map(({ shape, offset, size }) =>
    tf.reshape(tf.slice1d(parameters, offset, size), [...shape]),
  );
}

/** Kernels and biases alternate in `tensors`. The last layer's softmax is left to the caller. */
function logitsOf(model: ModelKind, tensors: readonly tf.Tensor[], images: tf.Tensor4D): tf.Tensor2D {
  const unused = tensors.values();
  const next = (): tf.Tensor => unused.next().value as tf.Tensor;
  let output: tf.Tensor = images;
  for (const { type, activation } of layersOf(model)) {
    const activate = activation === 'relu' ? 'relu' : 'linear';
    switch (type) {
      case 'Conv2D':
        output = tf.fused.conv2d({
          x: output as tf.Tensor4D,
          filter: next() as tf.Tensor4D,
          strides: 1,
          pad: 'valid',
          bias: next(),
          activation: activate,
        });
        break;
      case 'MaxPooling2D':
        output = tf.maxPool(output as tf.Tensor4D, 2, 2, 'valid');
        break;
      case 'Flatten':
        output = tf.reshape(output, [images.shape[0], -1]);
        break;
      case 'Dense':
        output = tf.fused.matMul({
          a: output,
          b: next(),
          bias: next(),
          activation: activate,
        });
        break;
    }
  }
  return output as tf.Tensor2D;
}
