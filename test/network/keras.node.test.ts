/** Networks as TensorFlow.js sees them, and files that are none. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import fc from 'fast-check';
import { fromKeras, toKeras } from '../../src/network/keras.js';
import type { Network } from '../../src/network/network.js';
import { parameterCountOf, parameterTensorsOf, trainableCountOf } from '../../src/network/parameters.js';
import { parseNetwork } from '../../src/network/parse.js';
import { summaryOf } from '../../src/network/summary.js';
import { MnistError } from '../../src/shared/errors.js';
import { arbitraryNetwork } from './arbitrary-network.js';
import cases from './layers.json' with { type: 'json' };

const DIGITS = { height: 28, width: 28 };

type KerasLayer = { class_name: string; config: Record<string, unknown> };

async function openInTensorFlow(network: Network): Promise<tf.LayersModel> {
  const json = JSON.parse(JSON.stringify({ modelTopology: toKeras(network) })) as tf.io.ModelJSON;
  return tf.models.modelFromJSON(json);
}

/** Layers of a topology, to be changed. */
function layersOf(topology: unknown): KerasLayer[] {
  return (topology as { config: { layers: KerasLayer[] } }).config.layers;
}

function copyOf(network: Network): unknown {
  return JSON.parse(JSON.stringify(toKeras(network)));
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

  it('is read back as the same network, also after TensorFlow.js has written it', async () => {
    for (const network of fc.sample(arbitraryNetwork({ width: 6, layers: 6, side: 20, classes: 5 }), {
      numRuns: 60,
      seed: 2,
    })) {
      expect(fromKeras(copyOf(network))).to.deep.equal(network);
      const model = await openInTensorFlow(network);
      const written: unknown = JSON.parse(model.toJSON() as string);
      expect(fromKeras(written)).to.deep.equal(network);
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

  it('takes what Keras leaves out as Keras has it', () => {
    const network = parseNetwork('conv 4 none, pool, dense 5 none, dropout 0.5', DIGITS, 10);
    const topology = copyOf(network);
    for (const { config } of layersOf(topology)) {
      const needed = ['batch_input_shape', 'filters', 'kernel_size', 'units', 'rate'];
      for (const key of Object.keys(config)) {
        if (!needed.includes(key) && config[key] !== 'softmax') Reflect.deleteProperty(config, key);
      }
    }
    expect(fromKeras(topology)).to.deep.equal(network);
  });

  it('refuses settings that the language has no words for, and says which', () => {
    const change = (text: string, index: number, config: Record<string, unknown>): string => {
      const topology = copyOf(parseNetwork(text, DIGITS, 10));
      Object.assign(layersOf(topology)[index]!.config, config);
      return refusal(topology);
    };
    expect(change('conv 8', 0, { use_bias: false })).to.contain('use_bias of a Conv2D layer must be true, not `false`');
    expect(change('conv 8', 0, { activation: 'swish' }))
      .to.contain('activation')
      .and.contain('`swish`');
    expect(change('conv 8', 0, { strides: [1, 2] }))
      .to.contain('stride')
      .and.contain('`1x2`');
    expect(change('conv 8', 0, { dilation_rate: [2, 2] }))
      .to.contain('dilation_rate')
      .and.contain('[1,1]');
    expect(change('conv 8', 0, { filters: 1e9 }))
      .to.contain('filters')
      .and.contain('512');
    expect(change('conv 8', 0, { filters: { toString: 1 } }))
      .to.contain('filters')
      .and.contain('`object`');
    expect(change('pool', 0, { padding: 'same' })).to.contain('padding');
    expect(change('pool', 0, { strides: [2, 3] }))
      .to.contain('stride')
      .and.contain('`2x3`');
    expect(change('batchnorm', 0, { momentum: 0.9 }))
      .to.contain('momentum')
      .and.contain('0.99');
    expect(change('dense 5 leaky-relu', 2, { alpha: 0.01 }))
      .to.contain('alpha')
      .and.contain('0.3');
    expect(change('dense 5', 2, { activation: 'linear' })).to.contain('softmax');
    expect(change('dense 5', 0, { batch_input_shape: [null, 28, 28, 3] })).to.contain('one channel');
    expect(change('dense 5', 0, { batch_input_shape: [null, 128, 28, 1] })).to.contain('from 8 to 64');
  });

  it('refuses layers in an order that computes something else', () => {
    const reorder = (text: string, order: readonly number[]): string => {
      const topology = copyOf(parseNetwork(text, DIGITS, 10));
      const layers = layersOf(topology);
      const input = layers[0]!.config['batch_input_shape'];
      const chosen = order.map((index) => layers[index]!);
      chosen[0]!.config['batch_input_shape'] = input;
      layers.splice(0, layers.length, ...chosen);
      return refusal(topology);
    };
    expect(reorder('conv 8, batchnorm, dense 5', [0, 2, 1, 3, 4])).to.contain(
      'expected the layers Conv2D, BatchNormalization, Flatten, Dense, Dense, ' +
        'found Conv2D, Flatten, BatchNormalization, Dense, Dense',
    );
    expect(reorder('conv 8, dense 5', [0, 2, 3])).to.contain('found Conv2D, Dense, Dense');
    expect(reorder('conv 8 leaky-relu', [1, 0, 2, 3])).to.contain('LeakyReLU');
  });

  it('takes dropout on either side of Flatten, which is the same', () => {
    const network = parseNetwork('conv 8, dropout 0.5, dense 5', DIGITS, 10);
    const topology = copyOf(network);
    const [conv, dropout, flatten, ...rest] = layersOf(topology);
    layersOf(topology).splice(0, 5, conv!, flatten!, dropout!, ...rest);
    expect(fromKeras(topology)).to.deep.equal(network);
  });

  it('gives a network or a mistake for any JSON', () => {
    const topology = fc.oneof(
      fc.jsonValue(),
      fc.record({ config: fc.record({ layers: fc.array(fc.jsonValue()) }) }),
      fc
        .record({
          network: arbitraryNetwork({ width: 6, layers: 6, side: 20, classes: 5 }),
          layer: fc.nat(),
          key: fc.nat(),
          value: fc.jsonValue(),
        })
        .map(({ network, layer, key, value }) => {
          const topology = copyOf(network);
          const layers = layersOf(topology);
          const { config } = layers[layer % layers.length]!;
          const keys = Object.keys(config);
          config[keys[key % keys.length]!] = value;
          return topology;
        }),
    );
    fc.assert(
      fc.property(topology, (topology) => {
        try {
          fromKeras(topology);
        } catch (error) {
          expect(error).to.be.instanceOf(MnistError);
          expect((error as MnistError).code).to.be.oneOf(['model-invalid', 'model-shape']);
          expect((error as MnistError).message.length).to.be.below(2000);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('survives arrays that are nested without end', () => {
    const topology = copyOf(parseNetwork('conv 8', DIGITS, 10));
    let nested: unknown[] = [];
    for (let depth = 0; depth < 100_000; depth++) nested = [nested];
    for (const key of ['filters', 'kernel_size', 'strides', 'padding', 'activation', 'use_bias']) {
      Object.assign(layersOf(topology)[0]!.config, { [key]: nested });
      expect(refusal(topology)).to.be.a('string');
    }
  });
});

function refusal(topology: unknown): string {
  try {
    fromKeras(topology);
  } catch (error) {
    if (error instanceof MnistError && error.code === 'model-shape') return error.message;
    throw error;
  }
  throw new Error('it was not refused');
}
