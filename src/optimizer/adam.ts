/** Adam: momentum, divided for each parameter by how large its gradient has been. */
import { flush } from './flush.js';
import { checkUpdate, type Optimizer } from './optimizer.js';
import { STATE_LAYOUTS } from './state.js';

/**
 * m ← beta1 · m + (1 − beta1) · g, v ← beta2 · v + (1 − beta2) · g²,
 * w ← w − learningRate · m / (1 − beta1ᵗ) / (√(v / (1 − beta2ᵗ)) + epsilon) at step t
 *
 * After D. P. Kingma and J. Ba, “Adam: a method for stochastic optimization”, 2015, https://arxiv.org/abs/1412.6980, in
 * the form of its algorithm 1. Equals `tf.train.adam(learningRate)`.
 */
export const adam = {
  name: 'adam',
  hyperparameters: { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
  ...STATE_LAYOUTS.adam,
  update(parameters, gradients, state, learningRate, step) {
    checkUpdate(adam, parameters, gradients, state, step);
    const { beta1, beta2, epsilon } = adam.hyperparameters;
    const count = parameters.length;
    // Both moments start at zero: early averages are too small by these factors.
    const correction1 = 1 - beta1 ** step;
    const correction2 = 1 - beta2 ** step;
    for (let i = 0; i < count; i++) {
      const gradient = gradients[i]!;
      const first = flush(beta1 * state[i]! + (1 - beta1) * gradient);
      const second = flush(beta2 * state[count + i]! + (1 - beta2) * gradient * gradient);
      state[i] = first;
      state[count + i] = second;
      parameters[i]! -= (learningRate * first) / correction1 / (Math.sqrt(second / correction2) + epsilon);
    }
  },
} as const satisfies Optimizer;
