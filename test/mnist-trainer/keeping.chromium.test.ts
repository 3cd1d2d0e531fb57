/** What is kept and exported, where it does not depend on how a browser keeps it. */
import { expect } from '@open-wc/testing';
import { failureOf, record, trainerWith } from '../support/lesson.js';
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
  it('asks for a key when there is none', async () => {
    const trainer = await trainerWith();
    await trainer.train();
    expect((await failureOf(trainer.save())).code).to.equal('storage-key-missing');
    expect((await failureOf(trainer.restore())).code).to.equal('storage-key-missing');
  });

  it('keeps the calibration of an imported model, in the browser and in its files', async () => {
    const key = freshKey();
    const calibration = { temperature: 1.7, threshold: 0.4 };
    const first = await trainerWith({ 'storage-key': key });
    await first.train();
    const [json, weights] = (await first.exportModel()) as [File, File];
    const content = JSON.parse(await json.text()) as { userDefinedMetadata: Record<string, unknown> };
    content.userDefinedMetadata['calibration'] = calibration;
    await first.importModel([new File([JSON.stringify(content)], 'model.json'), weights]);
    await first.save();
    first.remove();
    const second = await trainerWith({ 'storage-key': key });
    await restored(second);
    expect(second.session.info?.calibration).to.deep.equal(calibration);
    const [exported] = await second.exportModel();
    expect(await exported!.text()).to.contain(JSON.stringify(calibration));
  });
});

describe('The end of a training', () => {
  it('is told after its network was saved, or could not be', async () => {
    const trainer = await trainerWith({ 'train-size': 256, 'test-size': 50 });
    trainer.storageKey = freshKey();
    const events = record(trainer, 'mnist-error', 'mnist-train-end');
    await newerDatabase();
    try {
      await trainer.train();
      expect(events.map(({ type }) => type)).to.deep.equal(['mnist-error', 'mnist-train-end']);
    } finally {
      await new Promise((resolve) => (indexedDB.deleteDatabase('mnist-elements').onsuccess = resolve));
    }
  });
});

/** Leaves a database that this version cannot open. */
async function newerDatabase(): Promise<void> {
  const request = indexedDB.open('mnist-elements', 99);
  await new Promise((resolve) => (request.onsuccess = resolve));
  request.result.close();
}

describe('Exporting and importing', () => {
  it('gives two files that another trainer reads, predicting the same', async () => {
    const [from, to] = [await trainerWith({ seed: 1 }), await trainerWith({ seed: 2 })];
    await from.train();
    const files = await from.exportModel();
    expect(files.map(({ name }) => name)).to.deep.equal(['model.json', 'weights.bin']);
    await to.importModel(files);
    for (const index of [0, 1, 2]) {
      const { pixels } = await from.sample('test', index);
      expect(await to.predict(pixels)).to.deep.equal(await from.predict(pixels));
    }
  });

  it('can export in the middle of a training', async () => {
    const trainer = await trainerWith({ 'train-size': 6400, epochs: 5000 });
    const training = trainer.train();
    await new Promise((resolve) => trainer.addEventListener('mnist-batch-end', resolve, { once: true }));
    expect((await weightsOf(trainer)).length).to.equal(53_866 * 4);
    await trainer.stop();
    await training;
  });

  it('has nothing to export before anything is trained', async () => {
    const trainer = await trainerWith();
    expect((await failureOf(trainer.exportModel())).code).to.equal('not-trained');
    await trainer.load();
    expect((await failureOf(trainer.exportModel())).code).to.equal('not-trained');
  });
});
