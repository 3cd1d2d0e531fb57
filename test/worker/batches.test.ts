import { expect } from '@open-wc/testing';
import type { Examples } from '../../src/worker/dataset/dataset.js';
import { shiftImage, shuffledBatches } from '../../src/worker/batches.js';
import { Random } from '../../src/worker/random.js';

/** Image i is filled with the byte i, and its label is i % 10. */
function numbered(count: number): Examples {
  return {
    count,
    pixels: Uint8Array.from({ length: count * 784 }, (_, i) => Math.floor(i / 784)),
    labels: Uint8Array.from({ length: count }, (_, i) => i % 10),
  };
}

const collect = (examples: Examples, size: number, seed: number): { first: number; label: number }[][] => [
  ...mapBatches(examples, size, seed),
];

function* mapBatches(examples: Examples, size: number, seed: number): Generator<{ first: number; label: number }[]> {
  for (const { pixels, labels } of shuffledBatches(examples, size, new Random(seed), false)) {
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
    expect(collect(numbered(100), 7, 1).map((batch) => batch.length)).to.deep.equal([...new Array(14).fill(7), 2]);
  });

  it('are one batch when the batch is larger than the data', () => {
    expect(collect(numbered(5), 1000, 1).map((batch) => batch.length)).to.deep.equal([5]);
  });

  it('come in the same order for the same seed, and in another order for another', () => {
    expect(collect(numbered(50), 8, 1)).to.deep.equal(collect(numbered(50), 8, 1));
    expect(collect(numbered(50), 8, 1)).not.to.deep.equal(collect(numbered(50), 8, 2));
  });
});

describe('Shifting an image', () => {
  const image = Uint8Array.from({ length: 784 }, (_, i) => 1 + (i % 255));

  for (const right of [-2, -1, 0, 1, 3]) {
    for (const down of [-3, -1, 0, 1, 2]) {
      it(`by ${right} to the right and ${down} down moves every pixel and fills in background`, () => {
        const target = new Uint8Array(784).fill(99);
        shiftImage(image, target, right, down);
        for (let y = 0; y < 28; y++) {
          for (let x = 0; x < 28; x++) {
            const [fromX, fromY] = [x - right, y - down];
            const inside = fromX >= 0 && fromX < 28 && fromY >= 0 && fromY < 28;
            expect(target[y * 28 + x]).to.equal(inside ? image[fromY * 28 + fromX] : 0);
          }
        }
      });
    }
  }
});
