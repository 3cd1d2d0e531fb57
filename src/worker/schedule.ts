/** The learning rate over a training. */

/** Share of the steps in which the rate climbs. */
const WARM_UP = 0.2;
/** The rate of the first step, as a share of the peak. */
const START = 0.1;

/**
 * One-cycle schedule: linearly up from a tenth of the peak over the first fifth of the steps, then linearly down to 0.
 * After L. N. Smith, “A disciplined approach to neural network hyper-parameters”, 2018, https://arxiv.org/abs/1803.09820.
 *
 * @param step counts from 0
 * @param steps of the whole training
 * @param peak the highest rate
 */
export function oneCycleRate(step: number, steps: number, peak: number): number {
  const progress = step / steps;
  if (progress < WARM_UP) return peak * (START + (1 - START) * (progress / WARM_UP));
  return peak * ((1 - progress) / (1 - WARM_UP));
}
