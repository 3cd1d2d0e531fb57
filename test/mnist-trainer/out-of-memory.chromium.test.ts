/** A browser that has no memory left: in Chromium, where all of it can be taken without filling the machine. */
import { expect } from '@open-wc/testing';
import { failureOf, next, trainerWith } from '../support/lesson.js';
import { faultyWorker, follow, weightsOf } from '../support/worker-faults.js';

describe('A trainer whose browser has no memory left', () => {
  it('says so when the data do not fit, and trains once they do', async () => {
    const { src, provoke } = faultyWorker({ begin: 'take all memory' });
    const trainer = await trainerWith({ 'worker-src': src });
    const told = follow(trainer);
    const failure = await failureOf(trainer.train());
    expect(failure.code).to.equal('out-of-memory');
    expect(failure.message).to.contain('train-size').and.contain('batch-size');
    expect(failure.cause).to.be.an('error');
    expect(told.errors).to.deep.equal(['out-of-memory']);
    expect(trainer.state).to.equal('error');
    provoke('give memory back');
    expect((await trainer.train()).reason).to.equal('completed');
  });

  it('goes on with a training under way, which needs no more than it has', async () => {
    const { src, provoke } = faultyWorker();
    const lesson = { 'train-size': 6400, epochs: 10, backend: 'simd', threads: 1 };
    const trainer = await trainerWith({ ...lesson, 'worker-src': src });
    const told = follow(trainer);
    const training = trainer.train();
    await next(trainer, 'mnist-epoch-end');
    provoke('take all memory');
    expect((await training).reason).to.equal('completed');
    expect(told.errors).to.be.empty;
    provoke('give memory back');
    expect(await weightsOf(trainer)).to.have.length(53_866 * 4);
    expect((await trainer.train()).reason).to.equal('completed');
  });
});
