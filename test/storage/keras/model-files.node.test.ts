/** Models that TensorFlow.js has saved, or others in their dialects, against what TensorFlow.js computes with them. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import fc from 'fast-check';
import { referencePredict } from '../../../src/engine/reference/reference.js';
import { formatLayers } from '../../../src/network/format.js';
import { initialParameters } from '../../../src/network/initialise.js';
import { parseNetwork } from '../../../src/network/parse.js';
import {
  readModelFiles,
  weightFilesOf,
  writeModelFiles,
  type ReadModel,
} from '../../../src/storage/keras/model-files.js';
import { Random } from '../../../src/base/random.js';
import { arbitraryNetwork } from '../../network/arbitrary-network.js';
import { published } from './published.js';
import { randomModel } from './random-model.js';
import { asKeras3, asOldKeras, filesOf, quantized, save, withRandomWeights, type SavedModel } from './saved-model.js';

const TOLERANCE = 1e-5;
const COUNT = 3;
const DIGITS = { height: 28, width: 28 };

function randomPixels(height: number, width: number, random: Random): Uint8Array {
  return Uint8Array.from({ length: COUNT * height * width }, () => Math.max(0, random.integer(400) - 144));
}

/** Probabilities of ink from 0 to 1, in the shape that the model takes. */
function expected(model: tf.LayersModel, pixels: Uint8Array, isLogits = false): Float32Array {
  return tf.tidy(() => {
    const shape = [COUNT, ...(model.inputs[0]!.shape.slice(1) as number[])];
    const images = tf.tensor(
      Float32Array.from(pixels, (byte) => byte / 255),
      shape,
    );
    const output = model.predict(images) as tf.Tensor2D;
    return (isLogits ? tf.softmax(output) : output).dataSync<'float32'>().slice();
  });
}

function expectEqual(
  { network, parameters }: ReadModel,
  pixels: Uint8Array,
  probabilities: Float32Array,
  what = '',
): void {
  const found = referencePredict(network, parameters, pixels);
  expect(found.length).to.equal(probabilities.length);
  const difference = Math.max(...found.map((value, i) => Math.abs(value - probabilities[i]!)));
  expect(difference, `${what} as ${formatLayers(network.layers)}`).to.be.below(TOLERANCE);
}

/** A sequential model of pictures of digits with random weights. */
function sequential(layers: tf.layers.Layer[], seed = 1): tf.Sequential {
  return withRandomWeights(tf.sequential({ layers }), new Random(seed));
}

async function read(saved: SavedModel): Promise<ReadModel> {
  return readModelFiles(filesOf(saved));
}

describe('model files', () => {
  const pixels = randomPixels(28, 28, new Random(3));

  before(() => tf.setBackend('cpu'));

  it('of random models, in every dialect, are read as TensorFlow.js reads them', async () => {
    const dialects: readonly ((saved: SavedModel) => SavedModel)[] = [(saved) => saved, asKeras3, asOldKeras];
    for (let seed = 0; seed < 100; seed++) {
      const random = new Random(seed);
      const { model, isLogits, height, width } = randomModel(random);
      if (model.countParams() === 0) continue;
      const isFunctional = !(model instanceof tf.Sequential);
      const pictures = randomPixels(height, width, random);
      const probabilities = expected(model, pictures, isLogits);
      const saved = await save(model);
      const what = `seed ${seed}: ${model.layers.map((layer) => layer.getClassName()).join(', ')}`;
      for (const dialect of isFunctional ? dialects.slice(0, 2) : dialects) {
        const found = await readModelFiles(filesOf(dialect(saved), 1 + random.integer(3)));
        expectEqual(found, pictures, probabilities, what);
      }
      model.dispose();
    }
  });

  for (const { name, make, text } of published) {
    it(`of a network as strangers have published one are read: ${name}`, async () => {
      const model = withRandomWeights(make(), new Random(1));
      const probabilities = expected(model, pixels);
      const saved = await save(model);
      for (const dialect of [saved, asKeras3(saved)]) {
        const found = await readModelFiles(filesOf(dialect, 2));
        expect(formatLayers(found.network.layers)).to.equal(text);
        expectEqual(found, pixels, probabilities);
      }
      model.dispose();
    });
  }

  it('with quantized weights are read as TensorFlow.js decodes them', async () => {
    const model = sequential([
      tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 3, kernelSize: 3, strides: 2, activation: 'relu' }),
      tf.layers.batchNormalization(),
      tf.layers.flatten(),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ]);
    const saved = await save(model);
    for (const dtype of ['uint8', 'uint16'] as const) {
      const small = quantized(saved, dtype);
      const opened = await tf.loadLayersModel(
        tf.io.fromMemory({
          modelTopology: small.topology,
          weightSpecs: small.specs as tf.io.WeightsManifestEntry[],
          weightData: small.weights.slice().buffer,
        }),
      );
      expectEqual(await read(small), pixels, expected(opened, pixels), dtype);
    }
  });

  it('may leave out what Keras takes for granted', async () => {
    const network = parseNetwork('conv 4 none, pool, dense 5 none, dropout 0.5', DIGITS, 10);
    const parameters = initialParameters(network, new Random(1));
    const [json, weights] = writeModelFiles({ network, parameters }, {}) as [File, File];
    const content = JSON.parse(await json.text()) as {
      modelTopology: { config: { layers: { config: Record<string, unknown> }[] } };
    };
    const needed = ['name', 'batch_input_shape', 'filters', 'kernel_size', 'units', 'rate'];
    for (const { config } of content.modelTopology.config.layers) {
      for (const key of Object.keys(config)) {
        if (!needed.includes(key) && config[key] !== 'softmax') Reflect.deleteProperty(config, key);
      }
    }
    const found = await readModelFiles([new File([JSON.stringify(content)], 'model.json'), weights]);
    expect(found.network).to.deep.equal(network);
  });

  it('are read back as the same network, bit for bit, also after TensorFlow.js has saved it', async () => {
    const sizes = { width: 6, layers: 6, side: 20, classes: 5 };
    for (const network of fc.sample(arbitraryNetwork(sizes), { numRuns: 60, seed: 2 })) {
      const parameters = initialParameters(network, new Random(1));
      const files = writeModelFiles({ network, parameters }, { labels: ['a'] });
      const own = await readModelFiles(files);
      expect(own.network).to.deep.equal(network);
      expect(own.parameters).to.deep.equal(parameters);
      expect(own.metadata).to.deep.equal({ labels: ['a'] });
      expect(own.isOwn).to.equal(true);
      expect(own.notes).to.deep.equal([]);

      const [json, weights] = files as [File, File];
      const content = JSON.parse(await json.text()) as tf.io.ModelJSON;
      const model = await tf.loadLayersModel(
        tf.io.fromMemory({
          modelTopology: content.modelTopology,
          weightSpecs: content.weightsManifest[0]!.weights,
          weightData: await weights.arrayBuffer(),
        }),
      );
      const theirs = await read(await save(model));
      expect(theirs.network).to.deep.equal(network);
      expect(theirs.parameters).to.deep.equal(parameters);
      expect(theirs.isOwn).to.equal(false);
      model.dispose();
    }
  });

  it('take what Keras leaves out as Keras has it', async () => {
    const network = parseNetwork('conv 4 none, pool, dense 5 none, dropout 0.5', DIGITS, 10);
    const [json, weights] = writeModelFiles({ network, parameters: initialParameters(network, new Random(1)) }, {}) as [
      File,
      File,
    ];
    const content = JSON.parse(await json.text()) as { modelTopology: SavedModel['topology'] };
    for (const { config } of content.modelTopology.config.layers) {
      const needed = ['name', 'batch_input_shape', 'filters', 'kernel_size', 'units', 'rate'];
      for (const key of Object.keys(config)) {
        if (!needed.includes(key) && config[key] !== 'softmax') Reflect.deleteProperty(config, key);
      }
    }
    const found = await readModelFiles([new File([JSON.stringify(content)], 'model.json'), weights]);
    expect(found.network).to.deep.equal(network);
  });

  it('with models in models, and activations as objects, are read', async () => {
    const layers = [
      tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 3, kernelSize: 5, strides: 3, activation: 'tanh' }),
      tf.layers.flatten(),
    ];
    const inner = tf.sequential({ layers });
    const model = sequential([inner, tf.layers.dense({ units: 10, activation: 'softmax' })]);
    const saved = await save(model);
    const [nested, dense] = saved.topology.config.layers;
    const convolution = (nested!.config as unknown as SavedModel['topology']['config']).layers[0]!;
    convolution.config['activation'] = { module: 'builtins', class_name: 'function', config: 'tanh' };
    dense!.config['activation'] = { class_name: 'Softmax', config: { axis: [-1] } };
    expectEqual(await read(saved), pixels, expected(model, pixels));
  });

  it('have their weights in order where names do not tell', async () => {
    const model = sequential([
      tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 3, kernelSize: 5, strides: 3 }),
      tf.layers.batchNormalization(),
      tf.layers.flatten(),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ]);
    const saved = await save(model);
    for (const [index, spec] of saved.specs.entries()) spec.name = `variable_${index}`;
    expectEqual(await read(saved), pixels, expected(model, pixels));
  });

  it('are taken for logits where they have no softmax, and say so', async () => {
    const model = sequential([tf.layers.flatten({ inputShape: [28, 28] }), tf.layers.dense({ units: 10 })]);
    const found = await read(await save(model));
    expect(found.network).to.deep.equal({ input: DIGITS, layers: [], classes: 10 });
    expect(found.notes.join()).to.contain('logits');
    expectEqual(found, pixels, expected(model, pixels, true));
  });

  it('say which layers have become part of others', async () => {
    const model = sequential([
      tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 3, kernelSize: 5, strides: 3, name: 'first' }),
      tf.layers.batchNormalization({ name: 'norm' }),
      tf.layers.reLU({ name: 'relu' }),
      tf.layers.gaussianNoise({ stddev: 0.1, name: 'noise' }),
      tf.layers.globalAveragePooling2d({ name: 'average' }),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ]);
    const { network, notes } = await read(await save(model));
    expect(formatLayers(network.layers)).to.equal('conv 3 5x5 stride 3, pool 8x8 average');
    expect(notes).to.deep.equal([
      '"norm" (BatchNormalization) has become part of "first" (Conv2D), whose activation comes after it.',
      '"noise" (GaussianNoise) was left out: it does nothing when a network reads.',
    ]);
  });

  it('tell which files their weights are in, and how long those can be', async () => {
    const model = sequential([tf.layers.flatten({ inputShape: [28, 28] }), tf.layers.dense({ units: 10 })]);
    const files = filesOf(await save(model), 2);
    expect(await weightFilesOf(files.at(-1)!)).to.deep.equal([
      { name: 'group1-shard1of2.bin', mostBytes: 4 * 7850 },
      { name: 'group1-shard2of2.bin', mostBytes: 4 * 7850 },
    ]);
  });
});
