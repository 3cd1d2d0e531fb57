import { expect } from 'chai';
import { Random } from '../../src/base/random.js';
import type { Examples } from '../../src/data/dataset.js';
import type { Batch } from '../../src/engine/engine.js';
import { createAugment } from '../../src/data/augment.js';
import { shuffledBatches } from '../../src/training/batches.js';

/** Image i is filled with the byte i, and its label is i % 10. */
function numbered(count: number): Examples {
  return {
    count,
    pixels: Uint8Array.from({ length: count * 784 }, (_, i) => Math.floor(i / 784)),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
  };
}

const copy = await createAugment('none', new Random(0), { height: 28, width: 28 });

const collect = (examples: Examples, size: number, seed: number): { first: number; label: number }[][] => [
  ...mapBatches(examples, size, seed),
];

function* mapBatches(examples: Examples, size: number, seed: number): Generator<{ first: number; label: number }[]> {
  for (const { pixels, labels } of shuffledBatches(examples, size, new Random(seed), copy)) {
    yield [...labels].map((label, i) => ({ first: pixels[i * 784]!, label }));
  }
}

describe('Mini-batches', () => {
  it('hold every example exactly once, with its own label', () => {
    const all = collect(numbered(100), 7, 1).flat();
    expect(all.map(({ first }) => first).sort((a, b) => a - b)).to.deep.equal(Array.from({ length: 100 }, (_, i) => i));
    for (const { first, label } of all) expect(label).to.equal(first % 10);
  });

  it('have the wanted size, and the last one what is left over', () => {
    expect(collect(numbered(100), 7, 1).map((batch) => batch.length)).to.deep.equal([
      ...new Array<number>(14).fill(7),
      2,
    ]);
  });

  it('are one batch when the batch is larger than the data', () => {
    expect(collect(numbered(5), 1000, 1).map((batch) => batch.length)).to.deep.equal([5]);
  });

  it('come in the same order for the same seed, and in another order for another', () => {
    expect(collect(numbered(50), 8, 1)).to.deep.equal(collect(numbered(50), 8, 1));
    expect(collect(numbered(50), 8, 1)).not.to.deep.equal(collect(numbered(50), 8, 2));
  });

  it('leave the two batches before alone', () => {
    const batches = shuffledBatches(numbered(60), 10, new Random(1), copy);
    const take = (): Batch => batches.next().value as Batch;
    const [first, second] = [take(), take()];
    const before = structuredClone([first, second]);
    take();
    expect([first, second]).to.deep.equal(before);
  });
});
