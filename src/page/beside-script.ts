/** What lies beside the built script: bundlers find each file by such an expression, and may move and rename it. */
import type { MovedFiles } from '../messages/worker-api.js';

// A function, so that importing this on a server, or from a script without a URL of its own, computes nothing.
const data = (): Record<string, URL> => ({
  'train-images-idx3-ubyte.gz': new URL('./data/train-images-idx3-ubyte.gz', import.meta.url),
  'train-labels-idx1-ubyte.gz': new URL('./data/train-labels-idx1-ubyte.gz', import.meta.url),
  't10k-images-idx3-ubyte.gz': new URL('./data/t10k-images-idx3-ubyte.gz', import.meta.url),
  't10k-labels-idx1-ubyte.gz': new URL('./data/t10k-labels-idx1-ubyte.gz', import.meta.url),
});

const model = (): Record<string, URL> => ({
  'weights.bin': new URL('./model/weights.bin', import.meta.url),
  'model.json': new URL('./model/model.json', import.meta.url),
});

/** Folder of the MNIST files. */
export const defaultDataUrl = (): string => folderOf(data());

/** Folder of the trained network. */
export const defaultModelUrl = (): string => folderOf(model());

/** Where the script came from, with all that lies beside it. */
export const scriptOrigin = (): string => new URL(defaultDataUrl()).origin;

/** Where the files of both folders really are. */
export function movedFiles(): MovedFiles {
  return Object.fromEntries(
    [data(), model()].flatMap((files) =>
      Object.entries(files).map(([name, { href }]) => [folderOf(files) + name, href] as const),
    ),
  );
}

/** That of the first file, which is too large to be inlined. */
function folderOf(files: Record<string, URL>): string {
  const [first] = Object.values(files);
  return new URL('.', first).href;
}
