/** Probabilities, losses and gradients of the SIMD kernels, against TensorFlow.js and the plain engine. */
import { expect } from 'chai';
import fc from 'fast-check';
import { referenceGradients, referencePredict } from '../../../src/engine/reference/reference.js';
import { SimdNetwork } from '../../../src/engine/simd/kernels.js';
import type { SimdKernels } from '../../../src/engine/simd/load-kernels.js';
import type { Network } from '../../../src/network/network.js';
import { parameterTensorsOf } from '../../../src/network/parameters.js';
import { parseNetwork } from '../../../src/network/parse.js';
import { arbitraryNetwork } from '../../network/arbitrary-network.js';
import { TensorFlowNetwork } from '../reference/tensorflow-network.js';
import { distance, exampleFor, lengthOf, loadAllKernels } from './support.js';

const TOLERANCE = 1e-5;

function isNormalized({ layers }: Network): boolean {
  return layers.some(({ type }) => type === 'batchnorm');
}

/**
 * What a tensor's gradient is measured against where it all but vanishes: sums of numbers that cancel each other, as batch
 * normalisation makes of those before it, are told from rounding only beside the whole gradient.
 */
const SHARE = 0.1;

for (const kernels of await loadAllKernels()) {
  describe(`The SIMD kernels (${kernels.level}), beside TensorFlow.js`, function () {
    this.timeout(120_000);

    for (const text of [
      '',
      'dense 7',
      'dense 128',
      'conv 8, pool, conv 16, pool 2x1, dense 128',
      'conv 7',
      'conv 7, pool, conv 5 5x5 same, pool',
      'conv 7 3x5 same stride 3',
      'conv 5 4x2 same stride 2, conv 3 5x4 same',
      'conv 6 same, conv 12 stride 2 same, pool',
      'conv 3 9x9 same',
      'conv 1, conv 9 3x3 same, pool',
      'conv 1, pool, conv 9 3x3 same, pool',
      'conv 4 1x1 stride 2, conv 5',
      'pool, dense 5',
      'conv 4, pool 3x2 stride 1, dense 5',
      'conv 4, pool 2x3 average stride 3, dense 5',
      'conv 3 same, pool average, pool 3x3 stride 2',
      'conv 7 3x5 tanh stride 2, pool 3x3 stride 2, batchnorm, dense 33 none, dense 5 sigmoid',
      'batchnorm',
      'batchnorm, conv 5 same, pool',
      'conv 4 none, batchnorm, dense 6, batchnorm',
      'dropout 0.3, conv 4, dropout 0.5, dense 6, dropout 0.75',
      ...['relu', 'leaky-relu', 'elu', 'tanh', 'sigmoid', 'none'].flatMap((word) => [
        `conv 3 ${word}, pool, dense 6 ${word}`,
        `conv 3 ${word}, pool average, dense 6 ${word}`,
      ]),
    ]) {
      it(`give the probabilities and gradients of "${text}"`, async () => {
        for (const [height, width, classes, count] of [
          [13, 19, 3, 77],
          [14, 16, 2, 1],
          [12, 13, 17, 2],
        ] as const) {
          const network = parseNetwork(text, { height, width }, classes);
          // Normalised over very few values, everything is ±1 and all gradients are rounding.
          await compare(kernels, network, isNormalized(network) ? Math.max(count, 5) : count, height);
        }
      });
    }

    it('give the gradient to the first of equal values under a max-pool', async () => {
      for (const text of ['conv 8, pool, dense 5', 'conv 5, pool 3x3 stride 2', 'conv 4, pool 3x2 stride 1']) {
        const network = parseNetwork(text, { height: 13, width: 19 }, 3);
        // Kernels of zeros make all places of a map equal, though not what they would learn from.
        const { offset, size } = parameterTensorsOf(network)[0]!;
        await compare(kernels, network, 7, 1, (parameters) => parameters.fill(0, offset, offset + size));
      }
    });

    it('follow batch normalisation with moving averages', async () => {
      const network = parseNetwork('conv 5, batchnorm, dense 7, batchnorm', { height: 9, width: 8 }, 4);
      const { parameters, pixels, labels } = exampleFor(network, 20, 3);
      const simd = await SimdNetwork.create(kernels, network, 20);
      simd.parameters.set(parameters);
      const peer = await TensorFlowNetwork.create(network, parameters);
      const { after } = peer.gradients(pixels, labels, { seed: 0, step: 0 });
      peer.dispose();
      simd.computeGradients(pixels, labels);
      simd.update('sgd', 0, 1);
      parameterTensorsOf(network).forEach(({ name, offset, size }, i) => {
        expect(distance(simd.parameters.subarray(offset, offset + size), after[i]!), name).to.be.below(TOLERANCE);
      });
    });
  });

  describe(`The SIMD kernels (${kernels.level}), beside the plain engine`, function () {
    this.timeout(300_000);

    it('give the probabilities and gradients of any network and batch', async () => {
      await fc.assert(
        fc.asyncProperty(
          arbitraryNetwork({ width: 21, layers: 5, side: 18, classes: 30 }),
          fc.integer({ min: 1, max: 9 }),
          fc.nat(),
          async (network, size, seed) => {
            const count = isNormalized(network) ? Math.max(size, 5) : size;
            const { parameters, pixels, labels } = exampleFor(network, count, seed);
            const simd = await SimdNetwork.create(kernels, network, count);
            simd.parameters.set(parameters);
            const probabilities = referencePredict(network, parameters, pixels);
            expect(distance(simd.predict(pixels), probabilities), 'probabilities').to.be.below(TOLERANCE);

            const draw = { seed, step: 2 };
            const expected = referenceGradients(network, parameters, pixels, labels, draw);
            const { loss, correct } = simd.computeGradients(pixels, labels, count, false, draw);
            expect(loss / count).to.be.closeTo(expected.loss, TOLERANCE * Math.max(1, expected.loss));
            expect(correct).to.equal(expected.correct);
            const floor = SHARE * lengthOf(expected.gradients);
            for (const { name, offset, size, trainable } of parameterTensorsOf(network)) {
              if (!trainable) continue;
              const [actual, ideal] = [simd.gradients, expected.gradients].map((all) =>
                all.slice(offset, offset + size),
              );
              expect(distance(actual!, ideal!, floor), name).to.be.below(TOLERANCE);
            }
          },
        ),
        { numRuns: 300, seed: 7 },
      );
    });
  });
}

async function compare(
  kernels: SimdKernels,
  network: Network,
  count: number,
  seed: number,
  change?: (parameters: Float32Array) => void,
): Promise<void> {
  const { parameters, pixels, labels } = exampleFor(network, count, seed);
  change?.(parameters);
  const simd = await SimdNetwork.create(kernels, network, count);
  simd.parameters.set(parameters);
  const peer = await TensorFlowNetwork.create(network, parameters);
  try {
    const expected = peer.gradients(pixels, labels, { seed, step: 3 });
    const { loss } = simd.computeGradients(pixels, labels, count, false, { seed, step: 3 });
    expect(loss / count).to.be.closeTo(expected.loss, TOLERANCE * Math.max(1, expected.loss));
    const cancels = isNormalized(network) || change !== undefined;
    const floor = cancels ? SHARE * lengthOf(expected.gradients.map(lengthOf)) : 0;
    const trainable = parameterTensorsOf(network).filter((tensor) => tensor.trainable);
    trainable.forEach(({ name, offset, size }, i) => {
      const actual = simd.gradients.subarray(offset, offset + size);
      expect(distance(actual, expected.gradients[i]!, floor), name).to.be.below(TOLERANCE);
    });
  } finally {
    peer.dispose();
  }
}
