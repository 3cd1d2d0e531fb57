/** Commands that follow each other without waiting, and what listeners may do: the same in every browser. */
import { expect } from '@open-wc/testing';
import type { MnistTrainer } from '../../src/index.js';
import { failureOf, next, record, trainerWith } from '../support/lesson.js';

const QUICK = { model: 'dense', backend: 'simd', threads: 1, 'train-size': 640, 'test-size': 100 };
/** Goes on until it is stopped. */
const ENDLESS = { ...QUICK, epochs: 10_000 };

const reads = (trainer: MnistTrainer): Promise<unknown> => trainer.predict(new Uint8Array(784));

/** The sentences of the panel, and how much of its bar is full, 0…1. */
function shownBy({ renderRoot }: MnistTrainer): { status: string; bar: number; error: string | undefined } {
  const { value, max } = renderRoot.querySelector<HTMLProgressElement>('[part=progress]')!;
  const status = renderRoot.querySelector('[part=status]')!.textContent;
  return { status: status.trim(), bar: value / max, error: renderRoot.querySelector('[part=error]')?.textContent };
}

describe('Commands take effect in the order of their calls', () => {
  it('load, reset, train: the training ends with its network', async () => {
    const trainer = await trainerWith(QUICK);
    const before = [trainer.load(), trainer.reset()];
    expect((await trainer.train()).reason).to.equal('completed');
    await Promise.all(before);
    expect(trainer.history).to.have.length(1);
    await reads(trainer);
  });

  it('evaluate, reset, restore: what was saved is there', async () => {
    const trainer = await trainerWith({ ...QUICK, 'storage-key': `order-${performance.now()}` });
    await trainer.train();
    const evaluating = trainer.evaluate().catch(() => undefined);
    const resetting = trainer.reset();
    await trainer.restore();
    await Promise.all([evaluating, resetting]);
    expect(trainer.history).to.have.length(1);
    await reads(trainer);
  });

  for (const end of ['stop', 'reset'] as const) {
    it(`train, ${end}, train: the first ends, and the second is another training`, async () => {
      const trainer = await trainerWith(ENDLESS);
      const first = trainer.train();
      await next(trainer, 'mnist-batch-end');
      const ending = trainer[end]();
      trainer.epochs = 2;
      const second = trainer.train();
      expect((await first).reason).to.equal('stopped');
      expect((await second).reason).to.equal('completed');
      await ending;
      expect(trainer.history).to.have.length(2);
      await reads(trainer);
    });
  }

  it('stop, import: the imported network is not saved as the trained one', async () => {
    const key = `order-${performance.now()}`;
    const trainer = await trainerWith({ ...ENDLESS, 'storage-key': key });
    const other = await trainerWith({ ...QUICK, model: 'linear' });
    await other.train();
    const files = await other.exportModel();
    const training = trainer.train();
    await next(trainer, 'mnist-batch-end');
    void trainer.stop();
    await trainer.importModel(files);
    await training;
    expect(trainer.modelSummary).to.have.length(other.modelSummary.length);
    const returned = await trainerWith({ ...QUICK, 'storage-key': key });
    await returned.restore();
    expect(returned.modelSummary.length).to.be.above(other.modelSummary.length);
  });
});

describe('State and facts change together', () => {
  it('train() in a listener of the end of a training trains anew', async () => {
    const trainer = await trainerWith(QUICK);
    const second = new Promise((resolve, reject) => {
      const trainAgain = (): void => void trainer.train().then(resolve, reject);
      trainer.addEventListener('mnist-train-end', trainAgain, { once: true });
    });
    const ends = record(trainer, 'mnist-train-end');
    const first = await trainer.train();
    expect(await second).not.to.equal(first);
    expect(ends).to.have.length(2);
  });

  const commands: Record<string, (trainer: MnistTrainer, files: readonly File[]) => Promise<unknown>> = {
    evaluate: (trainer) => trainer.evaluate(),
    importModel: (trainer, files) => trainer.importModel(files),
    fineTune: (trainer) => trainer.fineTune([{ index: 1, pixels: new Uint8Array(784) }]),
    restore: (trainer) => trainer.restore(),
    train: (trainer) => trainer.train(),
  };
  for (const [name, command] of Object.entries(commands)) {
    for (const event of ['mnist-state-change', 'mnist-train-end'] as const) {
      it(`${name}() works in a listener of ${event}`, async () => {
        const trainer = await trainerWith({ ...QUICK, 'storage-key': `listener-${performance.now()}` });
        await trainer.train();
        const files = await trainer.exportModel();
        const done = new Promise((resolve, reject) => {
          const listen = (): void => {
            if (trainer.state !== 'ready') return;
            trainer.removeEventListener(event, listen);
            command(trainer, files).then(resolve, reject);
          };
          trainer.addEventListener(event, listen);
        });
        await trainer.train();
        await done;
      });
    }
  }
});

describe('Only what uses a setting checks it', () => {
  it('what a training needs is of no interest to pause, resume, stop, export and reset', async () => {
    const trainer = await trainerWith(ENDLESS);
    const training = trainer.train();
    await next(trainer, 'mnist-batch-end');
    trainer.epochs = 0;
    trainer.learningRate = -1;
    expect((await trainer.pause()).state).to.equal('paused');
    expect((await trainer.resume()).state).to.equal('training');
    expect(await trainer.exportModel()).to.have.length(2);
    expect((await trainer.stop())?.reason).to.equal('stopped');
    await training;
    expect((await failureOf(trainer.train())).code).to.equal('invalid-attribute');
    expect((await trainer.reset()).state).to.equal('ready');
  });

  it('what a training needs is of no interest to load, sample, evaluate, fineTune, restore and import', async () => {
    const trainer = await trainerWith({ ...QUICK, 'storage-key': `uses-${performance.now()}` });
    await trainer.train();
    const files = await trainer.exportModel();
    trainer.epochs = 0;
    trainer.learningRate = -1;
    trainer.optimizer = 'newton' as 'sgd';
    trainer.augment = 'twist' as 'none';
    expect((await trainer.load()).state).to.equal('ready');
    expect((await trainer.sample('test', 3)).index).to.equal(3);
    expect((await trainer.evaluate()).accuracy).to.be.within(0, 1);
    expect((await trainer.fineTune([{ index: 1, pixels: new Uint8Array(784) }])).reason).to.equal('completed');
    await trainer.restore();
    expect((await trainer.importModel(files)).classes).to.equal(10);
    // Nor are the data and the network to who only looks at the other.
    trainer.trainSize = 0;
    await trainer.restore();
    trainer.trainSize = 640;
    trainer.model = 'conv 0';
    expect((await trainer.sample('test', 3)).index).to.equal(3);
    expect((await failureOf(trainer.restore())).code).to.equal('invalid-attribute');
  });

  it('a command counts by the attributes of its moment, also the first, whose check is still on its way', async () => {
    const trainer = await trainerWith({ ...QUICK, 'train-size': 0 });
    const refused = failureOf(trainer.load());
    trainer.setAttribute('train-size', '640');
    trainer.epochs = 2;
    const training = trainer.train();
    trainer.epochs = 0;
    expect((await refused).message).to.contain('train-size="0"');
    expect((await training).epochs).to.equal(2);
  });

  it('a first command that is refused starts no worker and leaves the trainer idle', async () => {
    const trainer = await trainerWith({ ...QUICK, epochs: 0 });
    expect((await failureOf(trainer.train())).code).to.equal('invalid-attribute');
    expect(trainer.state).to.equal('idle');
    expect((await failureOf(trainer.pause())).code).to.equal('invalid-state');
  });

  it('a reset forgets whatever the attributes say', async () => {
    const trainer = await trainerWith(QUICK);
    await trainer.train();
    trainer.model = 'conv 0';
    await trainer.reset();
    expect((await failureOf(reads(trainer))).code).to.equal('not-trained');
    trainer.model = 'dense';
    expect((await trainer.train()).reason).to.equal('completed');
  });
});

describe('Promises', () => {
  it('of train() are the same while it trains, and other ones afterwards', async () => {
    const trainer = await trainerWith(QUICK);
    const first = trainer.train();
    expect(trainer.train()).to.equal(first);
    await first;
    expect(trainer.train()).not.to.equal(first);
    await trainer.stop();
  });

  it('tell of a failure once, however often train() was called', async () => {
    const trainer = await trainerWith({ ...QUICK, src: '/nowhere/' });
    const errors = record(trainer, 'mnist-error');
    await Promise.allSettled([trainer.train(), trainer.train(), trainer.train()]);
    expect(errors).to.have.length(1);
  });

  it('of sample() wait for the data, not for the training', async () => {
    const trainer = await trainerWith({ ...ENDLESS, 'train-size': 6000 });
    void trainer.train();
    expect((await trainer.sample('train', 3)).index).to.equal(3);
    expect(trainer.state).to.be.oneOf(['loading', 'training']);
    await trainer.stop();
  });
});

describe('What is shown', () => {
  it('is of the data that the attributes name now', async () => {
    const trainer = await trainerWith(QUICK);
    expect((await trainer.sample('train', 0)).count).to.equal(640);
    trainer.trainSize = 320;
    expect((await trainer.sample('train', 0)).count).to.equal(320);
  });

  it('goes with the network: nothing of a training is left after a reset', async () => {
    const trainer = await trainerWith(ENDLESS);
    const training = trainer.train();
    await next(trainer, 'mnist-epoch-end');
    await trainer.reset();
    await training;
    await trainer.updateComplete;
    expect(shownBy(trainer)).to.deep.equal({
      status: '587 images to learn from are loaded. Press Train.',
      bar: 0,
      error: undefined,
    });
    expect(trainer.evaluation).to.equal(null);
    expect(trainer.history).to.be.empty;
  });

  it('goes with the run: a second training does not begin at the end of the first', async () => {
    const trainer = await trainerWith({ ...QUICK, epochs: 3 });
    await trainer.train();
    await trainer.updateComplete;
    expect(shownBy(trainer).bar).to.equal(1);
    const shown: ReturnType<typeof shownBy>[] = [];
    trainer.addEventListener('mnist-state-change', ({ detail }) => {
      if (detail.state === 'training') void trainer.updateComplete.then(() => shown.push(shownBy(trainer)));
    });
    await trainer.train();
    expect(shown).to.have.length(1);
    expect(shown[0]!.status).not.to.contain('3 of 3');
    expect(shown[0]!.bar).to.be.below(1);
  });

  it('is of the imported or restored network, not of the one before', async () => {
    const trainer = await trainerWith({ ...QUICK, 'storage-key': `shown-${performance.now()}` });
    await trainer.train();
    const saved = trainer.evaluation;
    const files = await trainer.exportModel();
    await trainer.importModel(files);
    await trainer.updateComplete;
    expect(trainer.evaluation).to.equal(null);
    expect(trainer.history).to.be.empty;
    expect(shownBy(trainer)).to.deep.include({
      status: 'The network is trained. Draw a digit, or train more.',
      bar: 0,
    });
    await trainer.evaluate();
    await trainer.restore();
    await trainer.updateComplete;
    expect(trainer.evaluation).to.deep.equal(saved);
    expect(trainer.history).to.have.length(1);
    expect(shownBy(trainer)).to.deep.include({
      status: 'The network is trained. Draw a digit, or train more.',
      bar: 0,
    });
  });

  it('of the layers is of the network that is there, whatever the attribute asks for next', async () => {
    const trainer = await trainerWith(QUICK);
    await trainer.train();
    const { modelSummary } = trainer;
    trainer.model = 'linear';
    expect(trainer.modelSummary).to.deep.equal(modelSummary);
    await trainer.reset();
    expect(trainer.modelSummary).to.have.length(2);
  });

  it('no error outlives its cause', async () => {
    const trainer = await trainerWith({ ...QUICK, src: '/nowhere/' });
    await failureOf(trainer.load());
    await trainer.updateComplete;
    expect(shownBy(trainer).error).not.to.equal(undefined);
    trainer.src = '';
    await trainer.load();
    await trainer.updateComplete;
    expect(shownBy(trainer).error).to.equal(undefined);
    await failureOf(trainer.pause());
    await trainer.updateComplete;
    expect(shownBy(trainer).error).not.to.equal(undefined);
    await trainer.load();
    await trainer.updateComplete;
    expect(shownBy(trainer).error).to.equal(undefined);
  });

  it('tells the time left by the batches of the training, not by an attribute that has changed since', async () => {
    const trainer = await trainerWith(ENDLESS);
    void trainer.train();
    const { detail } = await next(trainer, 'mnist-batch-end');
    trainer.batchSize = 100_000;
    expect(detail.batchSize).to.equal(64);
    await next(trainer, 'mnist-epoch-end');
    await trainer.updateComplete;
    expect(trainer.renderRoot.textContent).not.to.match(/days|NaN/);
    await trainer.stop();
  });
});

describe('A trainer that is added and removed in one task', () => {
  it('starts nothing, and begins when it is added again', async () => {
    const key = `again-${performance.now()}`;
    const first = await trainerWith({ ...QUICK, 'storage-key': key });
    await first.train();
    const trainer = document.createElement('mnist-trainer');
    for (const [name, value] of Object.entries({ ...QUICK, 'storage-key': key }))
      trainer.setAttribute(name, String(value));
    first.after(trainer);
    trainer.remove();
    await trainer.updateComplete;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(trainer.state).to.equal('idle');
    first.after(trainer);
    while (trainer.state !== 'ready') await next(trainer, 'mnist-state-change');
    expect(trainer.history).to.have.length(1);
    trainer.remove();
  });
});
