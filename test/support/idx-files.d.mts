/** Types of idx-files.mjs. */
export function idxHeader(words: readonly number[]): Uint8Array<ArrayBuffer>;
interface Labels {
  first?: number;
  classes?: number;
}
export function imageFile(
  count: number,
  options?: { width?: number; height?: number; claimed?: number },
): Uint8Array<ArrayBuffer>;
export function labelFile(count: number, labels?: Labels): Uint8Array<ArrayBuffer>;
export function rowsFile(count: number, labels?: Labels): Uint8Array<ArrayBuffer>;
export function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer>;
