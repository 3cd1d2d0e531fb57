import { expect } from '@open-wc/testing';
import type { LabelledImage, MnistTrainer } from '../../src/index.js';
import { failureOf, next, record, trainerWith } from '../support/lesson.js';

/** The network that comes with the script. */
async function modelFiles(): Promise<File[]> {
  return Promise.all(
    ['model.json', 'weights.bin'].map(async (name) => {
      const response = await fetch(`/dist/model/${name}`);
      return new File([await response.blob()], name);
    }),
  );
}

/** Test images that the trainer's network reads wrongly, with their true classes. */
async function mistakesOf(trainer: MnistTrainer, count: number): Promise<LabelledImage[]> {
  const { mistakes } = await trainer.evaluate();
  return Promise.all(
    mistakes.slice(0, count).map(async ({ index, label }) => {
      const { pixels } = await trainer.sample('test', index);
      return { index: label, pixels };
    }),
  );
}

/** The share that the trainer's network reads rightly of the last training images, which are held out. */
async function shareOfRead(trainer: MnistTrainer, count: number): Promise<number> {
  await trainer.load();
  const { train } = trainer.data!;
  let right = 0;
  for (let index = train; index < train + count; index++) {
    const { pixels, labelIndex } = await trainer.sample('train', index);
    if ((await trainer.predict(pixels)).index === labelIndex) right += 1;
  }
  return right / count;
}

describe('Teaching a network corrections', () => {
  it('has the corrected images read as taught, and keeps the accuracy on the others', async () => {
    const trainer = await trainerWith({ 'train-size': 20_000, 'test-size': 10_000 });
    await trainer.importModel(await modelFiles());
    const before = (await trainer.evaluate()).accuracy;
    const corrections = await mistakesOf(trainer, 3);
    const end = await trainer.fineTune(corrections);
    expect(end.reason).to.equal('completed');
    for (const { index, pixels } of corrections) expect((await trainer.predict(pixels)).index).to.equal(index);
    // What is held to are the held-out images, which the test images agree with.
    expect(end.testAccuracy).to.be.at.least(before - 0.006);
    expect((await trainer.evaluate()).accuracy).to.equal(end.testAccuracy);
  });

  it('costs no more than 0.3 points of the held-out images, whatever nonsense is taught', async () => {
    const trainer = await trainerWith({ 'train-size': 12_000, 'validation-size': 2000, 'test-size': 2000 });
    await trainer.importModel(await modelFiles());
    const before = await shareOfRead(trainer, 2000);
    const nonsense: LabelledImage[] = [];
    for (let i = 0; i < 30; i++) {
      const { pixels, labelIndex } = await trainer.sample('train', i);
      nonsense.push({ index: (labelIndex + 1) % 10, pixels });
    }
    const end = await trainer.fineTune(nonsense);
    const { valAccuracy } = trainer.history.at(-1)!;
    expect(valAccuracy).to.be.at.least(before - 0.003 - 1e-9);
    // That of the network that was kept, not of the one that the last epoch led to.
    expect(await shareOfRead(trainer, 2000)).to.equal(valAccuracy);
    expect(end.history).to.deep.equal(trainer.history);
    expect((await trainer.evaluate()).accuracy).to.equal(end.testAccuracy);
  });

  it('costs no more when it is stopped half-way', async () => {
    const trainer = await trainerWith({ 'train-size': 12_000, 'validation-size': 2000, 'test-size': 2000 });
    await trainer.importModel(await modelFiles());
    const before = await shareOfRead(trainer, 2000);
    const nonsense: LabelledImage[] = [];
    for (let i = 0; i < 30; i++) {
      const { pixels, labelIndex } = await trainer.sample('train', i);
      nonsense.push({ index: (labelIndex + 1) % 10, pixels });
    }
    const tuning = trainer.fineTune(nonsense);
    await next(trainer, 'mnist-epoch-end');
    const end = await trainer.stop();
    expect(end).to.deep.equal(await tuning);
    expect(end?.reason).to.equal('stopped');
    expect(await shareOfRead(trainer, 2000)).to.be.at.least(before - 0.003 - 1e-9);
    expect((await trainer.evaluate()).accuracy).to.equal(end?.testAccuracy);
  });

  it('loads the data for it when only a model was opened, and reports as any training', async () => {
    const trainer = await trainerWith();
    await trainer.importModel(await modelFiles());
    const loads = record(trainer, 'mnist-load-progress');
    const ended = next(trainer, 'mnist-train-end');
    const end = await trainer.fineTune([{ index: 4, pixels: new Uint8Array(784) }]);
    expect(loads).not.to.be.empty;
    expect((await ended).detail).to.deep.equal(end);
    expect(trainer.state).to.equal('ready');
  });

  it('needs a network first', async () => {
    const trainer = await trainerWith();
    const correction = { index: 4, pixels: new Uint8Array(784) };
    expect((await failureOf(trainer.fineTune([correction]))).code).to.equal('not-trained');
    await trainer.load();
    expect((await failureOf(trainer.fineTune([correction]))).code).to.equal('not-trained');
  });

  it('refuses what is no list of corrections, and tells of it', async () => {
    const trainer = await trainerWith();
    await trainer.importModel(await modelFiles());
    const errors = record(trainer, 'mnist-error');
    const bad = [undefined, 5, [], [{ index: 4 }], [{ index: -1, pixels: new Uint8Array(784) }]];
    for (const corrections of bad) {
      expect((await failureOf(trainer.fineTune(corrections as never))).code).to.equal('invalid-argument');
    }
    expect(errors).to.have.length(bad.length);
  });

  it('waits for no training: it says that one is under way', async () => {
    const trainer = await trainerWith({ 'train-size': 6400, epochs: 5000 });
    const training = trainer.train();
    await next(trainer, 'mnist-batch-end');
    const correction = { index: 4, pixels: new Uint8Array(784) };
    expect((await failureOf(trainer.fineTune([correction]))).code).to.equal('invalid-state');
    await trainer.stop();
    await training;
  });
});
