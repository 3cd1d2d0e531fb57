import { expect } from '@open-wc/testing';
import { thorough } from '../support/everything.js';
import { AS_ON_A_PAGE, next, record, testImage, trainerWith } from '../support/lesson.js';
import { waitUntil } from '../support/wait-until.js';
import { faultyWorker } from '../support/worker-faults.js';

describe('Training', () => {
  const [images, accuracy] = thorough ? [60_000, 0.98] : [6000, 0.85];
  it(`reads at least ${accuracy * 100} % of the test images after one epoch of ${images} images`, async function () {
    this.timeout(120_000);
    const trainer = await trainerWith({ ...AS_ON_A_PAGE, 'train-size': images, 'test-size': images / 6, epochs: 1 });
    const end = await trainer.train();
    expect(end.testAccuracy).to.be.at.least(accuracy);
  });

  it('tells of every batch exactly once and in order, then of the epoch, the evaluation and the end', async () => {
    const trainer = await trainerWith({ epochs: 2, 'train-size': 2000, 'validation-size': 166, 'batch-size': 64 });
    const events = record(trainer, 'mnist-batch-end', 'mnist-epoch-end', 'mnist-evaluation', 'mnist-train-end');
    const end = await trainer.train();
    const batches = events.flatMap((event) =>
      event.type === 'mnist-batch-end' ? event.detail.points.map(({ batch }) => [event.detail.epoch, batch]) : [],
    );
    const expected = [1, 2].flatMap((epoch) => Array.from({ length: 29 }, (_, batch) => [epoch, batch]));
    expect(batches).to.deep.equal(expected);
    const rest = events.map(({ type }) => type).filter((type) => type !== 'mnist-batch-end');
    expect(rest).to.deep.equal(['mnist-epoch-end', 'mnist-epoch-end', 'mnist-evaluation', 'mnist-train-end']);
    expect(events.at(-1)!.detail).to.deep.equal(end);
    expect(trainer.history).to.deep.equal(end.history);
    expect(end.history.map(({ epoch, epochs }) => [epoch, epochs])).to.deep.equal([
      [1, 2],
      [2, 2],
    ]);
  });

  it('gives the same weights for the same seed bit for bit, and others for another seed', async () => {
    const weights: Uint8Array[] = [];
    for (const seed of [5, 5, 6]) {
      const trainer = await trainerWith({ seed });
      await trainer.train();
      const [, bin] = await trainer.exportModel();
      weights.push(new Uint8Array(await bin!.arrayBuffer()));
      trainer.remove();
    }
    expect(weights[0]).to.deep.equal(weights[1]);
    expect(weights[0]).not.to.deep.equal(weights[2]);
  });
});

describe('Controlling a training', () => {
  it('pauses, holds still, resumes and comes to its end', async () => {
    const trainer = await trainerWith({ 'train-size': 20_000, epochs: 2 });
    const training = trainer.train();
    await next(trainer, 'mnist-batch-end');
    expect(await trainer.pause()).to.deep.equal({ state: 'paused', previous: 'training' });
    const batches = record(trainer, 'mnist-batch-end');
    await new Promise((resolve) => setTimeout(resolve, 300));
    // What was trained before the pause may still arrive, but nothing after it.
    expect(batches.length).to.be.below(3);
    expect(await trainer.resume()).to.deep.equal({ state: 'training', previous: 'paused' });
    expect((await training).epochs).to.equal(2);
    expect(trainer.state).to.equal('ready');
  });

  it('stops in the middle: train() and stop() resolve with the same detail, and what was learned stays', async () => {
    const trainer = await trainerWith({ 'train-size': 60_000, epochs: 50 });
    const training = trainer.train();
    await next(trainer, 'mnist-batch-end');
    const stopped = await trainer.stop();
    expect(stopped).to.deep.equal(await training);
    expect(stopped).to.deep.include({ reason: 'stopped', epochs: 0 });
    // Of the final weights, as long as they could be tested at once.
    if (stopped!.testAccuracy !== null) expect((await trainer.evaluate()).accuracy).to.equal(stopped!.testAccuracy);
    expect(trainer.state).to.equal('ready');
    const { pixels } = await testImage(trainer, 0);
    expect((await trainer.predict(pixels)).probabilities).to.have.length(10);
  });

  it('stops while the data are loading', async () => {
    const trainer = await trainerWith({ src: '/faults/stalled/stop', 'train-size': 50, 'test-size': 20 });
    const training = trainer.train();
    await next(trainer, 'mnist-load-progress');
    await trainer.stop();
    expect(await training).to.deep.include({ reason: 'stopped', epochs: 0 });
    trainer.src = '';
    expect((await trainer.train()).reason).to.equal('completed');
  });

  it('reads images while it trains', async () => {
    const trainer = await trainerWith({ 'train-size': 6400, epochs: 5000 });
    const training = trainer.train();
    await next(trainer, 'mnist-batch-end');
    const { pixels } = await testImage(trainer, 3);
    for (let i = 0; i < 20; i++) {
      const { probabilities, confidence, index } = await trainer.predict(pixels);
      expect(probabilities.reduce((sum, share) => sum + share, 0)).to.be.closeTo(1, 1e-5);
      expect(probabilities[index]).to.equal(confidence);
    }
    await trainer.stop();
    await training;
  });
});

describe('Several trainers on a page', () => {
  it('share one worker, which ends with the last of them', async () => {
    const live = new Set<Worker>();
    const { Worker: RealWorker } = window;
    window.Worker = class extends RealWorker {
      constructor(...parameters: ConstructorParameters<typeof Worker>) {
        super(...parameters);
        live.add(this);
      }
      override terminate(): void {
        live.delete(this);
        super.terminate();
      }
    };
    try {
      // Of their own: that of the test before may still be ending, and would be taken over.
      const { src } = faultyWorker();
      const trainers = [
        await trainerWith({ 'worker-src': src }),
        await trainerWith({ 'worker-src': src, model: 'dense' }),
      ];
      await Promise.all(trainers.map((trainer) => trainer.load()));
      const shared = live.size;
      trainers[0]!.remove();
      await new Promise((resolve) => setTimeout(resolve, 200));
      const after = live.size;
      void trainers[1]!.train();
      await next(trainers[1]!, 'mnist-batch-end');
      trainers[1]!.remove();
      expect([shared, after]).to.deep.equal([1, 1]);
      await waitUntil(() => live.size === 0, 'the worker has not ended');
    } finally {
      window.Worker = RealWorker;
    }
  });

  it('go on training when they are moved in the document', async () => {
    const trainer = await trainerWith({ 'train-size': 20_000, epochs: 2 });
    const training = trainer.train();
    await next(trainer, 'mnist-batch-end');
    const elsewhere = document.createElement('section');
    trainer.parentElement!.append(elsewhere);
    elsewhere.append(trainer);
    expect((await training).epochs).to.equal(2);
  });
});

describe('The trainer on the page', () => {
  it('trains by its own button, and pauses and stops by the others', async () => {
    const trainer = await trainerWith({ 'train-size': 6400, epochs: 5000 });
    const button = (name: string): HTMLButtonElement =>
      [...trainer.renderRoot.querySelectorAll('button')].find(({ textContent }) => textContent.trim() === name)!;
    button('Train').click();
    await next(trainer, 'mnist-batch-end');
    await trainer.updateComplete;
    button('Pause').click();
    await next(trainer, 'mnist-state-change');
    await trainer.updateComplete;
    expect(trainer.state).to.equal('paused');
    button('Resume').click();
    await next(trainer, 'mnist-state-change');
    await trainer.updateComplete;
    button('Stop').click();
    expect((await next(trainer, 'mnist-train-end')).detail.reason).to.equal('stopped');
  });

  it('starts by itself with `autostart`, also when hidden', async () => {
    const trainer = await trainerWith({ autostart: '', hidden: '' });
    expect((await next(trainer, 'mnist-train-end')).detail.reason).to.equal('completed');
    expect(getComputedStyle(trainer).display).to.equal('none');
  });
});
