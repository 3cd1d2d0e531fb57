/** What a network is measured by after every epoch: images that it learns from, as they are, and images that it does not. */
import type { EpochEnd } from '../shared/types.js';
import { pixelsOf, type Dataset, type Examples } from '../data/dataset.js';
import type { Engine } from '../engine/engine.js';
import { evaluate } from './evaluation.js';

/** The most training images that are read for it: as many as MNIST's validation set has. */
const MOST_TRAIN = 5000;

/** The images; the same in every epoch of a training, so that its figures can be compared. */
export interface Yardstick {
  readonly train: Examples;
  /** Undefined when none are held out. */
  readonly validation: Examples | undefined;
}

/** What a network reaches on them. */
export interface Measures extends Required<Pick<EpochEnd, 'trainLoss' | 'trainAccuracy'>> {
  readonly valLoss: number | null;
  readonly valAccuracy: number | null;
}

/** All images of a dataset that are held out, and 5,000 from the whole length of the others. */
export function yardstickOf({ train, validation }: Dataset): Yardstick {
  return { train: spread(train, MOST_TRAIN), validation };
}

/**
 * Reads all of them.
 *
 * @param signal aborting ends it early, rejecting with the signal's reason
 */
export async function measure(engine: Engine, yardstick: Yardstick, signal: AbortSignal): Promise<Measures> {
  const train = await evaluate(engine, yardstick.train, signal);
  const validation = yardstick.validation && (await evaluate(engine, yardstick.validation, signal));
  return {
    trainLoss: train.loss,
    trainAccuracy: train.accuracy,
    valLoss: validation?.loss ?? null,
    valAccuracy: validation?.accuracy ?? null,
  };
}

/** As many examples, at equal distances: where the files are sorted by class, every class has its share. */
function spread(examples: Examples, most: number): Examples {
  const { count } = examples;
  if (count <= most) return examples;
  const bytes = pixelsOf(examples, 0).length;
  const some: Examples = { count: most, pixels: new Uint8Array(most * bytes), labels: new Uint8Array(most) };
  for (let i = 0; i < most; i++) {
    const from = Math.floor((i * count) / most);
    some.pixels.set(pixelsOf(examples, from), i * bytes);
    some.labels[i] = examples.labels[from]!;
  }
  return some;
}
