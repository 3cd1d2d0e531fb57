/** Medians, quantiles and shares. */

/**
 * @param {readonly number[]} values at least one
 * @param {number} share 0…1; 0.5 is the median
 * @returns {number} linearly interpolated between the neighbours
 */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const position = share * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

/** @param {readonly number[]} values at least one */
export const median = (values) => quantile(values, 0.5);

/** @param {readonly number[]} values @returns {number} */
export const sum = (values) => values.reduce((total, value) => total + value, 0);

/**
 * How many times faster one is than another, whose values were taken in the same rounds.
 *
 * @param {readonly number[]} fast
 * @param {readonly number[]} slow
 * @returns {{ratio: number, min: number, max: number}} the ratio of the medians, and the extremes within a round
 */
export function compare(fast, slow) {
  const inRounds = fast.map((value, round) => value / slow[round]);
  return { ratio: median(fast) / median(slow), min: Math.min(...inRounds), max: Math.max(...inRounds) };
}
