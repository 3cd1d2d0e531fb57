/** Networks as TensorFlow.js sees them. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import fc from 'fast-check';
import { toKeras } from '../../src/network/keras.js';
import type { Network } from '../../src/network/network.js';
import { parameterCountOf, parameterTensorsOf, trainableCountOf } from '../../src/network/parameters.js';
import { parseNetwork } from '../../src/network/parse.js';
import { summaryOf } from '../../src/network/summary.js';
import { arbitraryNetwork } from './arbitrary-network.js';
import cases from './layers.json' with { type: 'json' };

const DIGITS = { height: 28, width: 28 };

async function openInTensorFlow(network: Network): Promise<tf.LayersModel> {
  const json = JSON.parse(JSON.stringify({ modelTopology: toKeras(network) })) as tf.io.ModelJSON;
  return tf.models.modelFromJSON(json);
}

describe('Keras JSON', () => {
  it('opens in TensorFlow.js with the layers of the summary and the tensors in flat order', async () => {
    const networks = [
      ...cases.valid.map(({ text, height, width, classes }) => parseNetwork(text, { height, width }, classes)),
      ...fc.sample(arbitraryNetwork({ width: 6, layers: 6, side: 20, classes: 5 }), { numRuns: 60, seed: 1 }),
    ];
    for (const network of networks) {
      const model = await openInTensorFlow(network);
      expect(
        model.layers.map((layer) => ({
          name: layer.name,
          type: layer.getClassName(),
          outputShape: layer.outputShape,
          parameters: layer.countParams(),
        })),
      ).to.deep.equal(summaryOf(network));
      expect(model.countParams()).to.equal(parameterCountOf(network));
      expect(
        model.weights.map(({ originalName, shape, trainable }) => ({ name: originalName, shape, trainable })),
      ).to.deep.equal(
        parameterTensorsOf(network).map(({ name, shape, trainable }) => ({ name, shape: [...shape], trainable })),
      );
      expect(
        model.trainableWeights.reduce((sum, { shape }) => sum + tf.util.sizeFromShape(shape as number[]), 0),
      ).to.equal(trainableCountOf(network));
      model.dispose();
    }
  });

  it('lists the rows and tensors of the two networks as they were', () => {
    const rows = (model: string) =>
      summaryOf(parseNetwork(model, DIGITS, 10)).map(({ name, type, outputShape, parameters }) =>
        [name, type, outputShape.slice(1).join('x'), parameters].join(' '),
      );
    const dense = ['dense_1 Dense 128', 'dense_2 Dense 10'];
    expect(rows('cnn')).to.deep.equal([
      'conv2d_1 Conv2D 26x26x8 80',
      'max_pooling2d_1 MaxPooling2D 13x13x8 0',
      'conv2d_2 Conv2D 11x11x16 1168',
      'max_pooling2d_2 MaxPooling2D 5x5x16 0',
      'flatten_1 Flatten 400 0',
      `${dense[0]} 51328`,
      `${dense[1]} 1290`,
    ]);
    expect(rows('dense')).to.deep.equal(['flatten_1 Flatten 784 0', `${dense[0]} 100480`, `${dense[1]} 1290`]);
    expect(
      parameterTensorsOf(parseNetwork('cnn', DIGITS, 10)).map(({ name, shape, offset }) =>
        [name, shape.join('x'), offset].join(' '),
      ),
    ).to.deep.equal([
      'conv2d_1/kernel 3x3x1x8 0',
      'conv2d_1/bias 8 72',
      'conv2d_2/kernel 3x3x8x16 80',
      'conv2d_2/bias 16 1232',
      'dense_1/kernel 400x128 1248',
      'dense_1/bias 128 52448',
      'dense_2/kernel 128x10 52576',
      'dense_2/bias 10 53856',
    ]);
  });
});
