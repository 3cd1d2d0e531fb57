/** What the checkpoint learns from: MNIST's training images, the same drawn by the pad's pen, and drawings of the script. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { drawDigit, drawOther } from './drawings.mjs';
import { trace } from './traces.mjs';

/** Label of what is no digit. */
export const NO_DIGIT = 255;

const SIZE = { height: 28, width: 28 };
const BYTES = SIZE.height * SIZE.width;
/** What is smaller than this, in units of `shapes.mjs`, was meant as a dot. */
const DOT = 1.5;
const DIGITS = 20_000;
const OTHERS = 16_000;

/** @typedef {import('../../src/data/dataset.js').Examples} Examples */

/** @param {string} folder with the IDX files @param {'train' | 't10k'} split @returns {Examples} */
export function readMnist(folder, split) {
  const read = (name) => new Uint8Array(readFileSync(join(folder, name)));
  const labels = read(`${split}-labels-idx1-ubyte`).subarray(8);
  return { count: labels.length, pixels: read(`${split}-images-idx3-ubyte`).subarray(16), labels };
}

/** Examples `start` to `end`, as windows on the same memory. @param {Examples} examples @returns {Examples} */
export function slice({ pixels, labels }, start, end) {
  return {
    count: end - start,
    pixels: pixels.subarray(start * BYTES, end * BYTES),
    labels: labels.subarray(start, end),
  };
}

/**
 * @param library what `loadLibrary()` gives
 * @param {Examples} mnist
 * @param {import('../../src/base/random.js').Random} random
 * @returns {Examples} labels are 0…9 or `NO_DIGIT`
 */
export function collectExamples(library, mnist, random) {
  const draw = (count, strokesOf, labelOf) => {
    const examples = { count, pixels: new Uint8Array(count * BYTES), labels: new Uint8Array(count) };
    for (let i = 0; i < count; i++) {
      examples.pixels.set(library.normalizeStrokes(toUnit(strokesOf(i)), SIZE), i * BYTES);
      examples.labels[i] = labelOf(i);
    }
    return examples;
  };
  const imageOf = (i) => mnist.pixels.subarray(i * BYTES, (i + 1) * BYTES);
  return concatenate(
    mnist,
    draw(
      mnist.count,
      (i) => trace(imageOf(i)),
      (i) => mnist.labels[i],
    ),
    draw(
      DIGITS,
      (i) => drawDigit(random, i % 10),
      (i) => i % 10,
    ),
    draw(
      OTHERS,
      () => drawOther(random),
      () => NO_DIGIT,
    ),
  );
}

function concatenate(...parts) {
  const count = parts.reduce((sum, part) => sum + part.count, 0);
  const joined = { count, pixels: new Uint8Array(count * BYTES), labels: new Uint8Array(count) };
  let at = 0;
  for (const part of parts) {
    joined.pixels.set(part.pixels, at * BYTES);
    joined.labels.set(part.labels, at);
    at += part.count;
  }
  return joined;
}

/** Fits a drawing into 0…1; a mere dot stays a dot, which the pad does not enlarge. */
function toUnit(strokes) {
  const points = strokes.flat();
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [left, top] = [Math.min(...xs), Math.min(...ys)];
  const size = Math.max(Math.max(...xs) - left, Math.max(...ys) - top);
  const scale = (size < DOT ? 0.02 : 1) / (size || 1);
  return strokes.map((stroke) => stroke.map(([x, y]) => [(x - left) * scale, (y - top) * scale]));
}
