/** A labelled set of pictures in memory, kept as the bytes that were downloaded. */
import type { DataFacts, DataNote, PictureSize } from '../shared/types.js';

/** Pictures and their labels, in file order. */
export interface Examples {
  /** At least 1. */
  readonly count: number;
  /** count × height × width bytes, row by row, 0 is background. */
  readonly pixels: Uint8Array;
  /** count class indices. */
  readonly labels: Uint8Array;
}

/** What a network learns from, is watched by, and is tested on: pictures of one size. */
export interface Dataset extends PictureSize {
  readonly train: Examples;
  /** The training images that are held out, which follow those of `train`; undefined: none are, see `hold-out.ts`. */
  readonly validation?: Examples | undefined;
  readonly test: Examples;
  /** How many classes there are: as many as have a name, else as the labels in the files tell. From 2 to 256. */
  readonly classes: number;
  /** What the files call the classes, by index. */
  readonly labels: readonly string[];
  /** What was changed to make sense of the files. */
  readonly notes: readonly DataNote[];
}

/** The bytes of some pictures in a row, not copied: those from `start` up to, and without, `end`; by default only one. */
export function pixelsOf({ count, pixels }: Examples, start: number, end = start + 1): Uint8Array {
  const bytes = pixels.length / count;
  return pixels.subarray(start * bytes, end * bytes);
}

/** Some examples in a row, not copied: those from `start` up to, and without, `end`; at least one. */
export function partOf(examples: Examples, start: number, end: number): Examples {
  return {
    count: end - start,
    pixels: pixelsOf(examples, start, end),
    labels: examples.labels.subarray(start, end),
  };
}

/** What the page is told of a dataset. */
export function factsOf({ width, height, classes, labels, train, validation, test, notes }: Dataset): DataFacts {
  const counts = { train: train.count, validation: validation?.count ?? 0, test: test.count };
  return { width, height, classes, labels, ...counts, notes };
}
