import { expect } from 'chai';
import { Random } from '../../src/worker/base/random.js';
import { oneCycleRate } from '../../src/worker/schedule.js';
import { startOf, Training, type TrainingListener } from '../../src/worker/training.js';
import { examplesOf, FirstPixelEngine } from './first-pixel-engine.js';

const UNHEARD: TrainingListener = {
  batches: () => undefined,
  epochEnd: () => undefined,
  checkpoint: () => undefined,
  paused: () => Promise.resolve(),
  resumed: () => Promise.resolve(),
};

describe('A training', () => {
  it('takes its learning rates from one cycle over all of its epochs', async () => {
    const engine = new FirstPixelEngine();
    const labels = Array.from({ length: 50 }, (_, i) => i % 10);
    const examples = examplesOf(labels, labels);
    const plan = {
      dataset: { width: 1, height: 1, classes: 10, labels: [], notes: [], train: examples, test: examples },
      epochs: 2,
      batchSize: 8,
      learningRate: 0.01,
      augment: 'none',
    } as const;
    const { end } = await new Training(engine, plan, UNHEARD, startOf(new Random(1).state)).run();
    expect(end.history).to.have.length(2);
    expect(engine.rates).to.deep.equal(Array.from({ length: 14 }, (_, step) => oneCycleRate(step, 14, 0.01)));
  });
});
