/** Networks as TensorFlow.js sees them. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import fc from 'fast-check';
import { toKeras } from '../../src/network/keras.js';
import type { Network } from '../../src/network/network.js';
import { parameterCountOf, parameterTensorsOf, trainableCountOf } from '../../src/network/parameters.js';
import { parseNetwork } from '../../src/network/parse.js';
import { summaryOf } from '../../src/network/summary.js';
import { parameterTensorsOf as todaysTensorsOf, summaryOf as todaysSummaryOf } from '../../src/shared/model.js';
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
    for (const model of ['cnn', 'dense'] as const) {
      const network = parseNetwork(model, DIGITS, 10);
      expect(summaryOf(network)).to.deep.equal(todaysSummaryOf(model));
      expect(
        parameterTensorsOf(network).map(({ name, shape, offset, size }) => ({ name, shape, offset, size })),
      ).to.deep.equal(todaysTensorsOf(model));
    }
  });
});
