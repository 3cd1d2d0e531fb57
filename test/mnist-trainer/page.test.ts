import { aTimeout, expect } from '@open-wc/testing';
import type { MnistTrainer } from '../../src/index.js';
import { next, trainerWith } from '../support/lesson.js';
import { endableWorkers, everyBatch, follow, weightsOf } from '../support/worker-faults.js';

const LESSON = { 'train-size': 6400, epochs: 4, threads: 1, backend: 'simd', seed: 7 };
/** Of 5,867 images: 533 of the 6,400 are held out. */
const BATCHES = 92;

const frames: HTMLIFrameElement[] = [];

/** Another document of the same origin. */
async function createFrame(source: string): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe');
  frame.srcdoc = `<!doctype html>${source}`;
  document.body.append(frame);
  frames.push(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  return frame;
}

/** A page of its own with a trainer, as another tab has it. */
async function createTab(key: string, seed: number): Promise<MnistTrainer> {
  const frame = await createFrame(
    `<script type="module" src="/dist/mnist-elements.js"></script>
     <mnist-trainer train-size="300" test-size="50" epochs="1" seed="${seed}"></mnist-trainer>`,
  );
  const trainer = frame.contentDocument!.querySelector('mnist-trainer')!;
  await frame.contentWindow!.customElements.whenDefined('mnist-trainer');
  trainer.storageKey = key;
  return trainer;
}

afterEach(() => {
  for (const frame of frames.splice(0)) frame.remove();
});

describe('A trainer that a page moves about', () => {
  it('goes on training in another document, and looks the same there', async () => {
    const trainer = await trainerWith(LESSON);
    const told = follow(trainer);
    const training = trainer.train();
    await next(trainer, 'mnist-epoch-end');
    const radius = getComputedStyle(trainer.renderRoot.querySelector('button')!).borderRadius;
    const frame = await createFrame('<body></body>');
    frame.contentDocument!.body.append(trainer);
    expect((await training).epochs).to.equal(4);
    expect(told.batches).to.deep.equal(everyBatch(4, BATCHES));
    expect(told.errors).to.be.empty;
    const button = trainer.renderRoot.querySelector('button')!;
    // Without the element's own styles, buttons look as the browser has them.
    const plain = frame.contentDocument!.body.appendChild(frame.contentDocument!.createElement('button'));
    expect(frame.contentWindow!.getComputedStyle(plain).borderRadius).not.to.equal(radius);
    expect(frame.contentWindow!.getComputedStyle(button).borderRadius).to.equal(radius);
  });

  it('stops when it is removed, and knows what it had learned when it is back', async () => {
    const workers = endableWorkers();
    try {
      const trainer = await trainerWith({ ...LESSON, epochs: 100 });
      const parent = trainer.parentElement!;
      const training = trainer.train();
      await next(trainer, 'mnist-epoch-end');
      trainer.remove();
      expect((await training).reason).to.equal('stopped');
      await aTimeout(300);
      parent.append(trainer);
      expect(trainer.state).to.equal('ready');
      const epochs = trainer.history.length;
      expect(epochs).to.be.at.least(1);
      expect((await trainer.evaluate()).accuracy).to.be.above(0.5);
      expect(trainer.history).to.have.length(epochs);
      trainer.epochs = 1;
      expect((await trainer.train()).testAccuracy).to.be.above(0.8);
    } finally {
      workers.restore();
    }
  });

  it('can be removed and put back many times while it trains', async () => {
    const trainer = await trainerWith({ ...LESSON, epochs: 1 });
    const parent = trainer.parentElement!;
    for (let i = 0; i < 10; i++) {
      void trainer.train().catch(() => undefined);
      await aTimeout(20 * i);
      trainer.remove();
      await aTimeout(0);
      parent.append(trainer);
    }
    expect((await trainer.train()).reason).to.equal('completed');
  });
});

describe('Two tabs that save under one key', () => {
  it('leave one of the two networks, whole', async () => {
    const key = `tabs-${performance.now()}`;
    const tabs = await Promise.all([createTab(key, 1), createTab(key, 2)]);
    await Promise.all(tabs.map((tab) => tab.train()));
    const weights = await Promise.all(tabs.map(weightsOf));
    expect(weights[0]).not.to.deep.equal(weights[1]);
    for (let i = 0; i < 20; i++) await Promise.all(tabs.map((tab) => tab.save()));
    const reader = await trainerWith({ 'train-size': 300, 'test-size': 50 });
    reader.storageKey = key;
    await reader.restore();
    const kept = String(await weightsOf(reader));
    expect([String(weights[0]), String(weights[1])]).to.include(kept);
  });
});
