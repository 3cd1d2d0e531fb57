/** A training that is interrupted anywhere and goes on elsewhere ends with the same network, bit for bit. */
import { expect } from 'chai';
import type { NetworkState, TrainingPosition } from '../../src/messages/checkpoint.js';
import { parseNetwork } from '../../src/network/parse.js';
import { OPTIMIZER_NAMES } from '../../src/optimizer/optimizers.js';
import { oneCycle } from '../../src/optimizer/schedules.js';
import { Random } from '../../src/base/random.js';
import type { Engine } from '../../src/engine/engine.js';
import { initialNetwork } from '../../src/engine/initial-network.js';
import { SimdEngine } from '../../src/engine/simd/simd-engine.js';
import { startOf, Training, type TrainingPlan } from '../../src/training/training.js';
import { loadAllKernels } from '../engine/simd/support.js';
import { examplesOf, FirstPixelEngine } from './first-pixel-engine.js';

const [kernels] = await loadAllKernels();
const SIZE = { height: 28, width: 28 };
const NETWORK = parseNetwork('conv 4 same, batchnorm, pool, dropout 0.4, dense 9, dropout 0.2', SIZE, 3);
const COUNT = 90;
/** Seven batches an epoch, the last of them smaller. */
const BATCH = 14;

const random = new Random(5);
const anyExamples = (count: number) => ({
  count,
  pixels: Uint8Array.from({ length: count * 784 }, () => random.integer(256)),
  labels: Uint8Array.from({ length: count }, () => random.integer(3)),
});

const PLAN: TrainingPlan = {
  dataset: { ...SIZE, classes: 3, labels: [], notes: [], train: anyExamples(COUNT), test: anyExamples(20) },
  epochs: 3,
  batchSize: BATCH,
  learningRate: 0.01,
  schedule: 'one-cycle',
  weightDecay: 0.01,
  augment: 'shift',
};

const silent = {
  batches: () => undefined,
  epochEnd: () => undefined,
  checkpoint: () => undefined,
  paused: () => Promise.resolve(),
  resumed: () => Promise.resolve(),
};

/** Trains to the end from where a position says. */
async function finish(state: NetworkState, start: TrainingPosition, watch?: (engine: Engine) => void) {
  const engine = new SimdEngine(kernels!);
  await engine.setState(state);
  watch?.(engine);
  await new Training(engine, PLAN, silent, start).run();
  return engine.getState();
}

describe('A training', () => {
  for (const optimizer of OPTIMIZER_NAMES) {
    it(`by ${optimizer} with dropout and batch normalisation goes on from the middle of an epoch`, async () => {
      const start = startOf(new Random(1).state);
      const initial = initialNetwork(NETWORK, new Random(2), optimizer);
      let middle: NetworkState | undefined;
      const whole = await finish(initial, start, (engine) => {
        const train = engine.trainBatch.bind(engine);
        engine.trainBatch = async (...batch) => {
          const state = await engine.getState();
          // In the first epoch, whose beginning is known.
          if (state.step === 4) middle = state;
          return train(...batch);
        };
      });
      expect(whole.step).to.equal(3 * Math.ceil(COUNT / BATCH));
      const rest = await finish(structuredClone(middle!), { ...start, batch: 4 });
      expect(rest.parameters).to.deep.equal(whole.parameters);
      expect(rest.optimizerState).to.deep.equal(whole.optimizerState);
      expect(rest.step).to.equal(whole.step);
    });
  }

  it('takes its learning rates from one cycle over all of its epochs', async () => {
    const engine = new FirstPixelEngine();
    const labels = Array.from({ length: 50 }, (_, i) => i % 10);
    const examples = examplesOf(labels, labels);
    const dataset = { ...PLAN.dataset, classes: 10, train: examples, test: examples };
    const plan = { ...PLAN, dataset, epochs: 2, batchSize: 8 };
    const { end } = await new Training(engine, plan, silent, startOf(new Random(1).state)).run();
    expect(end.history).to.have.length(2);
    expect(engine.rates).to.deep.equal(Array.from({ length: 14 }, (_, step) => oneCycle(step, 14, 0.01)));
  });

  it('measures every epoch on held-out images, and reads the test images once, at its end', async () => {
    const engine = new FirstPixelEngine();
    const read: number[] = [];
    const predict = engine.predict.bind(engine);
    engine.predict = (pixels) => {
      read.push(pixels.length / 784);
      return predict(pixels);
    };
    const labels = (count: number): number[] => Array.from({ length: count }, (_, i) => i % 10);
    const dataset = {
      ...PLAN.dataset,
      classes: 10,
      train: examplesOf(labels(30), labels(30)),
      validation: examplesOf(labels(20), new Array<number>(20).fill(3)),
      test: examplesOf(labels(10), new Array<number>(10).fill(3).fill(1, 0, 2)),
    };
    const { end, evaluation } = await new Training(
      engine,
      { ...PLAN, dataset, epochs: 2 },
      silent,
      startOf(new Random(1).state),
    ).run();
    expect(read).to.deep.equal([30, 20, 30, 20, 10]);
    for (const epoch of end.history) {
      expect(epoch).to.deep.include({ accuracy: 0.5, trainAccuracy: 1, valAccuracy: 0.1 });
    }
    expect(evaluation?.accuracy).to.equal(0.2);
    expect(end.testAccuracy).to.equal(0.2);
  });

  it('tells of the network that is kept when the one of the last epoch is not', async () => {
    const labels = Array.from({ length: 20 }, (_, i) => i % 10);
    const examples = examplesOf(labels, labels);
    const dataset = { ...PLAN.dataset, classes: 10, train: examples, test: examples };
    const kept = { trainLoss: 0.3, trainAccuracy: 0.8, valLoss: 0.4, valAccuracy: 0.7 };
    const reached: unknown[] = [];
    const limit = (measures: typeof kept | object): Promise<typeof kept> => {
      reached.push(measures);
      return Promise.resolve(kept);
    };
    const plan = { ...PLAN, dataset, epochs: 2, limit };
    const { end } = await new Training(new FirstPixelEngine(), plan, silent, startOf(new Random(1).state)).run();
    expect(reached).to.have.length(1);
    expect(end.history.map(({ trainAccuracy, valAccuracy }) => [trainAccuracy, valAccuracy])).to.deep.equal([
      [1, null],
      [0.8, 0.7],
    ]);
  });

  it('draws by its own seed', async () => {
    const initial = initialNetwork(NETWORK, new Random(2));
    const [one, same, other] = await Promise.all(
      [1, 1, 3].map((seed) => finish(initial, startOf(new Random(seed).state))),
    );
    expect(same!.parameters).to.deep.equal(one!.parameters);
    expect(other!.parameters).not.to.deep.equal(one!.parameters);
  });
});
