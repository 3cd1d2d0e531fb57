/** Saved models: whole or not at all, whatever happens meanwhile and whoever has written there. */
import { aTimeout, expect } from '@open-wc/testing';
import { MnistError } from '../../src/shared/errors.js';
import { isModelSaved } from '../../src/service/saved-model.js';
import { readStoredModel, restoreModel, saveModel } from '../../src/worker/model-store.js';
import { rejection } from '../support/faults.js';
import { filledModel } from './filled-model.js';

let keys = 0;
const freshKey = (): string => `store-${Date.now()}-${keys++}`;

describe('Saved models', () => {
  it('come back as they were', async () => {
    const key = freshKey();
    const model = { ...filledModel(2), calibration: { temperature: 1.5, threshold: 0.7 } };
    await saveModel(key, model);
    expect(await restoreModel(key)).to.deep.equal(model);
  });

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
      const { parameters, firstMoment, secondMoment, step } = network;
      for (const numbers of [parameters, firstMoment, secondMoment]) {
        expect(numbers.every((number) => number === step)).to.equal(true);
      }
      expect(history[0]!.seconds).to.equal(step);
    }
  });
});

describe('A record', () => {
  const good = filledModel(1);
  const { network } = good;
  const numbers = network.parameters;

  it('is read without what does not belong to it', () => {
    const odd = {
      ...good,
      extra: '<img>',
      network: { ...network, extra: 1 },
      history: [...good.history, { epoch: '1' }],
    };
    expect(readStoredModel(odd)).to.deep.equal({ ...good, calibration: undefined });
  });

  const bad: [string, unknown][] = [
    ['nothing', undefined],
    ['a text', 'model'],
    ['without a network', { history: [] }],
    ['of another network', { ...good, network: { ...network, model: 'resnet' } }],
    ['with too few numbers', { ...good, network: { ...network, parameters: numbers.slice(1) } }],
    ['with numbers of another type', { ...good, network: { ...network, firstMoment: Float64Array.from(numbers) } }],
    ['with a number that is none', { ...good, network: { ...network, parameters: numbers.slice().fill(NaN, 9, 10) } }],
    ['with a negative second moment', { ...good, network: { ...network, secondMoment: numbers.map(() => -1) } }],
    ['with a negative step', { ...good, network: { ...network, step: -1 } }],
    ['with half a step', { ...good, network: { ...network, step: 0.5 } }],
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
