import { expect } from 'chai';
import type { Augmentation } from '../../src/shared/types.js';
import { createAugment, shiftImage } from '../../src/data/augment.js';
import { Random } from '../../src/base/random.js';
import { imageFile } from '../support/idx-files.mjs';
import { readMnist } from '../support/mnist-files.mjs';

/** Changes every image, one after the other. */
async function augmented(kind: Augmentation, seed: number, images: readonly Uint8Array[]): Promise<Uint8Array[]> {
  const augment = await createAugment(kind, new Random(seed), { height: 28, width: 28 });
  return images.map((image) => {
    const target = new Uint8Array(784).fill(99);
    augment(image, target);
    return target;
  });
}

const sum = (pixels: Uint8Array): number => pixels.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;

/** Where the ink lies on average, how far it spreads, and how it leans. */
function moments(pixels: Uint8Array): { x: number; y: number; spread: number; lean: number } {
  const mass = sum(pixels);
  const average = (of: (x: number, y: number) => number): number =>
    pixels.reduce((total, value, i) => total + value * of(i % 28, Math.floor(i / 28)), 0) / mass;
  const [x, y] = [average((column) => column), average((_, row) => row)];
  const down = average((_, row) => (row - y) ** 2);
  const across = average((column) => (column - x) ** 2);
  return { x, y, spread: Math.sqrt(down + across), lean: average((column, row) => (column - x) * (row - y)) / down };
}

function standardDeviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

describe('Augmentation', () => {
  let digits: Uint8Array[];
  before(async () => {
    const pixels = (await readMnist('t10k-images-idx3-ubyte')).subarray(16);
    digits = Array.from({ length: 200 }, (_, i) => pixels.slice(784 * i, 784 * (i + 1)));
  });

  it('changes nothing when there is to be none', async () => {
    expect(await augmented('none', 1, digits)).to.deep.equal(digits);
  });

  it('moves images by whole pixels in all nine ways when they are to be shifted', async () => {
    const image = digits[0]!;
    const ways = new Set((await augmented('shift', 1, new Array<Uint8Array>(200).fill(image))).map(String));
    const expected = [-1, 0, 1].flatMap((right) =>
      [-1, 0, 1].map((down) => {
        const target = new Uint8Array(784);
        shiftImage(image, target, 28, right, down);
        return String(target);
      }),
    );
    expect([...ways]).to.have.members(expected);
  });

  for (const kind of ['shift', 'drawn'] as const) {
    it(`is the same for the same seed and another for another (${kind})`, async () => {
      expect(await augmented(kind, 7, digits)).to.deep.equal(await augmented(kind, 7, digits));
      expect(await augmented(kind, 7, digits)).not.to.deep.equal(await augmented(kind, 8, digits));
    });

    it(`leaves the training images themselves as they were (${kind})`, async () => {
      const before = digits.map((digit) => digit.slice());
      await augmented(kind, 1, digits);
      expect(digits).to.deep.equal(before);
    });
  }

  it('writes every pixel of what is drawn anew, so that nothing of the last batch shines through', async () => {
    const blank = [new Uint8Array(784)];
    expect(await augmented('drawn', 1, blank)).to.deep.equal(blank);
  });

  it('varies place, size, slant and pen of what is drawn, and favours no direction', async () => {
    const image = digits[0]!;
    const before = moments(image);
    const many = await augmented('drawn', 1, new Array<Uint8Array>(1000).fill(image));
    const after = many.map(moments);
    for (const place of ['x', 'y'] as const) {
      expect(mean(after.map((m) => m[place]))).to.be.closeTo(before[place], 0.2);
      expect(standardDeviation(after.map((m) => m[place]))).to.be.within(0.5, 1.5);
    }
    expect(mean(after.map((m) => m.spread))).to.be.closeTo(before.spread, 0.3);
    expect(standardDeviation(after.map((m) => m.spread))).to.be.within(0.2, 1);
    expect(mean(after.map((m) => m.lean))).to.be.closeTo(before.lean, 0.03);
    expect(standardDeviation(after.map((m) => m.lean))).to.be.within(0.05, 0.4);
    const ink = many.map((pixels) => sum(pixels) / sum(image));
    expect(Math.min(...ink)).to.be.within(0.5, 0.9);
    expect(Math.max(...ink)).to.be.within(1.2, 2);
  });

  it('keeps what is drawn on the image, from the thinnest to the thickest digit', async () => {
    (await augmented('drawn', 3, digits)).forEach((pixels, i) => {
      expect(sum(pixels) / sum(digits[i]!), `digit ${i}`).to.be.within(0.4, 2);
    });
  });
});

describe('Shifting an image', () => {
  const image = Uint8Array.from({ length: 784 }, (_, i) => 1 + (i % 255));

  for (const right of [-2, -1, 0, 1, 3]) {
    for (const down of [-3, -1, 0, 1, 2]) {
      it(`by ${right} to the right and ${down} down moves every pixel and fills in background`, () => {
        const target = new Uint8Array(784).fill(99);
        shiftImage(image, target, 28, right, down);
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

describe('Augmentation of pictures of another size', () => {
  for (const [width, height] of [
    [8, 8],
    [13, 9],
    [8, 64],
    [64, 64],
  ] as const) {
    it(`keeps to ${width}×${height} pixels`, async () => {
      const image = imageFile(1, { width, height }).subarray(16);
      for (const kind of ['none', 'shift', 'drawn'] as const) {
        const augment = await createAugment(kind, new Random(3), { width, height });
        for (let i = 0; i < 200; i++) {
          const target = new Uint8Array(width * height);
          augment(image, target);
          expect(sum(target) / sum(image), kind).to.be.within(0.2, 2);
        }
      }
    });

    it(`draws the middle of ${width}×${height} pixels near the middle`, async () => {
      const image = new Uint8Array(width * height);
      image[Math.floor(height / 2) * width + Math.floor(width / 2)] = 255;
      const augment = await createAugment('drawn', new Random(3), { width, height });
      for (let i = 0; i < 200; i++) {
        const target = new Uint8Array(width * height);
        augment(image, target);
        target.forEach((value, pixel) => {
          if (value === 0) return;
          expect(Math.abs((pixel % width) - width / 2)).to.be.at.most(2 + width / 14);
          expect(Math.abs(Math.floor(pixel / width) - height / 2)).to.be.at.most(2 + height / 14);
        });
      }
    });
  }
});
