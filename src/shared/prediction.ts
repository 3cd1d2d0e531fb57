/** From the network's probabilities to what is told to people. */
import type { Prediction } from './types.js';

/**
 * @param probabilities one for each class
 * @param labels class names; a class without one is called by its index
 */
export function toPrediction(probabilities: Float32Array, labels: readonly string[]): Prediction {
  const index = probabilities.indexOf(Math.max(...probabilities));
  return {
    label: labels[index] ?? String(index),
    index,
    confidence: probabilities[index] ?? 0,
    probabilities: Array.from(probabilities),
  };
}
