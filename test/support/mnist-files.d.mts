/** Types of mnist-files.mjs. */
export function readMnist(name: string): Promise<Uint8Array<ArrayBuffer>>;
