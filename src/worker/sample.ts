/** One picture of the data in memory, for those who want to look at it. */
import type { RawSample } from '../messages/worker-api.js';
import { pixelsOf, type Dataset } from '../data/dataset.js';
import { MnistError } from '../shared/errors.js';
import type { Split } from '../shared/types.js';

/**
 * @param index from 0 in file order; undefined: any
 * @throws MnistError `invalid-argument` when there is no such picture
 */
export function readSample(dataset: Dataset, split: Split, index?: number): RawSample {
  const { height, width, [split]: examples } = dataset;
  const { count } = examples;
  const chosen = index ?? Math.floor(Math.random() * count);
  if (!Number.isSafeInteger(chosen) || chosen < 0 || chosen >= count) {
    throw new MnistError('invalid-argument', `There is no ${split} image ${chosen}: they go from 0 to ${count - 1}.`);
  }
  const pixels = pixelsOf(examples, chosen).slice();
  return { split, index: chosen, count, height, width, pixels, labelIndex: examples.labels[chosen]! };
}
