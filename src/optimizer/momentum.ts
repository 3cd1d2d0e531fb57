/** Gradient descent with momentum: a heavy ball that keeps most of its velocity from step to step. */
import { flush } from './flush.js';
import { checkUpdate, type Optimizer } from './optimizer.js';
import { STATE_LAYOUTS } from './state.js';

/**
 * v ← momentum · v + g, w ← w − learningRate · v
 *
 * After B. T. Polyak, “Some methods of speeding up the convergence of iteration methods”, 1964,
 * https://doi.org/10.1016/0041-5553(64)90137-5; for networks, I. Sutskever et al., “On the importance of initialization
 * and momentum in deep learning”, 2013, https://proceedings.mlr.press/v28/sutskever13.html. Without Nesterov's look ahead.
 * Equals `tf.train.momentum(learningRate, 0.9)`. Under a steady gradient it moves 1 / (1 − momentum) = 10 times as fast as
 * `sgd`, and so wants a smaller learning rate.
 */
export const momentum = {
  name: 'momentum',
  /** The share of the velocity that is kept. TensorFlow.js has no default; 0.9 is the usual one. */
  hyperparameters: { momentum: 0.9 },
  ...STATE_LAYOUTS.momentum,
  update(parameters, gradients, state, learningRate, step) {
    checkUpdate(momentum, parameters, gradients, state, step);
    const keep = momentum.hyperparameters.momentum;
    for (let i = 0; i < parameters.length; i++) {
      const velocity = flush(keep * state[i]! + gradients[i]!);
      state[i] = velocity;
      parameters[i]! -= learningRate * velocity;
    }
  },
} as const satisfies Optimizer;
