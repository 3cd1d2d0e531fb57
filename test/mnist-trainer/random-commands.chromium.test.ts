/**
 * Random calls and attributes in a row: no promise stays pending, nothing fails in a way that nobody has thought of, and
 * what is shown is what is held. A failure tells the seed and the last steps; `SEED` repeats them.
 */
import { expect } from '@open-wc/testing';
import type { MnistTrainer } from '../../src/index.js';
import { trainerWith } from '../support/lesson.js';
import { everything } from '../support/everything.js';

const STEPS = everything ? 50_000 : 300;
const SEED = 1;
/** Milliseconds after which a promise counts as forgotten. */
const PATIENCE = 20_000;
/** The most steps in a row that nobody waits for. */
const MOST_AT_ONCE = 6;
/** Steps that are told of when something goes wrong. */
const TOLD = 30;

/** Epochs of a training that somebody has to stop. */
const ENDLESS = '10000';
/** Share of bad values. */
const BAD = 0.05;

const TINY = { model: 'linear', backend: 'simd', threads: 1, augment: 'none', epochs: 1, 'batch-size': 20 };

/** Good values of attributes, and the bad one, which is seldom: nothing works while it is there. */
const VALUES: Readonly<Record<string, { readonly good: readonly (string | null)[]; readonly bad: string }>> = {
  epochs: { good: ['1', '2', '3', ENDLESS], bad: '0' },
  model: { good: ['linear', 'dense 4'], bad: 'conv 0' },
  'train-size': { good: ['50', '40'], bad: '0' },
  'batch-size': { good: ['20', '7'], bad: 'x' },
  'test-size': { good: ['20', '10'], bad: '0' },
  'validation-size': { good: [null, '0', '10'], bad: '9999' },
  'learning-rate': { good: ['0.003', '0.01'], bad: '99' },
  optimizer: { good: ['adam', 'sgd'], bad: 'newton' },
  labels: { good: [null, 'a,b,c,d,e,f,g,h,i,j'], bad: 'a' },
  src: { good: ['/faults/size-28x28/random'], bad: '/faults/missing/random' },
  'storage-key': { good: ['random', 'random', 'other'], bad: '' },
};

type Step = readonly [name: string, run: (trainer: MnistTrainer) => Promise<unknown> | undefined];

/** Numbers from 0 to below 1, the same for the same seed: G. Marsaglia, “Xorshift RNGs”, 2003. */
function chanceOf(seed: number): () => number {
  let state = seed * 2654435761 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Of an MnistError; what is none counts as `internal`. */
function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'internal';
}

describe('Random calls and attributes in a row', () => {
  it(`${STEPS} of them settle, fail only as told, and show what is held`, async function () {
    this.timeout(everything ? 3_600_000 : 60_000);
    const chance = chanceOf(SEED);
    const pick = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)]!;
    const trainer = await trainerWith({ ...TINY, 'train-size': 50, 'test-size': 20, src: '/faults/size-28x28/random' });
    const image = new Uint8Array(784).fill(80);
    let files: readonly File[] = [];
    const calls: Readonly<Record<string, Step[1]>> = {
      load: (it) => it.load(),
      train: (it) => it.train(),
      pause: (it) => it.pause(),
      resume: (it) => it.resume(),
      stop: (it) => it.stop(),
      reset: (it) => it.reset(),
      evaluate: (it) => it.evaluate(),
      predict: (it) => it.predict(image),
      sample: (it) => it.sample(pick(['train', 'test'] as const), pick([0, 5, undefined, 999])),
      save: (it) => it.save(),
      restore: (it) => it.restore(),
      export: async (it) => (files = await it.exportModel()),
      import: (it) => it.importModel(files),
      fineTune: (it) => it.fineTune([{ index: pick([1, 2]), pixels: image }]),
      'wait a moment': () => new Promise((resolve) => setTimeout(resolve, 5)),
    };
    const past: string[] = [];
    let count = 0;
    const steps = [
      ...Object.entries(calls),
      ...Object.entries(calls),
      ...Array.from({ length: 4 }, (): Step => ['train', (it) => it.train()]),
      ...Object.entries(VALUES).map(([name, { good, bad }]): Step => [
        name,
        (it) => {
          const value = chance() < BAD ? bad : pick(good);
          past.push(`${name}=${value}`);
          if (value === null) it.removeAttribute(name);
          else it.setAttribute(name, value);
          return undefined;
        },
      ]),
    ];
    const told = (what: string): string => `${what}; seed ${SEED}, step ${count}: ${past.slice(-TOLD).join(', ')}`;
    trainer.addEventListener('mnist-error', ({ detail }) => {
      if (detail.code === 'internal') past.push(`[internal: ${detail.message}]`);
    });

    while (count < STEPS) {
      const pending = new Set<string>();
      const results: Promise<unknown>[] = [];
      let isEndless = trainer.epochs > 3;
      for (let left = 1 + Math.floor(chance() * MOST_AT_ONCE); left > 0 && count < STEPS; left--) {
        const [name, run] = pick(steps);
        past.push(name);
        count += 1;
        const result = run(trainer);
        isEndless ||= trainer.epochs > 3;
        if (result === undefined) continue;
        const key = `${name} (step ${count})`;
        pending.add(key);
        const settle = async (): Promise<void> => {
          try {
            await result;
          } catch (error) {
            if (codeOf(error) === 'internal') throw error;
          } finally {
            pending.delete(key);
          }
        };
        results.push(settle());
      }
      // What does not end by itself is ended: an endless training, or one that waits.
      let timer: ReturnType<typeof setTimeout> | undefined;
      const ending = isEndless || chance() < 0.3 ? trainer.stop() : trainer.resume().catch(() => undefined);
      const all = Promise.all([...results, ending]);
      const forgotten = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`${[...pending].join(', ')} still pending`)), PATIENCE);
      });
      try {
        await Promise.race([all, forgotten]);
        await expectTruth(trainer, image);
      } catch (error) {
        throw new Error(told(String(error)), { cause: error });
      } finally {
        clearTimeout(timer);
      }
      if (past.length > 10 * TOLD) past.splice(0, past.length - TOLD);
    }
  });
});

/** Holds what the element and its panel say against what the worker answers. */
async function expectTruth(trainer: MnistTrainer, image: Uint8Array): Promise<void> {
  await trainer.updateComplete;
  const { state, history, evaluation, session, renderRoot } = trainer;
  const { info } = session;
  expect(state).to.be.oneOf(['idle', 'ready', 'error']);
  const trained = info?.trained === true;
  let isRead = true;
  try {
    await session.predict(image);
  } catch (error) {
    isRead = false;
    expect(codeOf(error)).to.equal('not-trained');
  }
  expect(isRead, 'a network that is told of is there').to.equal(trained);
  if (!trained) {
    expect(history, 'no network, no history').to.be.empty;
    expect(evaluation, 'no network, no evaluation').to.equal(null);
  }
  const status = renderRoot.querySelector('[part=status]')!.textContent.trim();
  // One that was stopped before it began has left the network with its history.
  const done = /^(?:Done|Stopped): (\d+) epochs?/.exec(status);
  if (done !== null && done[1] !== '0') expect(history.length, status).to.equal(Number(done[1]));
  const button = renderRoot.querySelector('[part~=primary]')!.textContent.trim();
  expect(button).to.equal(trained ? 'Train more' : 'Train');
  const bar = renderRoot.querySelector<HTMLProgressElement>('[part=progress]')!;
  if (!trained) expect(bar.value, 'bar').to.equal(0);
  if (evaluation !== null) {
    const sizes = evaluation.confusion.flat().reduce((sum, each) => sum + each, 0);
    const { testSize, trainSize, src, labels, validationSize } = trainer;
    // Measured anew by the images that it was measured by, it is the same.
    if (testSize !== sizes || trainSize !== 50 || src.includes('missing') || labels === 'a' || validationSize) return;
    expect((await trainer.evaluate()).accuracy, 'the evaluation is of the network').to.equal(evaluation.accuracy);
  }
}
