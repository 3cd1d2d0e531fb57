/** Networks of every kind of layer, what they have learned, and pictures, for tests of the files that they are written to. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { initialParameters } from '../../src/network/initialise.js';
import type { Network } from '../../src/network/network.js';
import { parameterTensorsOf } from '../../src/network/parameters.js';
import { parseNetwork } from '../../src/network/parse.js';
import type { TrainedNetwork } from '../../src/storage/trained-network.js';
import { Random } from '../../src/base/random.js';
import { arbitraryNetwork } from '../network/arbitrary-network.js';

const ODD = { height: 13, width: 9 };

/** Where frameworks differ most: padding that is not the same on all sides, strides over the edge, maps that are flattened. */
const CHOSEN: readonly Network[] = [
  parseNetwork('cnn', { height: 28, width: 28 }, 10),
  parseNetwork('lenet', { height: 28, width: 28 }, 10),
  parseNetwork('linear', ODD, 3),
  parseNetwork('conv 7 same stride 3', ODD, 3),
  parseNetwork('conv 7 4x2 same stride 3 leaky-relu, dense 5 elu', ODD, 3),
  parseNetwork('conv 7 2x8 same, conv 5 1x1 same stride 4 tanh, dense 6 sigmoid, batchnorm', ODD, 3),
  parseNetwork('batchnorm, conv 7 2x3 elu, pool 3x2 average stride 2, batchnorm, dropout 0.5, dense 4 none', ODD, 3),
  parseNetwork('pool 2x3 max stride 3, conv 7 9x9 same sigmoid, dropout 0.2', ODD, 3),
];

export const NETWORKS: readonly Network[] = [
  ...CHOSEN,
  ...fc.sample(arbitraryNetwork({ width: 7, layers: 6, side: 20, classes: 7 }), { numRuns: 60, seed: 4 }),
];

/** With biases, scales and averages as after some training. */
export function trainedBy(network: Network, seed: number): TrainedNetwork {
  const random = new Random(seed);
  const parameters = initialParameters(network, random);
  for (const { role, offset, size } of parameterTensorsOf(network)) {
    if (role === 'kernel') continue;
    for (let i = offset; i < offset + size; i++) parameters[i]! += 0.8 * (random.float() - 0.5);
  }
  return { network, parameters, labels: Array.from({ length: network.classes }, (_, index) => `class “${index}”\n`) };
}

/** Bytes [count, height, width]. */
export function picturesFor({ input: { height, width } }: Network, count: number, seed: number): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from({ length: count * height * width }, () => random.integer(256));
}

/** The trained network that comes with the elements. */
export function shippedNetwork(): TrainedNetwork {
  const bytes = readFileSync(new URL('../../model/weights.bin', import.meta.url));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    network: parseNetwork('cnn', { height: 28, width: 28 }, 10),
    parameters: Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true)),
    labels: Array.from({ length: 10 }, (_, digit) => String(digit)),
  };
}
