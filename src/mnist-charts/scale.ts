/** The ticks of an axis. */

/** @returns 0 and the multiples of a round number, the last of them at or above `highest`; at most 6 of them */
export function ticksUpTo(highest: number): readonly number[] {
  const step = roundUp(Math.max(highest, Number.EPSILON) / 5, [1, 2, 2.5, 5, 10]);
  const count = Math.ceil(highest / step - 1e-9);
  return Array.from({ length: Math.max(1, count) + 1 }, (_, index) => Number((index * step).toPrecision(12)));
}

/**
 * Whole numbers, the ends among them.
 *
 * @param most about how many there is room for, at least 2
 */
export function wholeTicks(first: number, last: number, most: number): readonly number[] {
  const step = Math.max(1, roundUp((last - first) / (most - 1), [1, 2, 5, 10]));
  const ticks = [first];
  for (let tick = Math.floor(first / step + 1) * step; tick < last; tick += step) ticks.push(tick);
  // The end tells more than the multiple just before it.
  if (ticks.length > 1 && last - ticks.at(-1)! < step / 2) ticks.pop();
  return [...ticks, last];
}

/** The least of the factors times a power of ten that is not below `value`. */
function roundUp(value: number, factors: readonly number[]): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return power * (factors.find((factor) => factor * power >= value * (1 - 1e-9)) ?? 10);
}
