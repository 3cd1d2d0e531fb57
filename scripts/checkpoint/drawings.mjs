/** Drawings as an untrained hand makes them: the shapes bent and moved point by point, scribbles, several digits at once. */
import { DIGITS, OTHERS } from './shapes.mjs';

/** How far a hand misses the points of a shape, as a share of its size. */
const TREMOR = 0.05;
/** Furthest turn, in degrees, either way. */
const TURN = 20;
/** Furthest factor of the width, either way. */
const WIDTH = 1.45;
/** Furthest slant: to the side for each unit up. */
const SLANT = 0.35;
/** Points that a smooth line gets between two of the shape. */
const FINENESS = 5;

/** @typedef {import('../../src/base/random.js').Random} Random */
/** @typedef {[x: number, y: number][][]} Strokes any size, anywhere */

/** @param {Random} random @param {number} digit @returns {Strokes} */
export function drawDigit(random, digit) {
  return bend(random, parse(pick(random, DIGITS[digit])));
}

/**
 * Something that nobody should read as one digit.
 *
 * @param {Random} random
 * @param {readonly string[]} shapes
 * @returns {Strokes}
 */
export function drawOther(random, shapes = OTHERS) {
  const kind = random.float();
  if (kind < 0.62) return bend(random, parse(pick(random, shapes)));
  if (kind < 0.7) return spiral(random);
  if (kind < 0.8) return scribble(random, 8 + random.integer(40));
  if (kind < 0.87)
    return Array.from({ length: 2 + random.integer(4) }, () => scribble(random, 2 + random.integer(3))).flat();
  if (kind < 0.96) return sideBySide(random, 2 + random.integer(2));
  return [...drawDigit(random, random.integer(10)), ...scribble(random, 4 + random.integer(8))];
}

/** @param {string} shape @returns {Strokes} */
function parse(shape) {
  return shape.split('|').map((stroke) =>
    stroke
      .trim()
      .split(' ')
      .map((point) => point.split(',').map(Number)),
  );
}

/** Moves every point a little, smooths the line, then turns, slants and stretches the whole. */
function bend(random, strokes) {
  const size = extent(strokes);
  const tremor = 3 * TREMOR * Math.max(size.width, size.height) * random.float();
  const shaken = strokes.map((stroke) => {
    let moved;
    return stroke.map(([x, y], i) => {
      const corner = i > 0 && stroke[i - 1][0] === x && stroke[i - 1][1] === y;
      if (!corner) moved = [x + bell(random) * tremor, y + bell(random) * tremor];
      return moved;
    });
  });
  const angle = (between(random, TURN) * Math.PI) / 180;
  const slant = between(random, SLANT);
  const width = WIDTH ** between(random, 1);
  return shaken.map((stroke) =>
    smooth(stroke).map(([x, y]) => {
      const slanted = width * x - slant * y;
      return [Math.cos(angle) * slanted - Math.sin(angle) * y, Math.sin(angle) * slanted + Math.cos(angle) * y];
    }),
  );
}

/** A Catmull–Rom spline through the points; two equal ones in a row make a corner. */
function smooth(points) {
  const fine = [];
  for (let i = 0; i + 1 < points.length; i++) {
    const [from, to] = [points[i], points[i + 1]];
    if (from === to) continue;
    const before = points[i - 1] ?? from;
    const after = points[i + 2] ?? to;
    for (let step = 0; step < FINENESS; step++) {
      const t = step / FINENESS;
      fine.push([0, 1].map((axis) => spline(before[axis], from[axis], to[axis], after[axis], t)));
    }
  }
  return [...fine, points.at(-1)];
}

function spline(a, b, c, d, t) {
  return b + (t / 2) * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

/** Round and round, once and a half or more. */
function spiral(random) {
  const turns = 1.6 + 3 * random.float();
  const start = random.float() * 2 * Math.PI;
  const direction = random.float() < 0.5 ? -1 : 1;
  const inner = 0.25 * random.float();
  const count = 20 * Math.ceil(turns);
  const points = Array.from({ length: count }, (_, i) => {
    const share = i / (count - 1);
    const radius = inner + (1 - inner) * share;
    const angle = start + direction * share * turns * 2 * Math.PI;
    return [5 * radius * Math.cos(angle), 5 * radius * Math.sin(angle)];
  });
  return bend(random, [points]);
}

/** A line through points anywhere. */
function scribble(random, count) {
  const points = Array.from({ length: count }, () => [10 * random.float(), 14 * random.float()]);
  return [random.float() < 0.5 ? smooth(points) : points];
}

/** Several digits, as in a number. */
function sideBySide(random, count) {
  return Array.from({ length: count }, (_, i) =>
    fit(drawDigit(random, random.integer(10)), 8, 14).map((stroke) => stroke.map(([x, y]) => [x + 11 * i, y])),
  ).flat();
}

/** Scales a drawing so that it fits, keeping its aspect, with its left upper corner at 0, 0. */
function fit(strokes, width, height) {
  const size = extent(strokes);
  const scale = Math.min(width / Math.max(size.width, 1e-6), height / Math.max(size.height, 1e-6));
  return strokes.map((stroke) => stroke.map(([x, y]) => [(x - size.left) * scale, (y - size.top) * scale]));
}

function extent(strokes) {
  const points = strokes.flat();
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  return { left, top, width: Math.max(...xs) - left, height: Math.max(...ys) - top };
}

function pick(random, list) {
  return list[random.integer(list.length)];
}

/** Uniform within ±limit. */
function between(random, limit) {
  return (random.float() * 2 - 1) * limit;
}

/** About normal, with a standard deviation of 0.35. */
function bell(random) {
  return (random.float() + random.float() + random.float() - 1.5) * 0.7;
}
