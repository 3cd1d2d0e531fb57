import { expect } from 'chai';
import type { Batch } from '../../../src/engine/engine.js';
import { split } from '../../../src/engine/simd/part.js';

/** Image i is filled with the byte i, and its label is i % 10. */
const batchOf = (count: number): Batch => ({
  pixels: Uint8Array.from({ length: count * 784 }, (_, i) => Math.floor(i / 784)),
  labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
});

describe('Splitting a batch', () => {
  for (const [count, threads] of [
    [64, 1],
    [64, 2],
    [64, 3],
    [255, 4],
    [16, 16],
    [3, 16],
    [1, 2],
  ] as const) {
    it(`into ${threads} part(s) leaves each of ${count} images in one of them, in order`, () => {
      const batch = batchOf(count);
      const parts = split(batch, threads);
      expect(parts).to.have.length(threads);
      expect(parts.flatMap(({ labels }) => [...labels])).to.deep.equal([...batch.labels]);
      expect(parts.flatMap(({ pixels }) => [...pixels])).to.deep.equal([...batch.pixels]);
      // Dropout has to know where in the batch a part begins.
      const starts = parts.map((_, i) => parts.slice(0, i).reduce((sum, { labels }) => sum + labels.length, 0));
      expect(parts.map(({ draw }) => draw.first)).to.deep.equal(starts);
    });

    it(`into ${threads} part(s) of ${count} images gives the first some, and no more than the others if there is enough`, () => {
      const sizes = split(batchOf(count), threads).map(({ labels }) => labels.length);
      const [first = 0, ...others] = sizes;
      expect(first).to.be.greaterThan(0);
      if (count >= 2 * threads) for (const other of others) expect(other).to.be.within(first, 1.2 * first + 2);
    });
  }
});
