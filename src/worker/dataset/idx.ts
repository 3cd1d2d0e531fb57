/** A streaming parser of IDX, the format of the MNIST files: a big-endian header, then one byte a value. */
import { MnistError, type MnistErrorCode } from '../../shared/errors.js';
import { IMAGE_BYTES, IMAGE_SIDE } from '../../shared/model.js';

/** What a file holds: 28×28 images (magic 0x803) or class indices (magic 0x801). */
export type IdxKind = 'images' | 'labels';

/** The wanted part of a file. */
export interface IdxFile {
  /** Examples in the file according to its header. */
  readonly total: number;
  /** Examples in `bytes`: the smaller of `total` and the limit. */
  readonly count: number;
  /** count × 784 pixels 0…255, row by row, or count labels. */
  readonly bytes: Uint8Array;
}

/** More examples than this (392 MB of images) are refused as soon as the header claims them. */
export const MAX_EXAMPLES = 500_000;

const LAYOUT = {
  images: { magic: 0x803, headerBytes: 16, exampleBytes: IMAGE_BYTES },
  labels: { magic: 0x801, headerBytes: 8, exampleBytes: 1 },
} as const;

const INITIAL_CAPACITY = 1 << 16;

/**
 * Takes a file chunk by chunk, cut anywhere, and keeps the first `limit` examples. Memory follows the data that has
 * arrived, never what the header promises. Bytes after the last example are ignored.
 */
export class IdxParser {
  readonly #file: string;
  readonly #kind: IdxKind;
  readonly #limit: number;
  readonly #header: Uint8Array;
  #headerFilled = 0;
  #total = 0;
  #wanted = 0;
  #bytes = new Uint8Array(0);
  #filled = 0;

  /**
   * @param file what messages call the file, such as its URL
   * @param kind what the file must hold
   * @param limit how many examples are wanted, from the front; Infinity for all
   */
  constructor(file: string, kind: IdxKind, limit: number) {
    this.#file = file;
    this.#kind = kind;
    this.#limit = limit;
    this.#header = new Uint8Array(LAYOUT[kind].headerBytes);
  }

  /** Share of the file that is wanted, 0…1; 0 until the header is there. */
  get share(): number {
    return this.fileBytes === 0 ? 0 : (this.#header.length + this.#wanted) / this.fileBytes;
  }

  /** Length of the whole file according to its header; 0 until that is there. */
  get fileBytes(): number {
    return this.#total === 0 ? 0 : this.#header.length + this.#total * LAYOUT[this.#kind].exampleBytes;
  }

  /**
   * Takes the next bytes.
   *
   * @returns whether what follows matters: true while examples are missing, and also when the file is exactly
   *   complete, so that its end (with the checksum of gzip) is seen; false once the limit is reached or bytes follow
   *   the last example
   * @throws MnistError `data-magic`, `data-dimensions`, `data-truncated` (no examples) or `data-corrupt` (more than MAX_EXAMPLES wanted)
   */
  push(chunk: Uint8Array): boolean {
    const values = this.#takeHeader(chunk);
    if (this.#headerFilled < this.#header.length) return true;
    const taken = values.subarray(0, this.#wanted - this.#filled);
    this.#reserve(this.#filled + taken.length);
    this.#bytes.set(taken, this.#filled);
    this.#filled += taken.length;
    if (this.#filled < this.#wanted) return true;
    return this.share === 1 && taken.length === values.length;
  }

  /**
   * Ends the file.
   *
   * @throws MnistError `data-magic` for a file too short to have one, `data-truncated` when wanted examples are missing
   */
  finish(): IdxFile {
    const { exampleBytes } = LAYOUT[this.#kind];
    if (this.#headerFilled < 4) {
      const fault = this.#headerFilled === 0 ? 'is empty' : `holds only ${this.#headerFilled} bytes`;
      throw this.#error('data-magic', `The data file ${this.#file} ${fault}. Upload it again.`);
    }
    if (this.#headerFilled < this.#header.length) {
      this.#checkMagic();
      throw this.#error('data-truncated', `The data file ${this.#file} ends within its header. Upload it again.`);
    }
    if (this.#filled < this.#wanted) {
      throw this.#error(
        'data-truncated',
        `The data file ${this.#file} is cut short: its header promises ${this.#total} ${this.#kind}, ` +
          `but it holds ${Math.floor(this.#filled / exampleBytes)}. Upload it again.`,
      );
    }
    return { total: this.#total, count: this.#wanted / exampleBytes, bytes: this.#bytes };
  }

  /** Fills the header from the front of a chunk; returns the rest of the chunk. */
  #takeHeader(chunk: Uint8Array): Uint8Array {
    if (this.#headerFilled === this.#header.length) return chunk;
    const taken = chunk.subarray(0, this.#header.length - this.#headerFilled);
    this.#header.set(taken, this.#headerFilled);
    this.#headerFilled += taken.length;
    if (this.#headerFilled === this.#header.length) this.#readHeader();
    return chunk.subarray(taken.length);
  }

  #readHeader(): void {
    this.#checkMagic();
    const view = new DataView(this.#header.buffer);
    if (this.#kind === 'images') {
      const [rows, columns] = [view.getUint32(8), view.getUint32(12)];
      if (rows !== IMAGE_SIDE || columns !== IMAGE_SIDE) {
        throw this.#error(
          'data-dimensions',
          `The images in ${this.#file} are ${rows}×${columns} pixels; they must be ${IMAGE_SIDE}×${IMAGE_SIDE}.`,
        );
      }
    }
    this.#total = view.getUint32(4);
    if (this.#total === 0) {
      throw this.#error('data-truncated', `The data file ${this.#file} holds no ${this.#kind}.`);
    }
    this.#refuseExcess();
    this.#wanted = Math.min(this.#total, this.#limit) * LAYOUT[this.#kind].exampleBytes;
  }

  #checkMagic(): void {
    const magic = new DataView(this.#header.buffer).getUint32(0);
    if (magic === LAYOUT[this.#kind].magic) return;
    throw this.#error(
      'data-magic',
      `The file ${this.#file} is not an IDX file of ${this.#kind}: ${this.#describeStart(magic)}. ` +
        "Check the trainer's `src` attribute and the files in that folder.",
    );
  }

  /** What a file with a wrong start most probably is. */
  #describeStart(magic: number): string {
    const start = new TextDecoder().decode(this.#header.subarray(0, this.#headerFilled)).trimStart();
    if (start.startsWith('<')) return 'it looks like an HTML page';
    if (start.startsWith('version ')) return 'it looks like a Git LFS pointer';
    if (magic >>> 16 === 0x1f8b) return 'it is compressed twice';
    const other = this.#kind === 'images' ? 'labels' : 'images';
    if (magic === LAYOUT[other].magic) return `it holds ${other}`;
    const expected = LAYOUT[this.#kind].magic.toString(16).padStart(8, '0');
    return `it starts with 0x${magic.toString(16).padStart(8, '0')} instead of 0x${expected}`;
  }

  /** Doubles the capacity until `length` bytes fit; the last growth ends exactly at what is wanted. */
  #reserve(length: number): void {
    if (length <= this.#bytes.length) return;
    const capacity = Math.max(length, 2 * this.#bytes.length, INITIAL_CAPACITY);
    const grown = new Uint8Array(Math.min(capacity, this.#wanted));
    grown.set(this.#bytes.subarray(0, this.#filled));
    this.#bytes = grown;
  }

  #error(code: MnistErrorCode, message: string): MnistError {
    return new MnistError(code, message, undefined, this.#file);
  }

  #refuseExcess(): void {
    if (Math.min(this.#total, this.#limit) <= MAX_EXAMPLES) return;
    throw this.#error(
      'data-corrupt',
      `The data file ${this.#file} claims to hold ${this.#total} ${this.#kind}; at most ${MAX_EXAMPLES} can be used. ` +
        'Set `train-size` and `test-size` to take fewer from its front.',
    );
  }
}
