/** Stochastic gradient descent: straight down the gradient of the batch. */
import { checkUpdate, type Optimizer } from './optimizer.js';
import { STATE_LAYOUTS } from './state.js';

/**
 * w ← w − learningRate · g
 *
 * After H. Robbins and S. Monro, “A stochastic approximation method”, 1951, https://doi.org/10.1214/aoms/1177729586.
 * Equals `tf.train.sgd(learningRate)`. Remembers nothing.
 */
export const sgd = {
  name: 'sgd',
  hyperparameters: {},
  ...STATE_LAYOUTS.sgd,
  update(parameters, gradients, state, learningRate, step) {
    checkUpdate(sgd, parameters, gradients, state, step);
    for (let i = 0; i < parameters.length; i++) parameters[i]! -= learningRate * gradients[i]!;
  },
} as const satisfies Optimizer;
