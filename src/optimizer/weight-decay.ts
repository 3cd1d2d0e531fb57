/** Weight decay: a pull of the kernels towards zero, so that a network keeps to what it needs. */
import { MnistError } from '../shared/errors.js';
import type { FloatArray } from './state.js';

/** A stretch of the flat parameters, from `start` up to but without `end`. */
export interface ParameterRange {
  readonly start: number;
  readonly end: number;
}

/**
 * L2 regularisation: the gradient of decay / 2 · Σw² over the kernels, which is decay · w, is added to that of the loss,
 * before the optimizer sees it.
 *
 * After A. Krogh and J. A. Hertz, “A simple weight decay can improve generalization”, 1991,
 * https://papers.nips.cc/paper/1991/hash/8eefcfdf5990e441f0fb6f3fad709e21-Abstract.html. The half is theirs, and that of
 * PyTorch's `weight_decay`. Keras leaves it out, so that this equals layers of TensorFlow.js with
 * `kernelRegularizer: tf.regularizers.l2({ l2: decay / 2 })`. The loss that people are shown stays without the term: mean
 * cross-entropy, comparable whatever the decay.
 *
 * With `sgd` a weight shrinks by learningRate · decay in every step. Optimizers that divide by the size of the gradient
 * divide the pull as well, so that weights with large gradients shrink less; AdamW (I. Loshchilov and F. Hutter, “Decoupled
 * weight decay regularization”, 2019, https://arxiv.org/abs/1711.05101) therefore takes learningRate · decay · w from the
 * weight itself. This is not AdamW: here `weight-decay` means the same term of the loss with every optimizer.
 *
 * @param gradients of the mean loss of the whole batch; changed in place. Where a batch was divided, add this once, to
 *   the sum
 * @param parameters as many, before the step
 * @param decay 0 to 1; 0 leaves the gradients as they are
 * @param kernels where the kernels lie; none may lie in two ranges. Biases and batch normalisation's gamma and beta stay
 *   out, as usual: they are too few to learn the training images by heart, and at zero they could not do their work
 * @throws MnistError `invalid-argument` if lengths differ, the decay is no number from 0 to 1, or a range lies outside
 */
export function addWeightDecay(
  gradients: FloatArray,
  parameters: FloatArray,
  decay: number,
  kernels: readonly ParameterRange[],
): void {
  const count = parameters.length;
  if (gradients.length !== count) {
    throw new MnistError('invalid-argument', `${count} parameters need ${count} gradients, not ${gradients.length}.`);
  }
  if (!(decay >= 0 && decay <= 1)) {
    throw new MnistError('invalid-argument', `Weight decay is a number from 0 to 1, not ${decay}.`);
  }
  for (const { start, end } of kernels) {
    if (Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start <= end && end <= count)
      continue;
    throw new MnistError('invalid-argument', `There is no range from ${start} to ${end} in ${count} parameters.`);
  }
  if (decay === 0) return;
  for (const { start, end } of kernels) {
    for (let i = start; i < end; i++) gradients[i]! += decay * parameters[i]!;
  }
}
