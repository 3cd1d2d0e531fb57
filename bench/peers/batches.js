/** Real MNIST as a peer gets it: mini-batches of floats in 0…1 with one-hot labels. */

const FOLDER = '/dist/data/';
const IMAGE_HEADER = 16;
const LABEL_HEADER = 8;
export const PIXELS = 784;
export const CLASSES = 10;

/**
 * Endless mini-batches over the first `count` training images, in file order (MNIST is shuffled already).
 *
 * @param {number} batchSize
 * @param {number} count
 * @returns {Promise<() => {images: Float32Array, labels: Float32Array}>} `images` is batchSize × 784, `labels`
 *   batchSize × 10
 */
export async function loadBatches(batchSize, count) {
  const [pixels, classes] = await Promise.all([
    readStart('train-images-idx3-ubyte.gz', IMAGE_HEADER, count * PIXELS),
    readStart('train-labels-idx1-ubyte.gz', LABEL_HEADER, count),
  ]);
  const batches = Array.from({ length: Math.floor(count / batchSize) }, (_, batch) => {
    const first = batch * batchSize;
    const images = Float32Array.from(
      pixels.subarray(first * PIXELS, (first + batchSize) * PIXELS),
      (value) => value / 255,
    );
    const labels = new Float32Array(batchSize * CLASSES);
    for (let i = 0; i < batchSize; i++) labels[i * CLASSES + classes[first + i]] = 1;
    return { images, labels };
  });
  let next = 0;
  return () => batches[next++ % batches.length];
}

/** The first bytes of a gzipped file behind its header; no more is downloaded than that needs. */
async function readStart(name, header, size) {
  const response = await fetch(FOLDER + name);
  // A server may declare the compression, and then the browser has undone it already.
  const isPlain = response.headers.get('content-encoding') === 'gzip';
  const body = isPlain ? response.body : response.body.pipeThrough(new DecompressionStream('gzip'));
  const bytes = new Uint8Array(header + size);
  const reader = body.getReader();
  for (let filled = 0; filled < bytes.length;) {
    const { done, value } = await reader.read();
    if (done) throw new Error(`${name} ends after ${filled} bytes.`);
    const part = value.subarray(0, bytes.length - filled);
    bytes.set(part, filled);
    filled += part.length;
  }
  await reader.cancel();
  return bytes.subarray(header);
}
