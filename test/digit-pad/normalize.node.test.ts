import { expect } from 'chai';
import { normalizeStrokes as normalize } from '../../src/digit-pad/normalize.js';
import type { Point, Stroke } from '../../src/digit-pad/stroke.js';

const SIDE = 28;
const normalizeStrokes = (strokes: readonly Stroke[]): Uint8Array => normalize(strokes, { height: SIDE, width: SIDE });

function line(...points: Point[]): Stroke[] {
  return [points];
}

/** A seven, a ring, and a four of two strokes, as somebody might draw them. */
const SEVEN = line([0.3, 0.2], [0.7, 0.2], [0.6, 0.5], [0.45, 0.85]);
const RING: Stroke[] = [
  Array.from({ length: 40 }, (_, i) => [0.5 + 0.2 * Math.cos(i / 6), 0.5 + 0.3 * Math.sin(i / 6)] as const),
];
const FOUR = [...line([0.4, 0.15], [0.3, 0.55], [0.7, 0.55]), ...line([0.62, 0.35], [0.58, 0.9])];

function moved(strokes: readonly Stroke[], scale: number, x: number, y: number): Stroke[] {
  return strokes.map((stroke) => stroke.map(([px, py]) => [x + px * scale, y + py * scale] as const));
}

function extent(pixels: Uint8Array): { width: number; height: number } {
  const columns = new Set<number>();
  const rows = new Set<number>();
  pixels.forEach((value, pixel) => {
    if (value < 64) return;
    columns.add(pixel % SIDE);
    rows.add(Math.floor(pixel / SIDE));
  });
  return { width: columns.size, height: rows.size };
}

function centreOfMass(pixels: Uint8Array): [number, number] {
  const mass = pixels.reduce((sum, value) => sum + value, 0);
  const x = pixels.reduce((sum, value, pixel) => sum + value * (pixel % SIDE), 0);
  const y = pixels.reduce((sum, value, pixel) => sum + value * Math.floor(pixel / SIDE), 0);
  return [x / mass, y / mass];
}

function largestDifference(a: Uint8Array, b: Uint8Array): number {
  return Math.max(...a.map((value, pixel) => Math.abs(value - (b[pixel] ?? 0))));
}

describe('normalizeStrokes', () => {
  it('gives 784 zeros for an empty drawing', () => {
    for (const empty of [[], [[]]]) {
      const pixels = normalizeStrokes(empty);
      expect(pixels).to.have.length(784);
      expect(pixels.every((value) => value === 0)).to.be.true;
    }
  });

  it('gives the same image wherever and however large the digit was drawn', () => {
    for (const digit of [SEVEN, RING, FOUR]) {
      const image = normalizeStrokes(digit);
      expect(largestDifference(image, normalizeStrokes(moved(digit, 0.25, 0.7, 0.05)))).to.be.at.most(1);
      expect(largestDifference(image, normalizeStrokes(moved(digit, 0.6, 0, 0.4)))).to.be.at.most(1);
    }
  });

  it('fits the ink into 20 by 20 pixels', () => {
    for (const digit of [SEVEN, RING, FOUR]) {
      const { width, height } = extent(normalizeStrokes(digit));
      expect(Math.max(width, height)).to.be.within(19, 21);
    }
  });

  it('puts the centre of mass where MNIST has it', () => {
    for (const digit of [SEVEN, RING, FOUR]) {
      const [x, y] = centreOfMass(normalizeStrokes(digit));
      expect(x).to.be.closeTo(14, 0.1);
      expect(y).to.be.closeTo(14, 0.1);
    }
  });

  it('keeps the aspect of a straight one and of a flat dash', () => {
    const one = extent(normalizeStrokes(line([0.5, 0.1], [0.5, 0.9])));
    expect(one.height).to.be.within(19, 21);
    expect(one.width).to.be.within(2, 4);
    const dash = extent(normalizeStrokes(line([0.1, 0.5], [0.9, 0.5])));
    expect(dash.width).to.be.within(19, 21);
    expect(dash.height).to.be.within(2, 4);
  });

  it('makes a small round dot of a tap, also of a trembling one', () => {
    const tap = normalizeStrokes([[[0.2, 0.8]]]);
    expect(extent(tap)).to.deep.equal({ width: 3, height: 3 });
    expect(tap[14 * SIDE + 14]).to.equal(255);
    const trembling = extent(normalizeStrokes(line([0.5, 0.5], [0.503, 0.502])));
    expect(trembling.width).to.be.within(3, 5);
    expect(trembling.height).to.be.within(3, 5);
  });

  it('has ink as dark and as plentiful as MNIST', () => {
    for (const digit of [SEVEN, RING, FOUR]) {
      const pixels = normalizeStrokes(digit);
      const mean = pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
      expect(mean).to.be.within(18, 50);
      expect(Math.max(...pixels)).to.be.at.least(250);
    }
  });

  it('does not care how often a point is repeated', () => {
    const repeated = SEVEN.map((stroke) => stroke.flatMap((point) => [point, point, point]));
    expect(normalizeStrokes(repeated)).to.deep.equal(normalizeStrokes(SEVEN));
  });

  it('draws a hundred thousand points like the line that they lie on', () => {
    const count = 100_000;
    const dense = Array.from({ length: count }, (_, i) => [0.2 + (0.5 * i) / (count - 1), 0.3] as const);
    const sparse = line([0.2, 0.3], [0.7, 0.3]);
    expect(largestDifference(normalizeStrokes([dense]), normalizeStrokes(sparse))).to.be.at.most(1);
  });

  it('ignores strokes without points', () => {
    expect(normalizeStrokes([[], ...SEVEN, []])).to.deep.equal(normalizeStrokes(SEVEN));
  });

  describe('for pictures of another size', () => {
    for (const [width, height] of [
      [8, 8],
      [13, 9],
      [9, 64],
      [64, 64],
    ] as const) {
      it(`fits the ink into the same part of ${width}×${height} pixels, with its centre of mass in the middle`, () => {
        for (const digit of [SEVEN, RING, FOUR]) {
          const pixels = normalize(digit, { width, height });
          expect(pixels).to.have.length(width * height);
          let [mass, x, y] = [0, 0, 0];
          pixels.forEach((value, pixel) => {
            mass += value;
            x += value * (pixel % width);
            y += value * Math.floor(pixel / width);
          });
          expect(x / mass).to.be.closeTo(width / 2, 0.6);
          expect(y / mass).to.be.closeTo(height / 2, 0.6);
          expect(Math.max(...pixels)).to.be.above(150);
        }
      });
    }

    it('scales box and pen alike', () => {
      const mean = (pixels: Uint8Array): number => pixels.reduce((sum, value) => sum + value, 0) / pixels.length;
      for (const side of [14, 42, 56]) {
        const size = { width: side, height: side };
        expect(mean(normalize(RING, size))).to.be.closeTo(mean(normalizeStrokes(RING)), 3);
      }
    });
  });
});
