/** What is no model, or none that can be expressed: each is refused with a code and a sentence that helps. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { MnistError, type MnistErrorCode } from '../../../src/shared/errors.js';
import { readModelFiles } from '../../../src/storage/keras/model-files.js';
import { filesOf, save, type SavedModel } from './saved-model.js';

const { conv2d, dense, flatten } = tf.layers;
const inputShape = [28, 28, 1];

async function refusal(files: readonly File[]): Promise<MnistError> {
  const error: unknown = await readModelFiles(files).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(MnistError);
  return error as MnistError;
}

async function expectRefusal(files: readonly File[], code: MnistErrorCode, says: RegExp): Promise<void> {
  const { code: found, message } = await refusal(files);
  expect(message).to.match(says);
  expect(found).to.equal(code);
  expect(message.length).to.be.below(600);
}

function savedOf(...layers: tf.layers.Layer[]): Promise<SavedModel> {
  return save(tf.sequential({ layers }));
}

function small(): Promise<SavedModel> {
  return savedOf(
    conv2d({ inputShape, filters: 2, kernelSize: 5, strides: 4, name: 'first' }),
    flatten(),
    dense({ units: 10, activation: 'softmax', name: 'last' }),
  );
}

const softmax = () => dense({ units: 10, activation: 'softmax' });

describe('a model that cannot be expressed', () => {
  before(() => tf.setBackend('cpu'));

  const models: readonly { readonly what: string; readonly says: RegExp; readonly make: () => tf.LayersModel }[] = [
    {
      what: 'an LSTM',
      says: /"memory" \(LSTM\)/,
      make: () => of(tf.layers.lstm({ inputShape: [28, 28], units: 4, name: 'memory' }), softmax()),
    },
    {
      what: 'two inputs',
      says: /it has 2 inputs, and must have one/,
      make: () => {
        const inputs = [tf.input({ shape: [10] }), tf.input({ shape: [10] })];
        const sum = tf.layers.add().apply(inputs);
        return tf.model({ inputs, outputs: softmax().apply(sum) as tf.SymbolicTensor });
      },
    },
    {
      what: 'two outputs',
      says: /it has 2 outputs, and must have one/,
      make: () => {
        const input = tf.input({ shape: [784] });
        return tf.model({
          inputs: input,
          outputs: [softmax(), softmax()].map((layer) => layer.apply(input) as tf.SymbolicTensor),
        });
      },
    },
    {
      what: 'a way around a layer',
      says: /"sum" \(Add\) gets values from 2 others; layers must follow one another/,
      make: () => {
        const input = tf.input({ shape: [784] });
        const inner = dense({ units: 784 }).apply(input) as tf.SymbolicTensor;
        const sum = tf.layers.add({ name: 'sum' }).apply([input, inner]) as tf.SymbolicTensor;
        return tf.model({ inputs: input, outputs: softmax().apply(sum) as tf.SymbolicTensor });
      },
    },
    {
      what: 'another activation',
      says: /the activation of "curve" \(Dense\) is swish/,
      make: () => of(flatten({ inputShape }), dense({ units: 4, activation: 'swish', name: 'curve' }), softmax()),
    },
    {
      what: 'another slope',
      says: /the activation of "slope" \(LeakyReLU\)/,
      make: () => of(flatten({ inputShape }), tf.layers.leakyReLU({ alpha: 0.1, name: 'slope' }), softmax()),
    },
    {
      what: 'dilation',
      says: /the dilation_rate of "wide" \(Conv2D\) must be \[1,1\], not \[2,2\]/,
      make: () =>
        of(conv2d({ inputShape, filters: 2, kernelSize: 3, dilationRate: 2, name: 'wide' }), flatten(), softmax()),
    },
    {
      what: 'channels first',
      says: /the data_format of "first" \(Conv2D\) must be channels_last, not channels_first/,
      make: () =>
        of(
          conv2d({ inputShape: [1, 28, 28], filters: 2, kernelSize: 3, dataFormat: 'channelsFirst', name: 'first' }),
          flatten(),
          softmax(),
        ),
    },
    {
      what: 'a kernel that is too large',
      says: /the kernel of "large" \(Conv2D\) must be KxL .* not 11x11/,
      make: () => of(conv2d({ inputShape, filters: 2, kernelSize: 11, name: 'large' }), flatten(), softmax()),
    },
    {
      what: 'pooling that pads',
      says: /the padding of "pool" \(MaxPooling2D\) must be valid, not same/,
      make: () =>
        of(
          conv2d({ inputShape, filters: 2, kernelSize: 4 }),
          tf.layers.maxPooling2d({ poolSize: 2, padding: 'same', name: 'pool' }),
          flatten(),
          softmax(),
        ),
    },
    {
      what: 'pictures in colour',
      says: /no grey picture.*28,28,3/,
      make: () => of(flatten({ inputShape: [28, 28, 3] }), softmax()),
    },
    {
      what: 'values that are no square',
      says: /no grey picture.*\[300\]/,
      make: () => of(dense({ inputShape: [300], units: 10, activation: 'softmax' })),
    },
    {
      what: 'pictures that are too large',
      says: /from 8 to 64, not 128/,
      make: () => of(flatten({ inputShape: [128, 128, 1] }), softmax()),
    },
    {
      what: 'a single class',
      says: /1 classes apart, and must tell 2 to 256/,
      make: () => of(flatten({ inputShape }), dense({ units: 1 })),
    },
    {
      what: 'too many classes',
      says: /300 classes apart, and must tell 2 to 256/,
      make: () => of(flatten({ inputShape }), dense({ units: 300, activation: 'softmax' })),
    },
    {
      what: 'a map in place of classes',
      says: /values of the shape \[26,26,10\]/,
      make: () => of(conv2d({ inputShape, filters: 10, kernelSize: 3, activation: 'softmax' })),
    },
    {
      what: 'a softmax in the middle',
      says: /comes after the softmax of "early" \(Dense\)/,
      make: () => of(flatten({ inputShape }), dense({ units: 4, activation: 'softmax', name: 'early' }), softmax()),
    },
    {
      what: 'independent probabilities',
      says: /"odds" \(Dense\).*sigmoid/,
      make: () => of(flatten({ inputShape }), dense({ units: 10, activation: 'sigmoid', name: 'odds' })),
    },
    {
      what: 'lines of a picture by themselves',
      says: /"rows" \(Dense\) needs a flattened list of values, and gets \[28,28\]/,
      make: () => of(dense({ inputShape: [28, 28], units: 4, name: 'rows' }), flatten(), softmax()),
    },
    {
      what: 'a map made of units',
      says: /"late" \(Conv2D\) needs a map/,
      make: () =>
        of(
          dense({ inputShape: [784], units: 16 }),
          tf.layers.reshape({ targetShape: [4, 4, 1] }),
          conv2d({ filters: 2, kernelSize: 3, name: 'late' }),
          flatten(),
          softmax(),
        ),
    },
    {
      what: 'normalised values of a flattened map before an activation',
      says: /"norm" \(BatchNormalization\) can only be computed here when a Dense layer follows/,
      make: () =>
        of(
          conv2d({ inputShape, filters: 2, kernelSize: 9, strides: 4 }),
          flatten(),
          tf.layers.batchNormalization({ name: 'norm' }),
          tf.layers.reLU(),
          softmax(),
        ),
    },
    {
      what: 'zeros where padding has none',
      says: /zeros of "frame" \(ZeroPadding2D\) are not those/,
      make: () =>
        of(
          tf.layers.zeroPadding2d({ inputShape, padding: 3, name: 'frame' }),
          conv2d({ filters: 2, kernelSize: 3 }),
          flatten(),
          softmax(),
        ),
    },
  ];
  for (const { what, says, make } of models) {
    it(`is refused with ${what}`, async () => {
      await expectRefusal(filesOf(await save(make())), 'model-shape', says);
    });
  }

  it('is refused with too many parameters, whose number is told, before any memory is taken', async () => {
    const saved = await savedOf(flatten({ inputShape }), dense({ units: 10, name: 'huge' }), softmax());
    const [, huge] = saved.topology.config.layers;
    huge!.config['units'] = 60_000;
    await expectRefusal(
      filesOf(saved),
      'model-shape',
      /`dense 60000 none` has 47,100,000 of .* 20,000,000 are the most/,
    );
  });
});

describe('files that are no model', () => {
  const damages: readonly {
    readonly what: string;
    readonly code: MnistErrorCode;
    readonly says: RegExp;
    readonly damage: (saved: SavedModel) => void;
  }[] = [
    {
      what: 'weights are missing',
      code: 'model-invalid',
      says: /"last\/bias" are missing/,
      damage: (saved) => {
        saved.specs.pop();
        saved.weights = saved.weights.slice(0, -40);
      },
    },
    {
      what: 'weights are missing that should be in a file',
      code: 'model-invalid',
      says: /should have \d+ bytes, but have \d+/,
      damage: (saved) => (saved.weights = saved.weights.slice(0, -4)),
    },
    {
      what: 'there are more weights than in any layer',
      code: 'model-shape',
      says: /"more\/kernel" belong to none of its layers/,
      damage: (saved) => {
        saved.specs.push({ name: 'more/kernel', shape: [1], dtype: 'float32' });
        saved.weights = new Uint8Array([...saved.weights, 0, 0, 0, 0]);
      },
    },
    {
      what: 'weights have another shape',
      code: 'model-shape',
      says: /"first\/bias" have the shape \[1,2\], but its layers need \[2\]/,
      damage: (saved) => (saved.specs[1]!.shape = [1, 2]),
    },
    {
      what: 'a weight is no number',
      code: 'model-invalid',
      says: /"first\/kernel" are not all finite/,
      damage: (saved) => saved.weights.fill(0xff, 0, 4),
    },
    {
      what: 'weights are whole numbers',
      code: 'model-invalid',
      says: /"first\/kernel" are int32, not float32/,
      damage: (saved) => (saved.specs[0]!.dtype = 'int32'),
    },
    {
      what: 'weights are quantized in a way that nobody knows',
      code: 'model-invalid',
      says: /quantized to int4; only uint8, uint16 and float16/,
      damage: (saved) => (saved.specs[0]!.quantization = { dtype: 'int4' }),
    },
    {
      what: 'a quantization lacks its scale',
      code: 'model-invalid',
      says: /quantized to uint8, but "scale" or "min" is missing/,
      damage: (saved) => (saved.specs[0]!.quantization = { dtype: 'uint8', min: 0 }),
    },
    {
      what: 'a quantization has an endless scale',
      code: 'model-invalid',
      says: /should have|not all finite/,
      damage: (saved) => (saved.specs[0]!.quantization = { dtype: 'float16', scale: 1e308 }),
    },
    {
      what: 'the topology is that of a graph',
      code: 'model-invalid',
      says: /graph model.*tfjs_layers_model/,
      damage: (saved) => (saved.topology = { node: [], library: {} } as never),
    },
    {
      what: 'the topology has no layers',
      code: 'model-invalid',
      says: /lists no layers/,
      damage: (saved) => (saved.topology.config.layers = []),
    },
    {
      what: 'no input is told',
      code: 'model-shape',
      says: /does not tell the shape of its input/,
      damage: (saved) => delete saved.topology.config.layers[0]!.config['batch_input_shape'],
    },
    {
      what: 'layers nest without end',
      code: 'model-shape',
      says: /models in models/,
      damage(saved) {
        for (let depth = 0; depth < 20; depth++) {
          saved.topology = { class_name: 'Sequential', config: { name: 'outer', layers: [saved.topology as never] } };
        }
      },
    },
  ];
  for (const { what, code, says, damage } of damages) {
    it(`are refused when ${what}`, async () => {
      const saved = await small();
      damage(saved);
      await expectRefusal(filesOf(saved), code, says);
    });
  }

  it('are refused when they are a page, a picture, or nothing', async () => {
    const text = (content: string) => [new File([content], 'model.json')];
    await expectRefusal([], 'model-invalid', /exactly one .json file/);
    await expectRefusal(text('<!doctype html>'), 'model-invalid', /"model.json" is not JSON/);
    for (const content of ['null', '[]', '3', '{}', '{"weightsManifest":{}}', '{"weightsManifest":[null]}']) {
      await expectRefusal(text(content), 'model-invalid', /./);
    }
    await expectRefusal(text('{"modelTopology":{},"weightsManifest":[]}'), 'model-shape', /it has no weights/);
    await expectRefusal(text('{"format":"graph-model"}'), 'model-invalid', /graph model/);
  });

  it('are refused when settings are anything at all', async () => {
    const values: unknown[] = [
      null,
      -1,
      1.5,
      1e9,
      '',
      'x',
      true,
      [],
      {},
      [[[[]]]],
      { class_name: 'Activation' },
      ['__proto__'],
    ];
    const saved = await small();
    for (const layer of saved.topology.config.layers) {
      for (const key of ['class_name', 'config', ...Object.keys(layer.config)]) {
        for (const value of values) {
          const changed = structuredClone(saved);
          const target = changed.topology.config.layers[saved.topology.config.layers.indexOf(layer)]!;
          if (key in target) target[key] = value;
          else target.config[key] = value;
          await readModelFiles(filesOf(changed)).catch((error: unknown) => {
            expect(error, `${key}: ${JSON.stringify(value)}`).to.be.instanceOf(MnistError);
            expect((error as MnistError).code).to.be.oneOf(['model-invalid', 'model-shape']);
            expect((error as MnistError).message.length).to.be.below(1000);
          });
        }
      }
    }
  });
});

function of(...layers: tf.layers.Layer[]): tf.LayersModel {
  return tf.sequential({ layers });
}
