import { aTimeout, expect } from '@open-wc/testing';
import type { MnistTrainer } from '../../src/index.js';
import { failureOf, next, trainerWith } from '../support/lesson.js';

const DOCUMENT = '/docs/states.md';
const KEY = 'states-of-a-trainer';
const LONG = { 'train-size': 6400, epochs: 5000 };

/** Brings a new trainer into each state of the table's head. */
const states: Record<string, () => Promise<MnistTrainer>> = {
  idle: () => create(),
  loading: async () => {
    const trainer = await create();
    void trainer.train().catch(() => undefined);
    return trainer;
  },
  ready: async () => {
    const trainer = await create();
    await trainer.load();
    return trainer;
  },
  'ready, trained': async () => {
    const trainer = await create();
    await trainer.train();
    return trainer;
  },
  training: () => createTraining(),
  paused: async () => {
    const trainer = await createTraining();
    await trainer.pause();
    return trainer;
  },
  error: async () => {
    const trainer = await create({ src: '/faults/missing/states' });
    await failureOf(trainer.train());
    trainer.src = '';
    return trainer;
  },
};

const methods: Record<string, (trainer: MnistTrainer) => Promise<unknown>> = {
  'load()': (trainer) => trainer.load(),
  'train()': (trainer) => trainer.train(),
  'pause()': (trainer) => trainer.pause(),
  'resume()': (trainer) => trainer.resume(),
  'stop()': (trainer) => trainer.stop(),
  'reset()': (trainer) => trainer.reset(),
  'evaluate()': (trainer) => trainer.evaluate(),
  'predict()': (trainer) => trainer.predict(new Uint8Array(784)),
  'sample()': (trainer) => trainer.sample('test', 0),
  'save()': (trainer) => trainer.save(),
  'restore()': (trainer) => trainer.restore(),
  'exportModel()': (trainer) => trainer.exportModel(),
  'importModel()': (trainer) => trainer.importModel(files),
  'fineTune()': (trainer) => trainer.fineTune([{ index: 3, pixels: new Uint8Array(784).fill(9) }]),
};

let files: File[];
/** Every change of state that any case led to. */
const changes = new Set<string>();

async function create(attributes: Record<string, string | number> = {}): Promise<MnistTrainer> {
  const trainer = await trainerWith({ 'train-size': 300, 'test-size': 50, ...attributes });
  // Set only now, so that nothing is restored by itself.
  trainer.storageKey = KEY;
  trainer.addEventListener('mnist-state-change', ({ detail }) => changes.add(`${detail.previous} --> ${detail.state}`));
  return trainer;
}

async function createTraining(): Promise<MnistTrainer> {
  const trainer = await create(LONG);
  void trainer.train().catch(() => undefined);
  await next(trainer, 'mnist-batch-end');
  return trainer;
}

/** `works`, or the code of the error. What only waits for a long training is let go by stopping that. */
async function outcomeOf(trainer: MnistTrainer, method: (trainer: MnistTrainer) => Promise<unknown>): Promise<string> {
  const outcome = method(trainer).then(
    () => 'works',
    (error: unknown) => (error as { code?: string }).code ?? String(error),
  );
  const first = await Promise.race([outcome, aTimeout(1500)]);
  if (typeof first === 'string') return first;
  await trainer.stop();
  return outcome;
}

/** Head and rows of the table of methods. */
function readTable(markdown: string): { head: string[]; rows: string[][] } {
  const cells = (line: string): string[] =>
    line
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replaceAll('`', ''));
  const lines = markdown.split('\n');
  const first = lines.findIndex((line) => line.startsWith('| method'));
  const end = lines.indexOf('', first);
  return { head: cells(lines[first]!), rows: lines.slice(first + 2, end).map(cells) };
}

const markdown = await (await fetch(DOCUMENT)).text();
const { head, rows } = readTable(markdown);

describe('The documented states', () => {
  before(async () => {
    const trainer = await create();
    await trainer.train();
    files = await trainer.exportModel();
    await trainer.save();
    trainer.remove();
  });

  it('are those that are tested, with all methods', () => {
    expect(head.slice(1)).to.deep.equal(Object.keys(states));
    expect(rows.map(([method]) => method)).to.deep.equal(Object.keys(methods));
  });

  for (const [column, state] of Object.keys(states).entries()) {
    it(`allow in ${state} what the table says`, async () => {
      const found: string[] = [];
      for (const [name, method] of Object.entries(methods)) {
        const trainer = await states[state]!();
        const documentedState = state.split(',')[0];
        expect(trainer.state, name).to.equal(documentedState);
        found.push(`${name} ${await outcomeOf(trainer, method)}`);
        trainer.remove();
      }
      expect(found).to.deep.equal(rows.map((cells) => `${cells[0]} ${cells[column + 1]}`));
    });
  }

  it('change only as the diagram shows', () => {
    const documented = new Set([...markdown.matchAll(/^ {4}(\w+ --> \w+) :/gm)].map(([, change]) => change));
    expect([...changes].filter((change) => !documented.has(change))).to.be.empty;
    expect(changes.size).to.be.at.least(10);
  });
});
