/** What does not depend on how a browser loses a worker: how much is lost with it, and when it is given up. */
import { aTimeout, expect } from '@open-wc/testing';
import type { MnistTrainer } from '../../src/index.js';
import { failureOf, next, trainerWith } from '../support/lesson.js';
import { endableWorkers, everyBatch, faultyWorker, follow, weightsOf } from '../support/worker-faults.js';

/** Long enough to be interrupted after the first of its epochs. */
const LESSON = { 'train-size': 6400, epochs: 6, threads: 1, backend: 'simd', seed: 7 };

/** The weights after a training. */
async function trainedBy(trainer: MnistTrainer): Promise<Uint8Array> {
  await trainer.train();
  return weightsOf(trainer);
}

describe('A training whose worker is lost', () => {
  it('loses no more than some seconds of a long epoch', async () => {
    const { src, provoke } = faultyWorker();
    const trainer = await trainerWith({ ...LESSON, backend: 'cpu', 'batch-size': 8, 'worker-src': src });
    const told = follow(trainer);
    const training = trainer.train();
    await next(trainer, 'mnist-batch-end');
    await aTimeout(7000);
    provoke('throw');
    const { detail } = await next(trainer, 'mnist-recovery');
    expect(detail.epoch).to.equal(1);
    expect(detail.batch).to.be.above(0);
    const before = told.batches.length;
    while (told.batches.length === before) await next(trainer, 'mnist-batch-end');
    expect(told.batches).to.deep.equal(everyBatch(1, told.batches.length));
    await trainer.stop();
    await training;
  });

  it('ends with an error when three more workers are lost without getting on, and keeps what was learned', async () => {
    const trainer = await trainerWith(LESSON);
    await trainer.train();
    const learned = await weightsOf(trainer);
    const { pixels } = await trainer.sample('test', 0);
    // Moved out of the page for a moment, so that the next worker is another one.
    const parent = trainer.parentElement!;
    trainer.remove();
    await aTimeout(0);
    parent.append(trainer);
    trainer.workerSrc = faultyWorker({ lifetime: 150 }).src;
    trainer.trainSize = 60_000;
    trainer.batchSize = 64;
    const told = follow(trainer);
    const failure = await failureOf(trainer.train());
    expect(failure.code).to.equal('worker-crashed');
    expect(failure.message).to.match(/4 times.*What was learned is kept/);
    expect(told.errors).to.deep.equal(['worker-crashed']);
    expect(trainer.state).to.equal('error');
    trainer.workerSrc = '';
    trainer.trainSize = 2000;
    expect(await weightsOf(trainer)).to.deep.equal(learned);
    expect((await trainer.predict(pixels)).probabilities).to.have.length(10);
    expect((await trainer.train()).reason).to.equal('completed');
  });

  it('is not led astray by clocks that jump: an hour forward, and a day back', async () => {
    const { src, provoke } = faultyWorker();
    const trainer = await trainerWith({ ...LESSON, epochs: 30, 'worker-src': src });
    const told = follow(trainer);
    const speeds: number[] = [];
    trainer.addEventListener('mnist-batch-end', ({ detail }) => speeds.push(detail.imagesPerSecond));
    const start = performance.now();
    const training = trainer.train();
    await next(trainer, 'mnist-epoch-end');
    provoke('clock jumps');
    const before = speeds.length;
    while (speeds.length < before + 5) await next(trainer, 'mnist-batch-end');
    await trainer.updateComplete;
    const details = trainer.renderRoot.querySelector('[part=details]')?.textContent;
    expect(details).to.match(/images\/s · [\d.]+ sec left/);
    const end = await training;
    expect(end.seconds).to.be.within(0, (performance.now() - start) / 1000);
    for (const { seconds } of end.history) expect(seconds).to.be.within(0, end.seconds);
    for (const speed of speeds) expect(speed).to.be.within(100, 10_000_000);
    expect(told.recoveries).to.be.empty;
    expect(told.errors).to.be.empty;
  });

  it('because it finds no memory goes on from the last epoch, and ends with the very weights that it would have had', async () => {
    const undisturbed = await trainedBy(await trainerWith(LESSON));
    const { src, provoke } = faultyWorker();
    const trainer = await trainerWith({ ...LESSON, 'worker-src': src });
    const told = follow(trainer);
    const training = trainer.train();
    await next(trainer, 'mnist-epoch-end');
    provoke('out of memory');
    expect((await training).epochs).to.equal(6);
    expect(told.recoveries.map(({ code }) => code)).to.deep.equal(['worker-crashed']);
    expect(told.errors).to.be.empty;
    expect(await weightsOf(trainer)).to.deep.equal(undisturbed);
  });

  it('says in a sentence that it was interrupted, and where it went on', async () => {
    const { src, provoke } = faultyWorker();
    const trainer = await trainerWith({ ...LESSON, epochs: 50, 'worker-src': src });
    void trainer.train();
    await next(trainer, 'mnist-epoch-end');
    provoke('throw');
    const { detail } = await next(trainer, 'mnist-recovery');
    while (trainer.state !== 'training') await next(trainer, 'mnist-state-change');
    await trainer.updateComplete;
    expect(trainer.renderRoot.querySelector('[part=status]')?.textContent).to.match(
      new RegExp(`interrupted.* epoch ${detail.epoch}\\.`),
    );
    await trainer.stop();
  });

  it('keeps waiting when it was paused', async () => {
    const { src, provoke } = faultyWorker();
    const trainer = await trainerWith({ ...LESSON, 'worker-src': src });
    const training = trainer.train();
    await next(trainer, 'mnist-epoch-end');
    await trainer.pause();
    provoke('throw');
    await next(trainer, 'mnist-recovery');
    while (trainer.state !== 'paused') await next(trainer, 'mnist-state-change');
    await trainer.resume();
    expect((await training).epochs).to.equal(6);
    expect(await weightsOf(trainer)).to.deep.equal(await trainedBy(await trainerWith(LESSON)));
  });

  it('can be stopped at once while it is brought back', async () => {
    const { src, provoke } = faultyWorker();
    const trainer = await trainerWith({ ...LESSON, epochs: 50, 'worker-src': src });
    const training = trainer.train();
    await next(trainer, 'mnist-epoch-end');
    provoke('throw');
    await next(trainer, 'mnist-state-change');
    expect(trainer.state).to.equal('loading');
    const stopped = await trainer.stop();
    expect(await training).to.deep.equal(stopped);
    expect(stopped?.reason).to.equal('stopped');
    expect(stopped?.history.length).to.be.at.least(1);
    expect(trainer.state).to.equal('ready');
  });

  it('goes on in a fine-tuning from the network before, and ends once', async () => {
    const { src, provoke } = faultyWorker();
    const trainer = await trainerWith({ ...LESSON, epochs: 1, 'worker-src': src });
    await trainer.train();
    const { pixels } = await trainer.sample('test', 0);
    const told = follow(trainer);
    const teaching = trainer.fineTune([{ index: 3, pixels }]);
    await next(trainer, 'mnist-epoch-end');
    provoke('throw');
    const end = await teaching;
    expect(end).to.deep.include({ reason: 'completed', epochs: 3 });
    expect(told.epochs).to.deep.equal([1, 2, 3]);
    expect(told.recoveries).to.have.length(1);
    expect(told.errors).to.be.empty;
  });
});

describe('A trainer whose worker is lost', () => {
  it('need not notice at all while it does nothing', async () => {
    const workers = endableWorkers();
    try {
      const { src } = faultyWorker();
      const trainer = await trainerWith({ ...LESSON, epochs: 1, 'worker-src': src });
      await trainer.train();
      const weights = await weightsOf(trainer);
      workers.endAll();
      await aTimeout(100);
      expect(trainer.state).to.equal('ready');
      expect(await weightsOf(trainer)).to.deep.equal(weights);
    } finally {
      workers.restore();
    }
  });
});

describe('Trainers that share a lost worker', () => {
  it('all have their networks back: the one that trains, and those that were idle', async () => {
    const { src, provoke } = faultyWorker();
    const idle = await trainerWith({ ...LESSON, epochs: 1, 'worker-src': src });
    const dense = await trainerWith({ ...LESSON, epochs: 1, model: 'dense', 'worker-src': src });
    const training = await trainerWith({ ...LESSON, 'worker-src': src });
    const [idleEnd] = await Promise.all([idle.train(), dense.train()]);
    const { pixels } = await idle.sample('test', 0);
    const before = await Promise.all([idle.predict(pixels), dense.predict(pixels)]);
    const told = follow(idle);
    const end = training.train();
    await next(training, 'mnist-epoch-end');
    provoke('throw');
    expect(await Promise.all([idle.predict(pixels), dense.predict(pixels)])).to.deep.equal(before);
    expect((await end).epochs).to.equal(6);
    expect(told.errors).to.be.empty;
    expect(idle.state).to.equal('ready');
    expect(idle.history).to.have.length(1);
    expect((await idle.evaluate()).accuracy).to.equal(idleEnd.testAccuracy);
    expect((await idle.train()).reason).to.equal('completed');
  });
});
