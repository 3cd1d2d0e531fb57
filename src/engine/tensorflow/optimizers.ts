/** The optimizers of `optimizer/` in TensorFlow.js operations, with the same constants. Synchronous and pure. */
import * as tf from '@tensorflow/tfjs-core';
import { adam } from '../../optimizer/adam.js';
import { momentum } from '../../optimizer/momentum.js';
import type { OptimizerName } from '../../optimizer/optimizers.js';
import { rmsprop } from '../../optimizer/rmsprop.js';

/** What an optimizer changes: the trainable parameters, and what it remembers of each, slot by slot. All are flat. */
export interface Trained {
  readonly parameters: tf.Tensor1D;
  readonly slots: readonly tf.Tensor1D[];
}

/** @param step counts from 1 */
type Update = (trained: Trained, gradient: tf.Tensor1D, learningRate: number, step: number) => Trained;

export const UPDATES: Readonly<Record<OptimizerName, Update>> = {
  adam({ parameters, slots }, gradient, learningRate, step) {
    const { beta1, beta2, epsilon } = adam.hyperparameters;
    const [firstMoment, secondMoment] = slots as [tf.Tensor1D, tf.Tensor1D];
    const first: tf.Tensor1D = tf.add(tf.mul(firstMoment, beta1), tf.mul(gradient, 1 - beta1));
    const second: tf.Tensor1D = tf.add(tf.mul(secondMoment, beta2), tf.mul(tf.square(gradient), 1 - beta2));
    const mean = tf.div(first, 1 - beta1 ** step);
    const meanSquare = tf.div(second, 1 - beta2 ** step);
    const change = tf.mul(tf.div(mean, tf.add(tf.sqrt(meanSquare), epsilon)), -learningRate);
    return { parameters: tf.add(change, parameters), slots: [first, second] };
  },

  sgd: ({ parameters }, gradient, learningRate) => ({
    parameters: tf.add(tf.mul(gradient, -learningRate), parameters),
    slots: [],
  }),

  momentum({ parameters, slots }, gradient, learningRate) {
    const [before] = slots as [tf.Tensor1D];
    const velocity: tf.Tensor1D = tf.add(tf.mul(before, momentum.hyperparameters.momentum), gradient);
    return { parameters: tf.add(tf.mul(velocity, -learningRate), parameters), slots: [velocity] };
  },

  rmsprop({ parameters, slots }, gradient, learningRate) {
    const { decay, epsilon } = rmsprop.hyperparameters;
    const [before] = slots as [tf.Tensor1D];
    const meanSquare: tf.Tensor1D = tf.add(tf.mul(before, decay), tf.mul(tf.square(gradient), 1 - decay));
    const change = tf.mul(tf.div(gradient, tf.sqrt(tf.add(meanSquare, epsilon))), -learningRate);
    return { parameters: tf.add(change, parameters), slots: [meanSquare] };
  },
};
