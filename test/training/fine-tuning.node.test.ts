import { expect } from 'chai';
import { Random } from '../../src/base/random.js';
import type { Dataset } from '../../src/data/dataset.js';
import { AccuracyGuard, mixCorrections } from '../../src/training/fine-tuning.js';
import { measure, type Yardstick } from '../../src/training/measures.js';
import { examplesOf, FirstPixelEngine } from './first-pixel-engine.js';

function datasetOf(count: number): Dataset {
  const examples = { count, pixels: new Uint8Array(count * 784).fill(1), labels: new Uint8Array(count) };
  return { height: 28, width: 28, train: examples, test: { ...examples }, classes: 10, labels: [], notes: [] };
}

const correction = (index: number): { index: number; pixels: Uint8Array } => ({
  index,
  pixels: new Uint8Array(784).fill(100 + index),
});

describe('fine-tuning', () => {
  it('mixes 400 copies of a single correction into 10,000 training images', () => {
    const dataset = datasetOf(12_000);
    const { train, test } = mixCorrections(dataset, [correction(7)], new Random(1));
    expect(train.count).to.equal(10_400);
    expect(train.pixels).to.have.length(10_400 * 784);
    expect(train.labels.filter((label) => label === 7)).to.have.length(400);
    expect(test).to.equal(dataset.test);
  });

  it('gives every correction its own label and pixels', () => {
    const { train } = mixCorrections(datasetOf(100), [correction(3), correction(5)], new Random(1));
    expect(train.count).to.equal(100 + 2 * 20);
    for (let i = 100; i < train.count; i++) expect(train.pixels[i * 784]).to.equal(100 + train.labels[i]!);
  });

  it('leaves the training set as it was', () => {
    const dataset = datasetOf(50);
    mixCorrections(dataset, [correction(3)], new Random(1));
    expect(dataset.train.count).to.equal(50);
    expect(dataset.train.pixels.every((byte) => byte === 1)).to.be.true;
  });

  it('leaves the images alone that are held out', () => {
    const dataset = { ...datasetOf(24), validation: examplesOf([1, 2], [1, 2]) };
    expect(mixCorrections(dataset, [correction(3)], new Random(1)).validation).to.equal(dataset.validation);
  });
});

/** Reads images by their first pixel until too much of a fine-tuning is in it: then it takes all of them for a 0. */
class SpoiltEngine extends FirstPixelEngine {
  override async predict(pixels: Uint8Array): Promise<Float32Array> {
    const { parameters } = await this.getState();
    return super.predict(parameters[0]! > 0.6 ? new Uint8Array(pixels.length) : pixels);
  }
}

/** An engine whose network is that before a fine-tuning (0), or after it (1). */
async function become(engine: SpoiltEngine, value: number): Promise<void> {
  const state = await engine.getState();
  await engine.setState({ ...state, parameters: state.parameters.map(() => value) });
}

describe('A fine-tuning that costs too much', () => {
  const NEVER = new AbortController().signal;
  const right = examplesOf([1, 2, 3, 4], [1, 2, 3, 4]);
  const indifferent = examplesOf([0, 0], [0, 0]);
  const guarded: [string, Yardstick][] = [
    ['held-out images', { train: indifferent, validation: right }],
    ['training images where none are held out', { train: right, validation: undefined }],
  ];
  for (const [what, yardstick] of guarded) {
    it(`is taken back in part, as far as ${what} ask for it`, async () => {
      const engine = new SpoiltEngine();
      await become(engine, 0);
      const guard = await AccuracyGuard.create(engine, yardstick, NEVER);
      await become(engine, 1);
      const kept = await guard.limit(await measure(engine, yardstick, NEVER), NEVER);
      expect((await engine.getState()).parameters[0]).to.equal(0.5);
      expect(kept.valAccuracy ?? kept.trainAccuracy).to.equal(1);
    });
  }

  it('may cost what it likes on training images while the held-out ones are read as before', async () => {
    const engine = new SpoiltEngine();
    await become(engine, 0);
    const yardstick = { train: right, validation: indifferent };
    const guard = await AccuracyGuard.create(engine, yardstick, NEVER);
    await become(engine, 1);
    const reached = await measure(engine, yardstick, NEVER);
    expect(await guard.limit(reached, NEVER)).to.equal(reached);
    expect((await engine.getState()).parameters[0]).to.equal(1);
  });
});
