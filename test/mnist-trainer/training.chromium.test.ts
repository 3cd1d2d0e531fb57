/** What a training tells and allows, where it does not depend on how a browser runs its worker. */
import { expect } from '@open-wc/testing';
import { failureOf, lessonWith, next, record, trainerWith } from '../support/lesson.js';

const FULL = { 'train-size': 60_000, 'test-size': 10_000 };

describe('Training', () => {
  it('reads at least 99 % after five epochs', async function () {
    this.timeout(240_000);
    const trainer = await trainerWith({ ...FULL, epochs: 5 });
    const end = await trainer.train();
    expect(end).to.deep.include({ reason: 'completed', epochs: 5 });
    expect(end.testAccuracy).to.be.at.least(0.99);
  });

  it('gives every detail in its documented range', async () => {
    const trainer = await trainerWith();
    const [batches, epochs, evaluations] = [
      record(trainer, 'mnist-batch-end'),
      record(trainer, 'mnist-epoch-end'),
      record(trainer, 'mnist-evaluation'),
    ];
    await trainer.train();
    for (const { detail } of batches) {
      expect(detail.batches).to.equal(29);
      expect(detail.imagesPerSecond).to.be.above(0);
      expect(detail.points.at(-1)).to.deep.equal({
        batch: detail.batch,
        loss: detail.loss,
        accuracy: detail.accuracy,
      });
      for (const { loss, accuracy } of detail.points) {
        expect(loss).to.be.within(0, 20);
        expect(accuracy).to.be.within(0, 1);
      }
    }
    for (const accuracy of ['valAccuracy', 'trainAccuracy'] as const) {
      expect(epochs[0]!.detail[accuracy]).to.be.within(0.3, 1);
    }
    for (const loss of ['valLoss', 'trainLoss'] as const) expect(epochs[0]!.detail[loss]).to.be.within(0, 3);
    expect(epochs[0]!.detail.seconds).to.be.above(0);
    const { confusion, perClass, accuracy, mistakes } = evaluations[0]!.detail;
    const rows = confusion.map((row) => row.reduce((sum, count) => sum + count, 0));
    expect(rows.reduce((sum, count) => sum + count, 0)).to.equal(500);
    const right = confusion.reduce((sum, row, label) => sum + row[label]!, 0);
    expect(accuracy).to.be.closeTo(right / 500, 1e-12);
    expect(mistakes).to.have.length(500 - right);
    perClass.forEach((share, label) => expect(share).to.be.closeTo(confusion[label]![label]! / rows[label]!, 1e-12));
  });

  it('moves through loading and training to ready, and reflects it in `state` before the event arrives', async () => {
    const trainer = await trainerWith();
    const states: string[] = [];
    trainer.addEventListener('mnist-state-change', ({ detail }) => {
      expect(trainer.state).to.equal(detail.state);
      states.push(`${detail.previous}→${detail.state}`);
    });
    expect(trainer.state).to.equal('idle');
    await trainer.train();
    expect(states).to.deep.equal(['idle→loading', 'loading→training', 'training→ready']);
    expect(trainer.backendInUse).not.to.be.null;
  });

  it('trains on from what was learned when called again', async () => {
    const trainer = await trainerWith();
    const first = await trainer.train();
    const second = await trainer.train();
    expect(second.history[0]!.loss).to.be.below(first.history[0]!.loss / 2);
    expect(second.epochs).to.equal(1);
  });

  it('trains the dense network too', async () => {
    const trainer = await trainerWith({ model: 'dense' });
    expect(trainer.modelSummary.map(({ parameters }) => parameters)).to.deep.equal([0, 100_480, 1290]);
    expect((await trainer.train()).testAccuracy).to.be.above(0.6);
  });

  it('has the network of the contract, layer by layer, with 53,866 parameters', async () => {
    const trainer = await trainerWith();
    expect(trainer.modelSummary.map(({ parameters }) => parameters)).to.deep.equal([80, 0, 1168, 0, 0, 51_328, 1290]);
    expect(trainer.modelSummary.map(({ outputShape }) => outputShape.slice(1).join('×'))).to.deep.equal([
      '26×26×8',
      '13×13×8',
      '11×11×16',
      '5×5×16',
      '400',
      '128',
      '10',
    ]);
  });

  it('takes a batch larger than the data and a train size that is no multiple of the batch', async () => {
    const large = await trainerWith({ 'batch-size': 5000, 'train-size': 300 });
    expect((await large.train()).epochs).to.equal(1);
    const odd = await trainerWith({ 'batch-size': 64, 'train-size': 129, 'validation-size': 0 });
    const batches = record(odd, 'mnist-batch-end');
    await odd.train();
    expect(batches.flatMap(({ detail }) => detail.points)).to.have.length(3);
  });
});

describe('Controlling a training', () => {
  it('stops while paused', async () => {
    const trainer = await trainerWith({ 'train-size': 6400, epochs: 5000 });
    const training = trainer.train();
    await next(trainer, 'mnist-batch-end');
    await trainer.pause();
    await trainer.stop();
    expect((await training).reason).to.equal('stopped');
  });

  it('stops a training that is still waiting for its turn', async () => {
    const trainer = await trainerWith({ src: '/faults/stalled/waiting', 'train-size': 50, 'test-size': 20 });
    const [loading, training] = [trainer.load(), trainer.train()];
    await next(trainer, 'mnist-load-progress');
    await trainer.stop();
    await loading;
    expect(await training).to.deep.include({ reason: 'stopped', epochs: 0 });
  });

  it('has one training, however often it is asked for', async () => {
    const trainer = await trainerWith();
    const ends = record(trainer, 'mnist-train-end');
    const results = await Promise.all(Array.from({ length: 20 }, () => trainer.train()));
    expect(ends).to.have.length(1);
    for (const result of results) expect(result).to.deep.equal(results[0]);
  });

  it('refuses to pause or resume what is not there, with a code, and goes on', async () => {
    const trainer = await trainerWith();
    expect((await failureOf(trainer.pause())).code).to.equal('invalid-state');
    expect((await failureOf(trainer.resume())).code).to.equal('invalid-state');
    expect(await trainer.stop()).to.be.null;
    await trainer.load();
    expect((await failureOf(trainer.pause())).code).to.equal('invalid-state');
    expect((await trainer.train()).reason).to.equal('completed');
  });

  it('forgets everything on reset, also in the middle of a training', async () => {
    const trainer = await trainerWith({ 'train-size': 6400, epochs: 5000 });
    const training = trainer.train();
    await next(trainer, 'mnist-batch-end');
    await trainer.reset();
    expect((await training).reason).to.equal('stopped');
    expect(trainer.history).to.be.empty;
    expect(trainer.state).to.equal('ready');
    expect((await failureOf(trainer.predict(new Uint8Array(784)))).code).to.equal('not-trained');
  });

  it('evaluates on demand, but not in the middle of a training', async () => {
    const trainer = await trainerWith({ 'train-size': 6400, epochs: 5000 });
    expect((await failureOf(trainer.evaluate())).code).to.equal('not-trained');
    const training = trainer.train();
    await next(trainer, 'mnist-batch-end');
    expect((await failureOf(trainer.evaluate())).code).to.equal('invalid-state');
    await trainer.stop();
    await training;
    const evaluations = record(trainer, 'mnist-evaluation');
    expect(await trainer.evaluate()).to.deep.equal(evaluations[0]!.detail);
  });
});

describe('Several trainers on a page', () => {
  it('train side by side without mixing', async () => {
    const [cnn, dense] = [await trainerWith({ seed: 3 }), await trainerWith({ seed: 3, model: 'dense', epochs: 2 })];
    const [cnnEpochs, denseEpochs] = [record(cnn, 'mnist-epoch-end'), record(dense, 'mnist-epoch-end')];
    const [cnnEnd, denseEnd] = await Promise.all([cnn.train(), dense.train()]);
    expect([cnnEpochs.length, denseEpochs.length]).to.deep.equal([1, 2]);
    const alone = await trainerWith({ seed: 3 });
    expect((await alone.train()).testAccuracy).to.equal(cnnEnd.testAccuracy);
    expect(denseEnd.testAccuracy).not.to.equal(cnnEnd.testAccuracy);
  });
});

describe('The trainer on the page', () => {
  it('fills its bar once in a training, whatever the number of epochs', async () => {
    const trainer = await trainerWith({ epochs: 3, 'train-size': 256, 'test-size': 50, 'batch-size': 64 });
    await trainer.train();
    await trainer.updateComplete;
    const { value, max } = trainer.renderRoot.querySelector('progress')!;
    // Four batches of 235 images.
    expect([value, max]).to.deep.equal([12, 12]);
  });

  it('has one custom state at a time, the one that its property names', async () => {
    const trainer = await trainerWith({ 'train-size': 256, 'test-size': 50 });
    const held = (): string[] =>
      ['idle', 'loading', 'ready', 'training', 'paused', 'error'].filter((state) =>
        trainer.matches(`:state(${state})`),
      );
    expect(held()).to.deep.equal(['idle']);
    const seen: string[] = [];
    trainer.addEventListener('mnist-state-change', ({ detail }) => {
      expect(held()).to.deep.equal([trainer.state]);
      seen.push(detail.state);
    });
    await trainer.train();
    expect(seen).to.include.members(['loading', 'training', 'ready']);
  });

  it('is accessible before, during and after training', async () => {
    const { trainer } = await lessonWith({ 'train-size': 6400, epochs: 5000 });
    await expect(trainer).to.be.accessible();
    const training = trainer.train();
    await next(trainer, 'mnist-batch-end');
    await trainer.pause();
    await trainer.updateComplete;
    await expect(trainer).to.be.accessible();
    await trainer.stop();
    await training;
    await trainer.updateComplete;
    await expect(trainer).to.be.accessible();
  });
});
