import { expect } from 'chai';
import { initialParameters } from '../../src/network/initialise.js';
import type { Network } from '../../src/network/network.js';
import { parameterCountOf, parameterTensorsOf } from '../../src/network/parameters.js';
import { parseNetwork } from '../../src/network/parse.js';
import { activationsOf } from '../../src/inspect/activations.js';
import { Random } from '../../src/base/random.js';

const PICTURE = { height: 28, width: 28 };
const CNN = parseNetwork('cnn', PICTURE, 10);

/** A network whose parameters are all 0 but these. */
function networkWith(...values: { tensor: string; index: number; value: number }[]): {
  network: Network;
  parameters: Float32Array;
} {
  const parameters = new Float32Array(parameterCountOf(CNN));
  for (const { tensor, index, value } of values) {
    parameters[parameterTensorsOf(CNN).find(({ name }) => name === tensor)!.offset + index] = value;
  }
  return { network: CNN, parameters };
}

/** An image with one bright pixel. */
function dot(row: number, column: number): Uint8Array {
  const pixels = new Uint8Array(784);
  pixels[row * 28 + column] = 255;
  return pixels;
}

/** Where a map responds, as [row, column, level]. */
function responses(maps: Uint8Array, side: number, channel: number): number[][] {
  const found: number[][] = [];
  maps.subarray(channel * side * side, (channel + 1) * side * side).forEach((level, i) => {
    if (level > 0) found.push([Math.floor(i / side), i % side, level]);
  });
  return found;
}

describe('activations', () => {
  it('gives 8 maps of 26×26 and 16 of 11×11, all silent for a network of zeros', () => {
    const layers = activationsOf(networkWith(), dot(14, 14));
    expect(layers.map(({ name, side, channels, maps }) => [name, side, channels, maps.length])).to.deep.equal([
      ['conv2d_1', 26, 8, 8 * 26 * 26],
      ['conv2d_2', 11, 16, 16 * 11 * 11],
    ]);
    expect(layers.every(({ maps }) => maps.every((level) => level === 0))).to.be.true;
  });

  it('shows in each map what its own kernel picks out of the image', () => {
    // Kernel [row 0, column 2] of channel 3: responds one row below and two columns left of the ink.
    const network = networkWith({ tensor: 'conv2d_1/kernel', index: (0 * 3 + 2) * 8 + 3, value: 0.5 });
    const [first] = activationsOf(network, dot(10, 12));
    expect(responses(first!.maps, 26, 3)).to.deep.equal([[10, 10, 255]]);
    expect(responses(first!.maps, 26, 2)).to.deep.equal([]);
  });

  it('shows nothing where a channel is held down, and scales to the strongest of the layer', () => {
    const network = networkWith(
      { tensor: 'conv2d_1/kernel', index: 0, value: 1 },
      { tensor: 'conv2d_1/kernel', index: 1, value: 0.5 },
      { tensor: 'conv2d_1/kernel', index: 2, value: -1 },
    );
    const [first] = activationsOf(network, dot(5, 5));
    expect(responses(first!.maps, 26, 0)).to.deep.equal([[5, 5, 255]]);
    expect(responses(first!.maps, 26, 1)).to.deep.equal([[5, 5, 128]]);
    expect(responses(first!.maps, 26, 2)).to.deep.equal([]);
  });

  it('feeds the second layer with the pooled maps of the first', () => {
    const network = networkWith(
      { tensor: 'conv2d_1/kernel', index: 4 * 8 + 7, value: 1 },
      { tensor: 'conv2d_2/kernel', index: (4 * 8 + 7) * 16 + 9, value: 1 },
    );
    // Pixel 13 is place 12 of the first map, 6 after pooling, and 5 in the middle of the second kernel.
    const [, second] = activationsOf(network, dot(13, 13));
    expect(responses(second!.maps, 11, 9)).to.deep.equal([[5, 5, 255]]);
  });

  it('has nothing to show of a network without convolutions', () => {
    const network = parseNetwork('dense', PICTURE, 10);
    const parameters = new Float32Array(parameterCountOf(network));
    expect(activationsOf({ network, parameters }, dot(1, 1))).to.deep.equal([]);
  });

  it('shows every convolution of any network, whatever lies between, and maps that are not square', () => {
    const text = 'conv 4 1x9 tanh, dropout 0.5, batchnorm, pool average, conv 5 5x5 same stride 2 elu, dense 9';
    const network = parseNetwork(text, { height: 13, width: 30 }, 26);
    const layers = activationsOf(
      { network, parameters: initialParameters(network, new Random(1)) },
      new Uint8Array(13 * 30).fill(200),
    );
    expect(
      layers.map(({ name, height, width, side, channels }) => [name, height, width, side, channels]),
    ).to.deep.equal([
      ['conv2d_1', 13, 22, 22, 4],
      ['conv2d_2', 3, 6, 6, 5],
    ]);
    for (const { height, width, channels, maps } of layers) {
      expect(maps).to.have.length(channels * height * width);
      expect(Math.max(...maps)).to.equal(255);
    }
  });
});
