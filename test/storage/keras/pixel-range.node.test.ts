import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import fc from 'fast-check';
import { referencePredict } from '../../../src/engine/reference/reference.js';
import { formatLayers } from '../../../src/network/format.js';
import { initialParameters } from '../../../src/network/initialise.js';
import type { Network } from '../../../src/network/network.js';
import { parameterTensorsOf } from '../../../src/network/parameters.js';
import { parseNetwork } from '../../../src/network/parse.js';
import { readModelFiles } from '../../../src/storage/keras/model-files.js';
import { findPixelRange, PIXEL_RANGES, type Predict } from '../../../src/storage/keras/pixel-range.js';
import { withScaling, type Scaling, type TrainedNetwork } from '../../../src/storage/keras/scaling.js';
import { Random } from '../../../src/base/random.js';
import { arbitraryNetwork } from '../../network/arbitrary-network.js';
import { readMnist } from '../../support/mnist-files.mjs';

const COUNT = 20;

const predict: Predict = ({ network, parameters }, pixels) =>
  Promise.resolve(referencePredict(network, parameters, pixels));

/** The network that comes with the package, trained on pixels from 0 to 1. */
async function shipped(): Promise<TrainedNetwork> {
  const files = ['model.json', 'weights.bin'].map(
    async (name) => new File([await readFile(new URL(`../../../model/${name}`, import.meta.url))], name),
  );
  return readModelFiles(await Promise.all(files));
}

async function digits() {
  const [images, labels] = await Promise.all(['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'].map(readMnist));
  return { pixels: images!.slice(16, 16 + COUNT * 784), labels: labels!.slice(8, 8 + COUNT) };
}

/** As if it had been trained on such pixels. */
function trainedOn(trained: TrainedNetwork, { scale, offset }: Scaling): TrainedNetwork {
  return withScaling(trained, { scale: 1 / scale, offset: -offset / scale });
}

function randomlyTrained(network: Network, seed = 1): TrainedNetwork {
  const random = new Random(seed);
  const parameters = initialParameters(network, random);
  for (const { role, offset, size } of parameterTensorsOf(network)) {
    if (role === 'kernel') continue;
    for (let i = offset; i < offset + size; i++) parameters[i]! += 0.4 * random.float();
  }
  return { network, parameters };
}

function expectEqual(
  a: TrainedNetwork,
  b: TrainedNetwork,
  pixelsOfA: Uint8Array,
  pixelsOfB = pixelsOfA,
  tolerance = 1e-5,
): void {
  const [found, expected] = [
    referencePredict(a.network, a.parameters, pixelsOfA),
    referencePredict(b.network, b.parameters, pixelsOfB),
  ];
  const difference = Math.max(...found.map((value, i) => Math.abs(value - expected[i]!)));
  expect(difference, formatLayers(b.network.layers)).to.be.below(tolerance);
}

describe('the pixels that a network expects', () => {
  for (const range of PIXEL_RANGES) {
    it(`are found out when they go ${range.name}`, async () => {
      const [trained, pictures] = [await shipped(), await digits()];
      const found = await findPixelRange(trainedOn(trained, range), pictures, predict);
      expect(found.range.name).to.equal(range.name);
      expect(found.accuracy).to.be.above(0.95);
      expect(found.isBetterThanChance).to.equal(true);
      expect(found.note).to.contain(`pixels of ${range.name} and reads`).and.contain(`of ${COUNT} pictures right`);
      expectEqual(found.trained, trained, pictures.pixels.subarray(0, 784));
    });
  }

  it('are found out where inputs only scale the outputs, by how sure the network is', async () => {
    const pictures = await digits();
    const { network, parameters } = await shipped();
    const unbiased = parameters.slice();
    for (const { role, offset, size } of parameterTensorsOf(network)) {
      if (role === 'bias') unbiased.fill(0, offset, offset + size);
    }
    const trained = { network, parameters: unbiased };
    for (const range of PIXEL_RANGES.slice(0, 2)) {
      const found = await findPixelRange(trainedOn(trained, range), pictures, predict);
      expect(found.range.name).to.equal(range.name);
    }
  });

  it('are a guess, and said to be one, when a network reads nothing right', async () => {
    const network = parseNetwork('dense 8', { height: 28, width: 28 }, 10);
    const found = await findPixelRange(randomlyTrained(network), await digits(), predict);
    expect(found.isBetterThanChance).to.equal(false);
    expect(found.note).to.contain('no more pictures right than chance');
  });
});

describe('a network for other pixels', () => {
  const sizes = { width: 5, layers: 5, side: 12, classes: 4 };
  const texts = ['conv 3 same', 'pool', 'pool average, conv 3', 'batchnorm, dense 4', 'dropout 0.5, dense 4', ''];
  const networks = [
    ...texts.map((text) => parseNetwork(text, { height: 9, width: 8 }, 3)),
    ...fc.sample(arbitraryNetwork(sizes), { numRuns: 60, seed: 4 }),
  ];

  function pixelsFor({ input }: Network): Uint8Array {
    const random = new Random(2);
    return Uint8Array.from({ length: 3 * input.height * input.width }, () => random.integer(256));
  }

  it('computes from inverted pictures what the first computes from the pictures, also at the border of a map', () => {
    for (const network of networks) {
      const trained = randomlyTrained(network);
      const pixels = pixelsFor(network);
      const inverted = pixels.map((byte) => 255 - byte);
      expectEqual(withScaling(trained, { scale: -1, offset: 1 }), trained, inverted, pixels);
    }
  });

  it('is the first network again when its pixels are scaled back', () => {
    for (const network of networks) {
      const trained = randomlyTrained(network);
      for (const scaling of PIXEL_RANGES) {
        const pixels = pixelsFor(network);
        // Weights that are 255 times larger have been rounded, too.
        expectEqual(trainedOn(withScaling(trained, scaling), scaling), trained, pixels, pixels, 1e-4);
      }
    }
  });

  it('has the same layers, unless zeros around a map or the largest of a window would have to be scaled', () => {
    const layersOf = (text: string, scaling: Scaling) => {
      const trained = randomlyTrained(parseNetwork(text, { height: 9, width: 8 }, 3));
      return formatLayers(withScaling(trained, scaling).network.layers);
    };
    expect(layersOf('conv 3 same', { scale: 255, offset: 0 })).to.equal('conv 3 same');
    expect(layersOf('conv 3', { scale: 2, offset: -1 })).to.equal('conv 3');
    expect(layersOf('conv 3 same', { scale: 2, offset: -1 })).to.equal('batchnorm, conv 3 same');
    expect(layersOf('pool, dense 3', { scale: 2, offset: -1 })).to.equal('pool, dense 3');
    expect(layersOf('pool, dense 3', { scale: -1, offset: 1 })).to.equal('batchnorm, pool, dense 3');
  });

  it('is left as it was where pixels go from 0 to 1', () => {
    const trained = randomlyTrained(networks[0]!);
    expect(withScaling(trained, { scale: 1, offset: 0 })).to.equal(trained);
  });
});
