import { expect } from '@open-wc/testing';
import type { MnistTrainer } from '../../src/index.js';
import { everything } from '../support/everything.js';
import { AS_ON_A_PAGE, failureOf, next, trainerWith, workersHaveWebgl, workersHaveWebgpu } from '../support/lesson.js';
import { everyBatch, faultyWorker, follow, weightsOf } from '../support/worker-faults.js';

/** Small: processors play the graphics cards here. */
const LESSON = {
  ...AS_ON_A_PAGE,
  'train-size': 64,
  'test-size': 20,
  'batch-size': 16,
  epochs: 3,
  model: 'dense',
  seed: 3,
};
const BATCHES = 4;

const webgl = await workersHaveWebgl();
const webgpu = everything && (await workersHaveWebgpu());
const found = [...(webgl ? (['webgl'] as const) : []), ...(webgpu ? (['webgpu'] as const) : [])];

function isUsable(weights: Uint8Array): boolean {
  const values = new Float32Array(weights.buffer);
  return values.every(Number.isFinite) && values.some((value) => value !== 0);
}

describe('A training whose GPU is lost', function () {
  this.timeout(120_000);

  for (const backend of found) {
    it(`goes on with ${backend} once more when that was named`, async () => {
      const { src, provoke } = faultyWorker();
      const trainer = await trainerWith({ ...LESSON, backend, 'worker-src': src });
      const told = follow(trainer);
      const training = trainer.train();
      await next(trainer, 'mnist-epoch-end');
      provoke('lose GPU');
      const { detail } = await next(trainer, 'mnist-recovery');
      expect(detail.cause.code).to.equal('engine-failed');
      expect(detail.epoch).to.be.within(2, 3);
      const end = await training;
      expect(end).to.deep.include({ reason: 'completed', epochs: 3 });
      expect(trainer.backendInUse).to.equal(backend);
      expect(told.batches).to.deep.equal(everyBatch(3, BATCHES));
      expect(told.epochs).to.deep.equal([1, 2, 3]);
      expect(told.errors).to.be.empty;
      expect(isUsable(await weightsOf(trainer))).to.be.true;
    });
  }

  if (!webgl) {
    it('cannot begin where there is none, and says so', async () => {
      const trainer = await trainerWith({ ...LESSON, backend: 'webgl' });
      expect((await failureOf(trainer.train())).code).to.equal('backend-unavailable');
      trainer.backend = 'auto';
      expect((await trainer.train()).reason).to.equal('completed');
    });
    return;
  }

  it('goes on with the next backend when none was named', async () => {
    const { src, provoke } = faultyWorker({ 'gpu-only': '' });
    const trainer = await trainerWith({ ...LESSON, epochs: 20, 'worker-src': src });
    const told = follow(trainer);
    const training = trainer.train();
    await next(trainer, 'mnist-epoch-end');
    expect(trainer.backendInUse).to.equal('webgl');
    provoke('lose GPU');
    await training;
    expect(trainer.backendInUse).to.equal('wasm');
    expect(told.epochs).to.deep.equal(Array.from({ length: 20 }, (_, i) => i + 1));
    expect(told.errors).to.be.empty;
    expect(isUsable(await weightsOf(trainer))).to.be.true;
  });

  if (!everything) return;

  it('ends with an error that says why when a named one is lost again, and keeps the network', async () => {
    const { src, provoke } = faultyWorker();
    const trainer = await trainerWith({ ...LESSON, epochs: 500, backend: 'webgl', 'worker-src': src });
    trainer.addEventListener('mnist-epoch-end', () => provoke('lose GPU'), { once: true });
    // The second time as soon as it is back, before there is a new checkpoint.
    trainer.addEventListener('mnist-recovery', () => provoke('lose GPU'), { once: true });
    const failure = await failureOf(trainer.train());
    expect(failure.code).to.equal('engine-failed');
    expect(failure.message).to.contain('WebGL');
    expect(trainer.history.length).to.be.at.least(1);
    expect(isUsable(await weightsOf(trainer))).to.be.true;
    expect((await trainer.predict(new Uint8Array(784))).probabilities).to.have.length(10);
    trainer.epochs = 1;
    expect((await trainer.train()).reason).to.equal('completed');
  });

  it('has its network back also when nothing was being trained', async () => {
    const { src, provoke } = faultyWorker();
    const trainer = await trainerWith({ ...LESSON, backend: 'webgl', 'worker-src': src });
    await trainer.train();
    const before = await readsOf(trainer);
    provoke('lose GPU');
    expect(await readsOf(trainer)).to.deep.equal(before);
  });
});

async function readsOf(trainer: MnistTrainer): Promise<readonly number[]> {
  return (await trainer.predict(new Uint8Array(784))).probabilities;
}
