import { expect } from 'chai';
import { evaluate } from '../../src/training/evaluation.js';
import { CONFIDENCE, examplesOf, FirstPixelEngine } from './first-pixel-engine.js';

const NEVER = new AbortController().signal;

describe('An evaluation', () => {
  it('counts images by what they are, then by what they were taken for, and lists those that were misread', async () => {
    const test = examplesOf([4, 4, 4, 9, 0], [4, 9, 9, 9, 0]);
    const { accuracy, loss, confusion, perClass, mistakes } = await evaluate(new FirstPixelEngine(), test, NEVER);
    const counts = confusion.flatMap((row, label) =>
      row.flatMap((count, predicted) => (count > 0 ? [{ label, predicted, count }] : [])),
    );
    expect(counts).to.deep.equal([
      { label: 0, predicted: 0, count: 1 },
      { label: 4, predicted: 4, count: 1 },
      { label: 4, predicted: 9, count: 2 },
      { label: 9, predicted: 9, count: 1 },
    ]);
    expect(perClass.map((share) => Number(share.toFixed(3)))).to.deep.equal([1, 0, 0, 0, 0.333, 0, 0, 0, 0, 1]);
    expect(mistakes.map(({ index, label, predicted }) => [index, label, predicted])).to.deep.equal([
      [1, 4, 9],
      [2, 4, 9],
    ]);
    expect(accuracy).to.equal(3 / 5);
    expect(loss).to.be.closeTo((-3 * Math.log(CONFIDENCE) - 2 * Math.log((1 - CONFIDENCE) / 9)) / 5, 1e-6);
  });

  it('goes through more images than are read at once, and ends early when it is told to', async () => {
    const labels = Array.from({ length: 999 }, (_, i) => i % 10);
    const test = examplesOf(labels, labels);
    expect((await evaluate(new FirstPixelEngine(), test, NEVER)).confusion[3]![3]).to.equal(100);
    const ended = await evaluate(new FirstPixelEngine(), test, AbortSignal.abort('enough')).catch(
      (error: unknown) => error,
    );
    expect(ended).to.equal('enough');
  });
});
