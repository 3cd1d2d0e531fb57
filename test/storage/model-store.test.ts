/** Saved models: whole or not at all, whatever happens meanwhile and whoever has written there. */
import { aTimeout, expect } from '@open-wc/testing';
import { MnistError } from '../../src/shared/errors.js';
import { parseLayers } from '../../src/network/parse.js';
import { parameterCountOf } from '../../src/network/parameters.js';
import { OPTIMIZER_NAMES } from '../../src/optimizer/optimizers.js';
import { isModelSaved } from '../../src/page/saved-model.js';
import { freshOptimizer } from '../../src/engine/initial-network.js';
import { readStoredModel, restoreModel, saveModel, toRecord } from '../../src/storage/model-store.js';
import { rejection } from '../support/faults.js';
import { evaluationWith } from '../mnist-charts/results.js';
import { initialState, networkOf } from '../engine/tensorflow/reference.js';
import { filledModel } from './filled-model.js';

let keys = 0;
const freshKey = (): string => `store-${Date.now()}-${keys++}`;

describe('Saved models', () => {
  it('come back as they were', async () => {
    const key = freshKey();
    const model = {
      ...filledModel(2),
      calibration: { temperature: 1.5, threshold: 0.7 },
      labels: Array.from('abcdefghij'),
      standsFor: parseLayers('conv 3 5x4 same elu, batchnorm, dense 9'),
      earlier: filledModel(1).history,
      evaluation: evaluationWith(3),
    };
    await saveModel(key, model);
    expect(await restoreModel(key)).to.deep.equal(model);
  });

  for (const optimizer of OPTIMIZER_NAMES) {
    it(`come back with any layers, trained by ${optimizer}`, async () => {
      const key = freshKey();
      const layers = 'conv 3 5x4 same stride 2 elu, batchnorm, pool 3x2 stride 1 average, dropout 0.25, dense 9 tanh';
      const state = initialState(layers, 4, optimizer);
      const optimizerState = state.optimizerState.map((_, i) => i / 1000);
      const model = { network: { ...state, optimizerState, step: 5 }, history: [], calibration: undefined };
      await saveModel(key, model);
      expect(await restoreModel(key)).to.deep.equal(model);
    });
  }

  for (const model of ['cnn', 'dense']) {
    it(`of version 1, when there were two networks and Adam alone, still open: ${model}`, async () => {
      await request(indexedDB.deleteDatabase('mnist-elements'));
      const key = freshKey();
      const size = parameterCountOf(networkOf(model));
      const numbers = (of: (i: number) => number) => Float32Array.from({ length: size }, (_, i) => of(i));
      const network = {
        model,
        parameters: numbers((i) => Math.sin(i)),
        firstMoment: numbers((i) => Math.cos(i)),
        secondMoment: numbers((i) => i),
        step: 4690,
      };
      const history = [
        { epoch: 1, epochs: 1, loss: 0.3, accuracy: 0.9, valLoss: 0.1, valAccuracy: 0.97, seconds: 1.5 },
      ];
      const opening = indexedDB.open('mnist-elements', 1);
      opening.onupgradeneeded = () => {
        for (const store of ['models', 'fastest']) opening.result.createObjectStore(store);
      };
      const former = await request(opening);
      await request(former.transaction('models', 'readwrite').objectStore('models').put({ network, history }, key));
      former.close();

      const restored = await restoreModel(key);
      expect(restored.network).to.deep.equal({
        network: networkOf(model),
        parameters: network.parameters,
        optimizer: 'adam',
        optimizerState: Float32Array.from([...network.firstMoment, ...network.secondMoment]),
        step: 4690,
      });
      expect(restored.history).to.deep.equal(history);
      await saveModel(key, restored);
      expect(await restoreModel(key)).to.deep.equal(restored);
    });
  }

  it('are told to be busy while another tab holds the database, and saved once it lets go', async () => {
    const key = freshKey();
    await saveModel(key, filledModel(1));
    const held = await request(indexedDB.open('mnist-elements'));
    // Waits for the connection to close, and whoever opens the database waits behind it.
    const deleted = request(indexedDB.deleteDatabase('mnist-elements'));
    const isSaved = isModelSaved(key);
    const error = (await rejection(saveModel(key, filledModel(2)))) as MnistError;
    expect(error).to.be.instanceOf(MnistError);
    expect(error.code).to.equal('storage-unavailable');
    expect(error.message).to.contain('Another tab');
    expect(await isSaved).to.equal(false);
    held.close();
    await deleted;
    await saveModel(key, filledModel(3));
    expect((await restoreModel(key)).network.step).to.equal(3);
  });

  it('of a newer version are left alone', async () => {
    const newer = await request(indexedDB.open('mnist-elements', 99));
    newer.close();
    try {
      const error = (await rejection(saveModel(freshKey(), filledModel(1)))) as MnistError;
      expect(error.code).to.equal('storage-unavailable');
      expect(error.message).to.contain('newer version');
    } finally {
      await request(indexedDB.deleteDatabase('mnist-elements'));
    }
  });

  // The last one: some browsers keep the connections of a worker that was ended open for a while.
  it('are whole after a save that was cut off', async () => {
    const key = freshKey();
    for (let round = 0; round < 8; round++) {
      const worker = new Worker(new URL('./saving-worker.ts', import.meta.url), { type: 'module' });
      const saved = new Promise((resolve) => worker.addEventListener('message', resolve, { once: true }));
      worker.postMessage(key);
      await saved;
      await aTimeout(7 * round);
      worker.terminate();
      const { network, history } = await restoreModel(key);
      const { parameters, optimizerState, step } = network;
      for (const numbers of [parameters, optimizerState]) {
        expect(numbers.every((number) => number === step)).to.equal(true);
      }
      expect(history[0]!.seconds).to.equal(step);
    }
  });
});

describe('A record', () => {
  const good = toRecord(filledModel(1));
  const { network } = good;
  const numbers = network.parameters;
  const withNetwork = (changes: object) => ({ ...good, network: { ...network, ...changes } });

  it('is read without what does not belong to it', () => {
    const odd = {
      ...good,
      extra: '<img>',
      network: { ...network, extra: 1 },
      history: [...good.history, { epoch: '1' }],
      labels: ['a', 7],
      standsFor: 'resnet',
    };
    expect(readStoredModel(odd)).to.deep.equal({ ...filledModel(1), calibration: undefined });
  });

  const variance = networkOf('batchnorm');
  const normalized = freshOptimizer(variance, new Float32Array(parameterCountOf(variance)).fill(-1));

  const epoch = { epoch: 1, epochs: 2, loss: 1, accuracy: 0.5, seconds: 1 };
  const validation = { valLoss: 1, valAccuracy: 0.5 };
  const epochs = [
    { ...epoch, ...validation },
    { ...epoch, ...validation, trainLoss: 1, trainAccuracy: 0.5 },
    { ...epoch, valLoss: null, valAccuracy: null, trainLoss: 1, trainAccuracy: 0.5 },
  ];
  it('keeps epochs with and without validation, and those from before training images were measured', () => {
    expect(readStoredModel({ ...good, history: epochs })?.history).to.deep.equal(epochs);
  });

  const evaluation = evaluationWith(3);
  const [mistake] = evaluation.mistakes;
  for (const [what, odd] of [
    ['of fewer classes', { ...evaluation, confusion: evaluation.confusion.slice(1) }],
    ['with half an image', { ...evaluation, confusion: evaluation.confusion.map((row) => row.map(() => 0.5)) }],
    ['with an uneven table', { ...evaluation, confusion: evaluation.confusion.map((row, index) => row.slice(index)) }],
    ['with shares above 1', { ...evaluation, perClass: evaluation.perClass.map(() => 2) }],
    ['without a loss', { ...evaluation, loss: NaN }],
    ['with a mistake in a class that there is not', { ...evaluation, mistakes: [{ ...mistake, predicted: 10 }] }],
    ['with a list of texts', { ...evaluation, mistakes: ['<img>'] }],
  ] as const) {
    it(`keeps no evaluation ${what}`, () => {
      const model = readStoredModel({ ...good, evaluation: odd, earlier: [{}] });
      expect(model).to.have.property('network');
      expect(model).not.to.have.any.keys('evaluation', 'earlier');
    });
  }

  it('keeps no epoch whose figures are none', () => {
    const odd = [
      { ...epoch, ...validation, loss: null },
      { ...epoch, valLoss: null, valAccuracy: 0.5 },
      { ...epoch, valLoss: 1 },
      { ...epoch, ...validation, trainLoss: null, trainAccuracy: null },
      { ...epoch, ...validation, trainLoss: 1 },
      { ...epoch, valLoss: '1', valAccuracy: '1' },
    ];
    expect(readStoredModel({ ...good, history: odd })?.history).to.be.empty;
  });

  const bad: [string, unknown][] = [
    ['nothing', undefined],
    ['a text', 'model'],
    ['without a network', { history: [] }],
    ['of another network', withNetwork({ model: 'resnet' })],
    ['of layers that do not fit', withNetwork({ model: 'pool 9x9, pool 9x9' })],
    ['of no text for layers', withNetwork({ model: [] })],
    ['of other pictures', withNetwork({ height: 4 })],
    ['of too many classes', withNetwork({ classes: 257 })],
    ['with too few numbers', withNetwork({ parameters: numbers.slice(1) })],
    ['with numbers of another type', withNetwork({ optimizerState: Float64Array.from(network.optimizerState) })],
    ['with a number that is none', withNetwork({ parameters: numbers.slice().fill(NaN, 9, 10) })],
    ['with a negative second moment', withNetwork({ optimizerState: network.optimizerState.map(() => -1) })],
    ['with a negative variance', toRecord({ network: normalized, history: [] })],
    ['of an optimizer that there is not', withNetwork({ optimizer: 'adagrad' })],
    ['with the state of another optimizer', withNetwork({ optimizer: 'momentum' })],
    ['of version 1 without its moments', { network: { model: 'cnn', parameters: numbers, step: 1 }, history: [] }],
    ['with a negative step', withNetwork({ step: -1 })],
    ['with half a step', withNetwork({ step: 0.5 })],
  ];
  for (const [what, record] of bad) {
    it(`${what} is no model`, () => {
      expect(readStoredModel(record)).to.equal(undefined);
    });
  }
});

function request<T>(asked: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error!);
  });
}
