import { expect } from 'chai';
import { parseLayers } from '../../src/network/parse.js';
import { OPTIMIZER_NAMES } from '../../src/optimizer/optimizers.js';
import { SCHEDULE_NAMES } from '../../src/optimizer/schedules.js';
import { MnistError } from '../../src/shared/errors.js';
import { readSettings, type RawSettings } from '../../src/mnist-trainer/settings.js';

const defaults: RawSettings = {
  src: '',
  labels: '0,1,2,3,4,5,6,7,8,9',
  transpose: 'auto',
  trainSize: undefined,
  validationSize: undefined,
  testSize: undefined,
  model: 'cnn',
  epochs: 5,
  batchSize: 64,
  optimizer: 'adam',
  learningRate: 0.003,
  schedule: 'one-cycle',
  weightDecay: 0,
  seed: undefined,
  backend: 'auto',
  threads: 'auto',
  augment: 'shift',
  storageKey: '',
};

const read = (
  changes: Partial<RawSettings>,
  attributes: Record<string, string> = {},
): ReturnType<typeof readSettings> =>
  readSettings({ ...defaults, ...changes }, (name) => attributes[name] ?? null, 'https://example.org/data/');

function failureOf(action: () => unknown): MnistError {
  try {
    action();
  } catch (error) {
    if (error instanceof MnistError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

describe('Trainer settings', () => {
  it('have the documented defaults', () => {
    const settings = read({});
    expect(settings).to.deep.include({
      epochs: 5,
      batchSize: 64,
      optimizer: 'adam',
      learningRate: 0.003,
      schedule: 'one-cycle',
      weightDecay: 0,
      backend: 'auto',
      augment: 'shift',
    });
    expect(settings.trainSize).to.equal(Infinity);
    expect(settings.src).to.equal('https://example.org/data/');
    expect(settings.storageKey).to.be.undefined;
  });

  it('take what the markup of frameworks gives a property as text, and a number of threads', () => {
    expect(read({ epochs: '3', seed: '7', threads: 2 })).to.deep.include({ epochs: 3, seed: 7, threads: 2 });
    expect(failureOf(() => read({ epochs: 'many' })).code).to.equal('invalid-attribute');
  });

  const bad: [string, Partial<RawSettings>, Record<string, string>, RegExp][] = [
    ['epochs="-1"', { epochs: -1 }, { epochs: '-1' }, /epochs="-1" must be a whole number from 1/],
    ['epochs="0"', { epochs: 0 }, {}, /epochs="0"/],
    ['epochs="2.5"', { epochs: 2.5 }, {}, /epochs="2.5"/],
    ['batch-size="abc"', { batchSize: NaN }, { 'batch-size': 'abc' }, /batch-size="abc" must be a whole number/],
    ['learning-rate="0"', { learningRate: 0 }, {}, /learning-rate="0"/],
    ['learning-rate="Infinity"', { learningRate: Infinity }, {}, /learning-rate="Infinity"/],
    ['train-size="0"', { trainSize: 0 }, {}, /train-size="0"/],
    ['validation-size="-1"', { validationSize: -1 }, {}, /validation-size="-1" must be a whole number from 0/],
    ['validation-size="0.5"', { validationSize: 0.5 }, {}, /validation-size="0.5" must be a whole number from 0/],
    ['validation-size="x"', { validationSize: NaN }, { 'validation-size': 'x' }, /validation-size="x" must be/],
    [
      'validation-size of all images',
      { trainSize: 500, validationSize: 500 },
      {},
      /validation-size="500" must be less than train-size="500", so that something is left to train on/,
    ],
    ['test-size="x"', { testSize: NaN }, { 'test-size': 'x' }, /test-size="x"/],
    ['seed="1.5"', { seed: 1.5 }, {}, /seed="1.5"/],
    ['threads="0"', { threads: '0' }, {}, /threads="0" must be a whole number from 1 to 16/],
    ['threads="999"', { threads: '999' }, {}, /threads="999"/],
    ['model="resnet"', { model: 'resnet' }, {}, /model="resnet": layer 1: there is no layer `resnet`, only conv, pool/],
    ['a layer that is wrong', { model: 'conv 8, pool 2' }, {}, /layer 2: the kernel of `pool` must be KxL/],
    [
      'optimizer="adagrad"',
      { optimizer: 'adagrad' },
      {},
      /optimizer="adagrad" must be one of adam, sgd, momentum, rmsprop/,
    ],
    ['schedule="cosine"', { schedule: 'cosine' }, {}, /schedule="cosine" must be one of one-cycle, constant/],
    ['weight-decay="2"', { weightDecay: 2 }, {}, /weight-decay="2" must be a number from 0 to 1/],
    ['weight-decay="x"', { weightDecay: NaN }, { 'weight-decay': 'x' }, /weight-decay="x"/],
    ['augment="blur"', { augment: 'blur' }, {}, /augment="blur"/],
    ['one label', { labels: 'a' }, {}, /labels="a" must be 2 to 256 class names/],
    ['257 labels', { labels: new Array(257).fill('a').join() }, {}, /labels="a,a,a.*2 to 256 class names/],
    ['transpose="yes"', { transpose: 'yes' }, {}, /transpose="yes" must be one of auto, on, off/],
    ['an empty label', { labels: 'a,,c' }, {}, /labels/],
  ];
  for (const [what, changes, attributes, message] of bad) {
    it(`refuse ${what} in a sentence that names the attribute`, () => {
      const error = failureOf(() => read(changes, attributes));
      expect(error.code).to.equal('invalid-attribute');
      expect(error.message).to.match(message);
    });
  }

  it('leave it to the data how many images a twelfth is, and take 0 for none', () => {
    expect(read({}).validationSize).to.be.undefined;
    expect(read({ validationSize: null }).validationSize).to.be.undefined;
    expect(read({ validationSize: 0 }).validationSize).to.equal(0);
    expect(read({ trainSize: 500, validationSize: 499 }).validationSize).to.equal(499);
    expect(read({ trainSize: 1 }).validationSize).to.be.undefined;
  });

  it('leave the number of classes to the data unless they are named', () => {
    expect(read({}).classCount).to.be.undefined;
    expect(read({ labels: 'a,b,c' }).classCount).to.equal(3);
    expect(read({ labels: new Array(256).fill('a').join() }).classCount).to.equal(256);
  });

  it('take every optimizer and schedule that there is', () => {
    for (const optimizer of OPTIMIZER_NAMES) expect(read({ optimizer }).optimizer).to.equal(optimizer);
    for (const schedule of SCHEDULE_NAMES) expect(read({ schedule }).schedule).to.equal(schedule);
  });

  it('take networks by name or layer by layer', () => {
    expect(read({ model: ' CNN ' }).layers).to.deep.equal(parseLayers('conv 8, pool, conv 16, pool, dense 128'));
    expect(read({ model: 'linear' }).layers).to.deep.equal([]);
    expect(read({ model: 'conv 4 5x5 same tanh' }).layers).to.have.length(1);
  });

  it('refuse an unknown backend with a code of its own', () => {
    const error = failureOf(() => read({ backend: 'quantum' }));
    expect(error.code).to.equal('backend-unknown');
    expect(error.message).to.contain('backend="quantum" must be one of auto, webgpu, webgl, simd, wasm, cpu');
  });
});
