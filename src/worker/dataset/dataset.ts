/** A labelled set of images in memory, kept as the bytes that were downloaded. */

/** Images and their labels, in file order. */
export interface Examples {
  readonly count: number;
  /** count × 784 bytes, row by row, 0 is background. */
  readonly pixels: Uint8Array;
  /** count class indices. */
  readonly labels: Uint8Array;
}

/** What a network learns from and what it is tested on. */
export interface Dataset {
  readonly train: Examples;
  readonly test: Examples;
}
