import { expect } from 'chai';
import { Random } from '../../src/worker/base/random.js';
import type { Dataset } from '../../src/worker/dataset/dataset.js';
import { mixCorrections, withEvaluation } from '../../src/worker/fine-tuning.js';

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

  it('tells of the accuracy that was kept in the end', () => {
    const epoch = { epoch: 1, epochs: 2, loss: 1, accuracy: 0.5, valLoss: 1, valAccuracy: 0.5, seconds: 1 };
    const end = {
      reason: 'completed',
      epochs: 2,
      seconds: 2,
      testAccuracy: 0.5,
      history: [epoch, { ...epoch, epoch: 2 }],
    } as const;
    const evaluation = { accuracy: 0.9, loss: 0.1, confusion: [], perClass: [], mistakes: [] };
    const kept = withEvaluation(end, evaluation);
    expect(kept.testAccuracy).to.equal(0.9);
    expect(kept.history.map(({ valAccuracy }) => valAccuracy)).to.deep.equal([0.5, 0.9]);
  });
});
