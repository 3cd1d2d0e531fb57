/** Types of idx-files.mjs. */
export function idxHeader(words: readonly number[]): Uint8Array<ArrayBuffer>;
export function imageFile(count: number, options?: { side?: number; claimed?: number }): Uint8Array<ArrayBuffer>;
export function labelFile(count: number): Uint8Array<ArrayBuffer>;
export function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer>;
