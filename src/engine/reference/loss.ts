/** From the logits of the last layer to probabilities, and to how wrong they are. */
import type { Batch } from './operation.js';

/** e to each logit, divided by their sum. */
export function softmax(logits: Float64Array): Float64Array {
  const logarithm = logOfSum(logits);
  return logits.map((logit) => Math.exp(logit - logarithm));
}

/** Logarithm of the sum of e to each logit. The largest is taken away meanwhile, so that none overflows. */
function logOfSum(logits: Float64Array): number {
  const largest = Math.max(...logits);
  return largest + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - largest), 0));
}

export interface Loss {
  /** Mean over the batch, in nats. */
  readonly loss: number;
  /** How many images had their label as the most probable class. */
  readonly correct: number;
  /** How the loss changes with each logit. */
  readonly gradient: Batch;
}

/** Mean softmax cross-entropy: what the network found of the labels, in nats. */
export function crossEntropy(logits: Batch, labels: ArrayLike<number>): Loss {
  let loss = 0;
  let correct = 0;
  const gradient = logits.map((values, image) => {
    const label = labels[image]!;
    const probabilities = softmax(values);
    // Not of the probability, which may be too small for a number.
    loss += (logOfSum(values) - values[label]!) / logits.length;
    if (values.indexOf(Math.max(...values)) === label) correct++;
    return probabilities.map((p, c) => (p - (c === label ? 1 : 0)) / logits.length);
  });
  return { loss, correct, gradient };
}
