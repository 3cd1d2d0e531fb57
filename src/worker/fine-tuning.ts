/** What a network is taught corrections with: many of each, among images that it shall not unlearn. */
import { IMAGE_BYTES } from '../shared/model.js';
import type { LabelledImage } from '../shared/types.js';
import type { Settings } from '../shared/worker-api.js';
import type { Dataset, Examples } from './dataset/dataset.js';
import type { Random } from './random.js';

/** The most images of the training set that take part. */
const MOST_KNOWN = 20_000;
/** Share of the corrections, all together, beside these. */
const SHARE = 0.1;
/** Copies of each correction: fewer would not stand out, more would teach nothing new. */
const COPIES = { least: 20, most: 400 };

/** The recipe: one short epoch at a low rate, on images varied as drawings are. */
export const FINE_TUNING = {
  epochs: 1,
  batchSize: 64,
  learningRate: 0.0005,
  augment: 'drawn',
} as const satisfies Partial<Settings>;

/**
 * Mixes copies of the corrections into a random part of the training set; the test set stays as it is.
 *
 * @param corrections at least one
 */
export function mixCorrections(
  { train, test }: Dataset,
  corrections: readonly LabelledImage[],
  random: Random,
): Dataset {
  const known = Math.min(train.count, MOST_KNOWN);
  const wanted = Math.round((known * SHARE) / corrections.length);
  const copies = Math.min(Math.max(wanted, COPIES.least), COPIES.most);
  const count = known + copies * corrections.length;
  const mixed: Examples = {
    count,
    pixels: new Uint8Array(count * IMAGE_BYTES),
    labels: new Uint8Array(count),
  };
  for (let i = 0; i < known; i++) {
    const from = known === train.count ? i : random.integer(train.count);
    mixed.pixels.set(train.pixels.subarray(from * IMAGE_BYTES, (from + 1) * IMAGE_BYTES), i * IMAGE_BYTES);
    mixed.labels[i] = train.labels[from]!;
  }
  for (let i = known; i < count; i++) {
    const { pixels, index } = corrections[(i - known) % corrections.length]!;
    mixed.pixels.set(pixels, i * IMAGE_BYTES);
    mixed.labels[i] = index;
  }
  return { train: mixed, test };
}
