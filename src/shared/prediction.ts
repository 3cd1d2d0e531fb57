/** From the network's probabilities to what is told to people: calibrated, and honest about doubt. */
import type { Prediction } from './types.js';

/** How far a network's probabilities can be trusted; fitted to the network on images that it has not learned from. */
export interface Calibration {
  /** Above 1 when the network is surer than it is right, below 1 when it is less sure; positive. */
  readonly temperature: number;
  /** The least calibrated probability, 0…1, at which a class is named. */
  readonly threshold: number;
}

/**
 * For a network that was trained in the page. Over five epochs such a network is hardly overconfident about digits, and
 * at this threshold it doubts fewer than one in a hundred test images.
 */
export const DEFAULT_CALIBRATION: Calibration = { temperature: 1, threshold: 0.6 };

/** Keeps a class that the network rules out from having an infinite logarithm. */
const LEAST = 1e-30;

/**
 * @param probabilities one for each class
 * @param labels class names; a class without one is called by its index
 * @returns calibrated probabilities; `label` is null when the best of them is below the threshold
 */
export function toPrediction(
  probabilities: Float32Array,
  labels: readonly string[],
  { temperature, threshold }: Calibration = DEFAULT_CALIBRATION,
): Prediction {
  const calibrated = scaleTemperature(probabilities, temperature);
  const confidence = Math.max(...calibrated);
  const index = calibrated.indexOf(confidence);
  const isSure = confidence >= threshold;
  return { label: isSure ? (labels[index] ?? String(index)) : null, index, confidence, probabilities: calibrated };
}

/**
 * Temperature scaling: p_i^(1/T) / Σ p_j^(1/T), which is the softmax of the logits divided by T. The order of the
 * classes stays. C. Guo et al., “On calibration of modern neural networks”, 2017, https://arxiv.org/abs/1706.04599.
 *
 * @param probabilities of a softmax; not all 0
 * @param temperature positive; 1 changes nothing but rounding
 */
export function scaleTemperature(probabilities: ArrayLike<number>, temperature: number): number[] {
  const logits = Array.from(probabilities, (probability) => Math.log(Math.max(probability, LEAST)) / temperature);
  const largest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}
