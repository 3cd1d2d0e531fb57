/** RMSProp: each parameter's gradient divided by how large it has been of late. */
import { flush } from './flush.js';
import { checkUpdate, type Optimizer } from './optimizer.js';
import { STATE_LAYOUTS } from './state.js';

/**
 * s ← decay · s + (1 − decay) · g², w ← w − learningRate · g / √(s + epsilon)
 *
 * After T. Tieleman and G. Hinton, “Lecture 6.5 – RMSProp”, Neural Networks for Machine Learning, 2012,
 * https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf. Not centred, and without momentum.
 * Equals `tf.train.rmsprop(learningRate)`, where epsilon stands under the root; Adam's does not. As s starts at zero and is
 * not corrected for it, the first steps are up to 1 / √(1 − decay) ≈ 3 times the learning rate.
 */
export const rmsprop = {
  name: 'rmsprop',
  hyperparameters: { decay: 0.9, epsilon: 1e-7 },
  ...STATE_LAYOUTS.rmsprop,
  update(parameters, gradients, state, learningRate, step) {
    checkUpdate(rmsprop, parameters, gradients, state, step);
    const { decay, epsilon } = rmsprop.hyperparameters;
    for (let i = 0; i < parameters.length; i++) {
      const gradient = gradients[i]!;
      const meanSquare = flush(decay * state[i]! + (1 - decay) * gradient * gradient);
      state[i] = meanSquare;
      parameters[i]! -= (learningRate * gradient) / Math.sqrt(meanSquare + epsilon);
    }
  },
} as const satisfies Optimizer;
