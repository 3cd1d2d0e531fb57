import { expect } from 'chai';
import { measure, yardstickOf } from '../../src/training/measures.js';
import type { Dataset } from '../../src/data/dataset.js';
import { examplesOf, FirstPixelEngine } from './first-pixel-engine.js';

const NEVER = new AbortController().signal;

/** Images that the engine reads rightly, except for every so many of them. */
function examplesWithMistakes(count: number, every: number): Dataset['train'] {
  const labels = Array.from({ length: count }, (_, i) => i % 10);
  return examplesOf(
    labels,
    labels.map((label, i) => (i % every === 0 ? (label + 1) % 10 : label)),
  );
}

const datasetOf = (train: Dataset['train'], validation?: Dataset['train']): Dataset => ({
  height: 28,
  width: 28,
  classes: 10,
  labels: [],
  notes: [],
  train,
  validation,
  // Which nobody may read.
  test: { count: 1, pixels: new Uint8Array(0), labels: new Uint8Array(0) },
});

describe('What an epoch has reached', () => {
  it('is measured on the images that are trained on, and on those that are held out', async () => {
    const dataset = datasetOf(examplesWithMistakes(20, 4), examplesWithMistakes(20, 2));
    const measures = await measure(new FirstPixelEngine(), yardstickOf(dataset), NEVER);
    expect(measures).to.deep.include({ trainAccuracy: 0.75, valAccuracy: 0.5 });
    expect(measures.valLoss).to.be.above(measures.trainLoss);
  });

  it('has no validation where no image is held out', async () => {
    const measures = await measure(new FirstPixelEngine(), yardstickOf(datasetOf(examplesWithMistakes(20, 4))), NEVER);
    expect(measures).to.deep.include({ trainAccuracy: 0.75, valLoss: null, valAccuracy: null });
  });

  it('is measured on 5,000 of many training images, from the first to the last part of them', () => {
    const count = 20_000;
    const train = {
      count,
      pixels: Uint8Array.from({ length: count }, (_, i) => i / 100),
      labels: new Uint8Array(count),
    };
    const dataset = { ...datasetOf(train), height: 1, width: 1 };
    const { train: some } = yardstickOf(dataset);
    expect(some.count).to.equal(5000);
    expect([some.pixels[0], some.pixels[2500], some.pixels[4999]]).to.deep.equal([0, 100, 199]);
    expect(yardstickOf(dataset)).to.deep.equal({ train: some, validation: undefined });
  });
});
