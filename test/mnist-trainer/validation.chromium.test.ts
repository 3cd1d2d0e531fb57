/** Images that are held out: how many, what is told of them, and that the test images are read only at the end. */
import { expect } from '@open-wc/testing';
import type { MnistTrainer } from '../../src/index.js';
import { failureOf, next, record, trainerWith } from '../support/lesson.js';

const SMALL = { 'train-size': 240, 'test-size': 50, 'batch-size': 20, threads: 1, backend: 'simd' };

const resultOf = ({ renderRoot }: MnistTrainer): string =>
  renderRoot.querySelector('[part=result]')!.textContent.replace(/\s+/g, ' ').trim();

describe('Validation', () => {
  it('is on a twelfth of the training images, which nothing is learned from', async () => {
    const trainer = await trainerWith(SMALL);
    const batches = next(trainer, 'mnist-batch-end');
    const { history } = await trainer.train();
    expect(trainer.data).to.deep.include({ train: 220, validation: 20, test: 50 });
    expect((await batches).detail.batches).to.equal(11);
    const { valAccuracy, valLoss, trainAccuracy, trainLoss } = history[0]!;
    // Counts of 20 images, and of 220.
    expect(Number.isInteger(Math.round(valAccuracy! * 20 * 1e9) / 1e9)).to.be.true;
    expect(Number.isInteger(Math.round(trainAccuracy! * 220 * 1e9) / 1e9)).to.be.true;
    for (const loss of [valLoss, trainLoss]) expect(loss).to.be.within(0, 3);
  });

  it('measures what the network reads of the held-out images and of those that it learns from', async () => {
    const trainer = await trainerWith({ ...SMALL, epochs: 2, 'validation-size': 60 });
    const { history, testAccuracy } = await trainer.train();
    const right: boolean[] = [];
    for (let index = 0; index < 240; index++) {
      const { pixels, labelIndex } = await trainer.sample('train', index);
      right.push((await trainer.predict(pixels)).index === labelIndex);
    }
    const shareOf = (part: boolean[]): number => part.filter(Boolean).length / part.length;
    expect(history[1]!.trainAccuracy).to.equal(shareOf(right.slice(0, 180)));
    expect(history[1]!.valAccuracy).to.equal(shareOf(right.slice(180)));
    expect((await trainer.evaluate()).accuracy).to.equal(testAccuracy);
  });

  it('reads the test images once, after the last epoch, and shows what it has', async () => {
    const trainer = await trainerWith({ ...SMALL, epochs: 2 });
    const told = record(trainer, 'mnist-epoch-end', 'mnist-evaluation');
    const shown: string[] = [];
    trainer.addEventListener('mnist-epoch-end', () => {
      void trainer.updateComplete.then(() => shown.push(resultOf(trainer)));
    });
    expect(resultOf(trainer)).to.equal('Test accuracy –');
    const { testAccuracy } = await trainer.train();
    await trainer.updateComplete;
    expect(told.map(({ type }) => type)).to.deep.equal(['mnist-epoch-end', 'mnist-epoch-end', 'mnist-evaluation']);
    expect(resultOf(trainer)).to.equal(`Test accuracy ${(testAccuracy! * 100).toFixed(2)}%`);
    for (const words of shown) expect(words).to.match(/^(Validation [\d.]+%|Test accuracy –)$/);
  });

  it('is left out everywhere when no images are held out', async () => {
    const trainer = await trainerWith({ ...SMALL, epochs: 2, 'validation-size': 0, 'storage-key': 'no-validation' });
    const { history, testAccuracy } = await trainer.train();
    await trainer.updateComplete;
    expect(trainer.data).to.deep.include({ train: 240, validation: 0 });
    for (const epoch of history) {
      expect(epoch).to.deep.include({ valLoss: null, valAccuracy: null });
      expect(epoch.trainAccuracy).to.be.within(0, 1);
    }
    expect(testAccuracy).to.be.within(0, 1);
    expect(resultOf(trainer)).to.match(/^Test accuracy [\d.]+%$/);
    await trainer.restore();
    expect(trainer.history).to.deep.equal(history);
  });

  it('has as many images as asked for from the next training on, and a twelfth again without the attribute', async () => {
    const trainer = await trainerWith({ ...SMALL, 'validation-size': 40 });
    const counts: [number, number][] = [];
    trainer.addEventListener('mnist-data', ({ detail }) => counts.push([detail.train, detail.validation]));
    await trainer.load();
    trainer.validationSize = 100;
    expect((await trainer.train()).history[0]!.valAccuracy).to.be.within(0, 1);
    trainer.removeAttribute('validation-size');
    await trainer.load();
    Object.assign(trainer, { validationSize: 60 });
    await trainer.load();
    for (const none of [null, undefined]) {
      Object.assign(trainer, { validationSize: none });
      await trainer.load();
    }
    expect(counts).to.deep.equal([
      [200, 40],
      [140, 100],
      [220, 20],
      [180, 60],
      [220, 20],
    ]);
    expect((await trainer.sample('train', 239)).count).to.equal(240);
  });

  it('leaves something to train on, or says so', async () => {
    const trainer = await trainerWith(SMALL);
    for (const size of ['240', '241', '-1', '2.5', 'few', '']) {
      trainer.setAttribute('validation-size', size);
      const failure = await failureOf(trainer.train());
      expect(failure.code).to.equal('invalid-attribute');
      expect(failure.message).to.contain(`validation-size="${size}"`);
    }
    // More images are asked for than the files have.
    trainer.setAttribute('train-size', '1000000');
    trainer.setAttribute('validation-size', '60000');
    const failure = await failureOf(trainer.load());
    expect(failure.code).to.equal('invalid-attribute');
    expect(failure.message).to.contain('60000 training images are in use');
    trainer.setAttribute('train-size', '240');
    trainer.setAttribute('validation-size', '239');
    expect((await trainer.train()).reason).to.equal('completed');
  });

  it('tells a training that was stopped the test accuracy of its final weights', async () => {
    const trainer = await trainerWith({ ...SMALL, epochs: 10_000 });
    const training = trainer.train();
    await next(trainer, 'mnist-epoch-end');
    await next(trainer, 'mnist-batch-end');
    await trainer.stop();
    const { reason, testAccuracy, history } = await training;
    await trainer.updateComplete;
    expect(reason).to.equal('stopped');
    expect(history).not.to.be.empty;
    expect(trainer.evaluation!.accuracy).to.equal(testAccuracy);
    expect(resultOf(trainer)).to.equal(`Test accuracy ${(testAccuracy! * 100).toFixed(2)}%`);
    expect((await trainer.evaluate()).accuracy).to.equal(testAccuracy);
  });

  it('also in its first epoch', async () => {
    const trainer = await trainerWith({ ...SMALL, 'train-size': 60_000, model: 'dense', epochs: 10_000 });
    const training = trainer.train();
    await next(trainer, 'mnist-batch-end');
    const { epochs, testAccuracy } = (await trainer.stop())!;
    await training;
    expect(epochs).to.equal(0);
    expect((await trainer.evaluate()).accuracy).to.equal(testAccuracy);
  });
});
