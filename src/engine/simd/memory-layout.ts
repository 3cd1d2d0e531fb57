/** Decides where blocks lie in linear memory: one behind the other. */

/** What kernels may read, or write and overwrite, behind the end of a block: four vectors. */
const SLACK = 64;
/** Blocks begin on cache lines. */
const LINE = 64;

export class MemoryLayout {
  #top: number;

  /** @param start the first free address */
  constructor(start: number) {
    this.#top = align(start);
  }

  /** The first address behind all blocks. */
  get top(): number {
    return this.#top;
  }

  /** Room for so many numbers of four bytes; returns its address. */
  numbers(count: number): number {
    return this.bytes(4 * count);
  }

  bytes(count: number): number {
    const address = this.#top;
    this.#top = align(address + count + SLACK);
    return address;
  }
}

function align(address: number): number {
  return Math.ceil(address / LINE) * LINE;
}
