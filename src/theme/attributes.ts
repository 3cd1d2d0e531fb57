/** How attributes become properties: removed, they give the default back. */

/** Lit converter of text. */
export const text = (fallback: string): { fromAttribute(value: string | null): string } => ({
  fromAttribute: (value) => value ?? fallback,
});

/** Lit converter of a number; a bad one becomes NaN, which `readSettings` refuses by name. */
export const number = <Fallback extends number | undefined>(
  fallback: Fallback,
): { fromAttribute(value: string | null): number | Fallback } => ({
  fromAttribute: (value) => (value === null ? fallback : toNumber(value)),
});

/** Unlike `Number` it takes no empty text for 0. */
function toNumber(value: string): number {
  return value.trim() === '' ? NaN : Number(value);
}
