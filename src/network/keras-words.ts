/** Values of a Keras configuration as words of the language; of unknown origin, they may be anything. */

/** Text, numbers and booleans as they are, anything else by its type: no layer has such a word. */
export function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : typeof value;
}

/** The entries, where there are some. */
export function listOf(value: unknown): readonly unknown[] | undefined {
  return Array.isArray(value) ? (value as readonly unknown[]) : undefined;
}

/** Height and width, `3x3`; one number stands for both. */
export function sidesOf(value: unknown): string {
  const [height, width, ...others] = listOf(value) ?? [value, value];
  return others.length === 0 ? `${wordOf(height)}x${wordOf(width)}` : 'more than two sides';
}

/** One step for both directions, `2`; steps that differ stay as they are: no layer has a word for those. */
export function stepOf(value: unknown): string {
  const sides = sidesOf(value);
  const [height, width] = sides.split('x');
  return height !== undefined && height === width ? height : sides;
}
