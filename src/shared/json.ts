/** Looks into parsed JSON of unknown origin. */

/** An object of JSON. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** Whether it is an object, and no array. */
export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether it is an array, of anything. */
export function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** Whether it is an integer from 0 that a number holds exactly. */
export function isWholeNumber(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
