import { expect } from '@open-wc/testing';
import { thorough } from '../support/everything.js';
import { failureOf, record, trainerWith, workersHaveWebgl } from '../support/lesson.js';
import type { MnistTrainer } from '../../src/index.js';
import { weightsOf } from '../support/worker-faults.js';

let counter = 0;
const freshKey = (): string => `test-${performance.now()}-${counter++}`;

/** Waits until the trainer has taken back what was saved. */
async function restored(trainer: MnistTrainer): Promise<void> {
  while (trainer.state !== 'ready') {
    await new Promise((resolve) => trainer.addEventListener('mnist-state-change', resolve, { once: true }));
  }
}

describe('Keeping a model in the browser', () => {
  it('saves after training and restores on the next visit: the same weights and history', async () => {
    const key = freshKey();
    const first = await trainerWith({ 'storage-key': key });
    await first.train();
    const weights = await weightsOf(first);
    const { history } = first;
    first.remove();
    const second = await trainerWith({ 'storage-key': key });
    await restored(second);
    expect(await weightsOf(second)).to.deep.equal(weights);
    expect(second.history).to.deep.equal(history);
  });

  it('says nothing when there is nothing to restore on a first visit', async () => {
    const trainer = await trainerWith({ 'storage-key': freshKey() });
    const errors = record(trainer, 'mnist-error');
    await trainer.load();
    expect(errors).to.be.empty;
    expect((await failureOf(trainer.restore())).code).to.equal('storage-empty');
  });

  it('goes on with the same optimizer as if it had never been away', async () => {
    const key = freshKey();
    const stayed = await trainerWith({ 'storage-key': key });
    await stayed.train();
    const returned = await trainerWith({ 'storage-key': key });
    await restored(returned);
    await Promise.all([stayed.train(), returned.train()]);
    expect(await weightsOf(returned)).to.deep.equal(await weightsOf(stayed));
  });

  it('refuses what another program has put under the key', async () => {
    const key = freshKey();
    const trainer = await trainerWith({ 'storage-key': key });
    await trainer.train();
    await overwrite(key, { network: { model: 'cnn', parameters: 'nonsense' }, history: [] });
    expect((await failureOf(trainer.restore())).code).to.equal('storage-corrupt');
    expect((await weightsOf(trainer)).length).to.equal(53_866 * 4);
  });

  it('keeps the trained model when the database cannot be opened', async () => {
    const key = freshKey();
    const trainer = await trainerWith({ 'storage-key': key });
    await trainer.train();
    const newer = await openDatabase(99);
    newer.close();
    try {
      const failure = await failureOf(trainer.save());
      expect(failure.code).to.equal('storage-unavailable');
      expect((await weightsOf(trainer)).length).to.equal(53_866 * 4);
    } finally {
      await new Promise((resolve) => (indexedDB.deleteDatabase('mnist-elements').onsuccess = resolve));
    }
  });
});

describe('Changing the backend between two trainings', () => {
  it('goes on with the same weights', async () => {
    const trainer = await trainerWith({ backend: 'simd' });
    await trainer.train();
    const { pixels } = await trainer.sample('test', 0);
    const before = await trainer.predict(pixels);
    trainer.backend = 'wasm';
    trainer.trainSize = 64;
    trainer.learningRate = 1e-9;
    await trainer.train();
    expect(trainer.backendInUse).to.equal('wasm');
    const after = await trainer.predict(pixels);
    after.probabilities.forEach((share, i) => expect(share).to.be.closeTo(before.probabilities[i]!, 1e-3));
  });

  for (const backend of thorough ? (['wasm', 'cpu'] as const) : (['wasm'] as const)) {
    it(`trains with ${backend}`, async () => {
      const trainer = await trainerWith({ backend, 'train-size': 128, 'test-size': 50 });
      const end = await trainer.train();
      expect(trainer.backendInUse).to.equal(backend);
      expect(end.history[0]!.loss).to.be.within(0.5, 5);
    });
  }

  it('trains with webgl, or says that this browser has none for workers', async () => {
    const trainer = await trainerWith({ backend: 'webgl', model: 'dense', 'train-size': 128, 'test-size': 20 });
    if (await workersHaveWebgl()) {
      expect((await trainer.train()).history[0]!.loss).to.be.within(0.5, 5);
      expect(trainer.backendInUse).to.equal('webgl');
    } else {
      const { code, message } = await failureOf(trainer.train());
      expect(code).to.equal('backend-unavailable');
      expect(message).to.contain('no WebGL 2 to workers');
    }
  });
});

function openDatabase(version?: number): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('mnist-elements', version);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error!);
  });
}

async function overwrite(key: string, value: unknown): Promise<void> {
  const database = await openDatabase();
  const transaction = database.transaction('models', 'readwrite');
  transaction.objectStore('models').put(value, key);
  await new Promise((resolve) => (transaction.oncomplete = resolve));
  database.close();
}
