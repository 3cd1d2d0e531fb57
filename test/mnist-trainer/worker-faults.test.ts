/** How browsers lose workers, and what becomes of a training then; worker-recovery has what does not depend on the browser. */
import { aTimeout, expect } from '@open-wc/testing';
import { next, trainerWith } from '../support/lesson.js';
import { endableWorkers, everyBatch, faultyWorker, follow, weightsOf, type Fault } from '../support/worker-faults.js';

/** Long enough to be interrupted after the first of its epochs. */
const LESSON = { 'train-size': 6400, epochs: 4, threads: 1, backend: 'simd', seed: 7 };
/** Of 5,867 images: 533 of the 6,400 are held out. */
const BATCHES = 92;

/** A lost worker is noticed within five seconds; the rest is for a machine that does other things at the same time. */
const NOTICE_LIMIT = 10_000;

describe('A training whose worker is lost', () => {
  let undisturbed: Uint8Array;

  before(async () => {
    const trainer = await trainerWith(LESSON);
    await trainer.train();
    undisturbed = await weightsOf(trainer);
    trainer.remove();
  });

  const faults: [string, Fault | 'end'][] = [
    ['throws', 'throw'],
    ['hangs', 'hang'],
    ['is ended from outside', 'end'],
  ];
  for (const [what, fault] of faults) {
    it(`because it ${what} goes on from the last epoch, and ends with the very weights that it would have had`, async () => {
      const workers = endableWorkers();
      try {
        const { src, provoke } = faultyWorker();
        const trainer = await trainerWith({ ...LESSON, 'worker-src': src });
        const told = follow(trainer);
        const training = trainer.train();
        await next(trainer, 'mnist-epoch-end');
        const start = performance.now();
        if (fault === 'end') workers.endAll();
        else provoke(fault);
        const { detail } = await next(trainer, 'mnist-recovery');
        expect(performance.now() - start).to.be.below(NOTICE_LIMIT);
        expect(detail.epoch).to.be.within(2, 4);
        const end = await training;
        expect(end).to.deep.include({ reason: 'completed', epochs: 4 });
        expect(await weightsOf(trainer)).to.deep.equal(undisturbed);
        expect(told.errors).to.be.empty;
        expect(told.recoveries.map(({ code }) => code)).to.deep.equal(['worker-crashed']);
        expect(told.batches).to.deep.equal(everyBatch(4, BATCHES));
        expect(told.epochs).to.deep.equal([1, 2, 3, 4]);
        expect(end.history.map(({ epoch }) => epoch)).to.deep.equal([1, 2, 3, 4]);
        expect(told.states).to.deep.equal(['loading', 'training', 'loading', 'training', 'ready']);
      } finally {
        workers.restore();
      }
    });
  }

  it('is noticed as soon when it hangs while it starts its helper threads, as Firefox once in a while does', async () => {
    const { src, provoke } = faultyWorker();
    const trainer = await trainerWith({ ...LESSON, threads: 2, 'worker-src': src });
    await trainer.load();
    provoke('hang with threads');
    await aTimeout(100);
    const told = follow(trainer);
    const start = performance.now();
    const training = trainer.train();
    await next(trainer, 'mnist-recovery');
    expect(performance.now() - start).to.be.below(NOTICE_LIMIT);
    expect(await training).to.deep.include({ reason: 'completed', epochs: 4 });
    expect(told.errors).to.be.empty;
    expect(told.recoveries).to.deep.equal([{ epoch: null, batch: null, code: 'worker-crashed' }]);
  });

  it('is not given up while it is only busy for three seconds', async () => {
    const { src, provoke } = faultyWorker();
    const trainer = await trainerWith({ ...LESSON, 'worker-src': src });
    const told = follow(trainer);
    const training = trainer.train();
    await next(trainer, 'mnist-epoch-end');
    provoke('busy for 3 s');
    await training;
    expect(told.recoveries).to.be.empty;
    expect(await weightsOf(trainer)).to.deep.equal(undisturbed);
  });
});

describe('A training whose helper threads are lost', () => {
  it('goes on without them, and ends with the same weights', async () => {
    const lesson = { ...LESSON, threads: 3 };
    const trainers = await Promise.all([trainerWith(lesson), trainerWith(lesson)]);
    const { src, provoke } = faultyWorker();
    trainers[1].workerSrc = src;
    await trainers[0].train();
    const told = follow(trainers[1]);
    const training = trainers[1].train();
    await next(trainers[1], 'mnist-epoch-end');
    provoke('end threads');
    expect((await training).epochs).to.equal(4);
    expect(told.errors).to.be.empty;
    expect(await weightsOf(trainers[1])).to.deep.equal(await weightsOf(trainers[0]));
  });
});
