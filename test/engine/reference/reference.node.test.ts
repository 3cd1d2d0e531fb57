/** The plain engine, against TensorFlow.js' automatic differentiation and today's reference for the two networks. */
import { expect } from 'chai';
import fc from 'fast-check';
import { pooling } from '../../../src/engine/reference/pooling.js';
import { referenceGradients, referenceOutputs, referencePredict } from '../../../src/engine/reference/reference.js';
import { dropoutMask } from '../../../src/network/dropout-mask.js';
import { initialParameters } from '../../../src/network/initialise.js';
import type { Layer, Network, Pooling } from '../../../src/network/network.js';
import { parameterTensorsOf, trainableCountOf } from '../../../src/network/parameters.js';
import { parseLayers, parseNetwork } from '../../../src/network/parse.js';
import { Random } from '../../../src/base/random.js';
import { arbitraryNetwork } from '../../network/arbitrary-network.js';
import { TensorFlowNetwork } from './tensorflow-network.js';

const TOLERANCE = 1e-5;
const SMALL = { width: 7, layers: 6, side: 13, classes: 5 };

function isNormalized({ layers }: Network): boolean {
  return layers.some(({ type }) => type === 'batchnorm');
}

/** The layer without kinks, at which a loss has no slope. */
function smooth(layer: Layer): Layer {
  if (layer.type === 'pool') return { ...layer, operation: 'average' };
  if (!('activation' in layer) || !layer.activation.endsWith('relu')) return layer;
  return { ...layer, activation: 'tanh' };
}

/**
 * Parameters away from where they start, biases and averages as after some training; without any certainty about the
 * classes, which would leave gradients of nothing but rounding.
 */
function parametersFor(network: Network, random: Random): Float32Array {
  const parameters = initialParameters(network, random);
  for (const { role, layer, offset, size } of parameterTensorsOf(network)) {
    const scale = layer === network.layers.length ? 0.2 : 1;
    for (let i = offset; i < offset + size; i++) {
      parameters[i]! *= scale;
      if (role !== 'kernel') parameters[i]! += 0.4 * (random.float() - 0.5);
    }
  }
  return parameters;
}

/** Noise below a blank third, in which the values of a window are equal, as on the margins of digits. */
function batchFor({ input: { height, width }, classes }: Network, count: number, random: Random) {
  const size = height * width;
  return {
    pixels: Uint8Array.from({ length: count * size }, (_, i) => (i % size < size / 3 ? 0 : random.integer(256))),
    // One class more often: opposite gradients of images that look alike would leave rounding alone.
    labels: Uint8Array.from({ length: count }, () => Math.max(0, random.integer(3 * classes) - 2 * classes)),
  };
}

/** Euclidean length of the difference, as a share of that of the expected values, or of `floor` where those vanish. */
function differenceOf(actual: ArrayLike<number>, expected: ArrayLike<number>, floor = 0): number {
  expect(actual.length).to.equal(expected.length);
  let difference = 0;
  for (let i = 0; i < expected.length; i++) difference += (actual[i]! - expected[i]!) ** 2;
  const length = Math.max(lengthOf(expected), floor);
  return difference === 0 ? 0 : Math.sqrt(difference) / length;
}

function lengthOf(values: ArrayLike<number>): number {
  return Math.hypot(...Array.from(values));
}

/**
 * @param share of the length of the whole gradient, below which that of one tensor is not told from rounding: sums of
 *   numbers that cancel each other, as batch normalisation makes of those before it, are next to 0 in float32 only
 *   beside the others
 */
async function compare(network: Network, count: number, seed: number, share: number): Promise<void> {
  const random = new Random(seed);
  const parameters = parametersFor(network, random);
  const { pixels, labels } = batchFor(network, count, random);
  const training = { seed, step: 3 };
  const peer = await TensorFlowNetwork.create(network, parameters);
  try {
    const logits = referenceOutputs(network, parameters, pixels)
      .at(-1)!
      .flatMap((values) => [...values]);
    expect(differenceOf(logits, peer.predict(pixels)), 'logits').to.be.below(TOLERANCE);

    const expected = peer.gradients(pixels, labels, training);
    const actual = referenceGradients(network, parameters, pixels, labels, training);
    expect(actual.loss).to.be.closeTo(expected.loss, TOLERANCE * Math.max(1, expected.loss));
    const trainable = trainableCountOf(network);
    const after = Float64Array.from([...parameters.subarray(0, trainable), ...actual.movingAverages]);
    const floor = share * lengthOf(actual.gradients);
    parameterTensorsOf(network).forEach(({ name, offset, size, trainable }, i) => {
      if (trainable) {
        const gradient = actual.gradients.subarray(offset, offset + size);
        expect(differenceOf(gradient, expected.gradients[i]!, floor), name).to.be.below(TOLERANCE);
      }
      expect(differenceOf(after.subarray(offset, offset + size), expected.after[i]!, 1e-3), name).to.be.below(
        TOLERANCE,
      );
    });
  } finally {
    peer.dispose();
  }
}

describe('The reference engine', function () {
  this.timeout(120_000);

  for (const text of [
    '',
    'dense 7',
    'conv 7',
    'conv 7 3x5 same stride 3',
    'conv 5 4x2 same stride 2, conv 3 5x4 same',
    'conv 3 9x9 same',
    'pool, dense 5',
    'conv 4, pool 3x2 stride 1, dense 5',
    'conv 4, pool 2x3 average stride 3, dense 5',
    'conv 3 same, pool average, pool 3x3 stride 2',
    'batchnorm',
    'conv 4 none, batchnorm, dense 6, batchnorm',
    'dropout 0.3, conv 4, dropout 0.5, dense 6, dropout 0.75',
    ...['relu', 'leaky-relu', 'elu', 'tanh', 'sigmoid', 'none'].map((word) => `conv 3 ${word}, pool, dense 6 ${word}`),
  ]) {
    it(`computes the logits and gradients of TensorFlow.js for "${text}"`, async () => {
      for (const [height, width, classes, count] of [
        [13, 9, 3, 7],
        [8, 10, 2, 1],
        [9, 12, 5, 2],
      ] as const) {
        const network = parseNetwork(text, { height, width }, classes);
        await compare(network, count, height, isNormalized(network) ? 0.1 : 0);
      }
    });
  }

  it('computes the logits and gradients of TensorFlow.js for any network', async () => {
    await fc.assert(
      fc.asyncProperty(arbitraryNetwork(SMALL), fc.integer({ min: 1, max: 7 }), fc.nat(), (network, count, seed) =>
        isNormalized(network)
          ? // Over very few values all are ±1, and gradients nothing but rounding: the slopes below see to those.
            compare(network, Math.max(count, 4), seed, 1)
          : compare(network, count, seed, 0.1),
      ),
      // Seeded: one network in thousands may multiply its rounding by more than is allowed for.
      { numRuns: 250, seed: 5 },
    );
  });

  it('has the slope of the loss as its gradient, in any direction, for any smooth network and batch', () => {
    const step = 1e-6;
    const training = { seed: 1, step: 1 };
    fc.assert(
      fc.property(arbitraryNetwork(SMALL), fc.integer({ min: 1, max: 4 }), fc.nat(), (any, count, seed) => {
        const network = { ...any, layers: any.layers.map(smooth) };
        const random = new Random(seed);
        const parameters = Float64Array.from(parametersFor(network, random));
        const { pixels, labels } = batchFor(network, count, random);
        const { gradients } = referenceGradients(network, parameters, pixels, labels, training);
        const direction = gradients.map(() => random.float() - 0.5);
        const lossAt = (distance: number): number => {
          const moved = parameters.map((value, i) => value + distance * (direction[i] ?? 0));
          return referenceGradients(network, moved, pixels, labels, training).loss;
        };
        const slope = gradients.reduce((sum, gradient, i) => sum + gradient * direction[i]!, 0);
        const scale = lengthOf(gradients) * lengthOf(direction);
        expect(Math.abs((lossAt(step) - lossAt(-step)) / (2 * step) - slope)).to.be.below(1e-5 * scale + 1e-8);
      }),
      { numRuns: 250, seed: 6 },
    );
  });

  it('drops with the mask of the layer and image while training, and nothing for a prediction', () => {
    const network = parseNetwork('dense 20 none, dropout 0.5', { height: 8, width: 8 }, 2);
    const parameters = parametersFor(network, new Random(1));
    const { pixels } = batchFor(network, 3, new Random(2));
    const [dense, dropped] = referenceOutputs(network, parameters, pixels, { training: { seed: 9, step: 4 } });
    dropped!.forEach((values, image) => {
      const mask = dropoutMask(0.5, 20, { seed: 9, step: 4, layer: 1, image });
      expect(values).to.deep.equal(dense![image]!.map((value, i) => value * mask[i]!));
    });
    const [before, after] = referenceOutputs(network, parameters, pixels);
    expect(after).to.deep.equal(before);
  });

  it('gives the gradient of the largest value to the first of equal ones, as TensorFlow.js does', () => {
    const [layer] = parseLayers('pool 2x2 stride 1');
    const place = { layer: layer as Pooling, index: 0, input: [2, 3, 1], output: [1, 2, 1], parameters: {} } as const;
    const { output, backward } = pooling.forward({ ...place, training: undefined }, [
      Float64Array.of(1, 5, 5, 5, 2, 0),
    ]);
    expect([...output[0]!]).to.deep.equal([5, 5]);
    expect([...backward([Float64Array.of(3, 4)], {})[0]!]).to.deep.equal([0, 7, 0, 0, 0, 0]);
  });

  it('tells each image apart from the others of its batch, unless batch normalisation mixes them', () => {
    const network = parseNetwork('conv 3, pool, dense 5', { height: 9, width: 8 }, 3);
    const parameters = parametersFor(network, new Random(1));
    const { pixels } = batchFor(network, 3, new Random(2));
    const together = referencePredict(network, parameters, pixels);
    const alone = [0, 1, 2].flatMap((image) => [
      ...referencePredict(network, parameters, pixels.subarray(72 * image, 72 * (image + 1))),
    ]);
    expect([...together]).to.deep.equal(alone);
  });

  it('survives logits that no exponential does', () => {
    const network = parseNetwork('', { height: 8, width: 8 }, 3);
    const parameters = new Float64Array(64 * 3 + 3);
    parameters.set([1000, 0, -1000], 64 * 3);
    const { loss, gradients } = referenceGradients(network, parameters, new Uint8Array(64), [2]);
    expect(loss).to.equal(2000);
    expect([...gradients.subarray(-3)]).to.deep.equal([1, 0, -1]);
  });
});
