/** A streaming parser of IDX, the format of the MNIST files: a big-endian header, then one byte a value. */
import { MnistError, type MnistErrorCode } from '../shared/errors.js';
import { PICTURE_SIDE } from '../network/limits.js';
import type { PictureSize } from '../shared/types.js';

/** What a file holds: pictures (magic 0x803), or class indices (magic 0x801; 0xc02 in the rows of QMNIST). */
export type IdxKind = 'images' | 'labels';

/** The wanted part of a file. */
export interface IdxFile {
  /** Examples in the file according to its header. */
  readonly total: number;
  /** Examples in `bytes`: the smaller of `total` and the limit. */
  readonly count: number;
  /** Of each picture; 1×1 of labels. */
  readonly size: PictureSize;
  /** count × height × width pixels 0…255, row by row, or count labels. */
  readonly bytes: Uint8Array;
}

/** More examples than this are refused as soon as the header claims them. */
export const MAX_EXAMPLES = 500_000;
/** So is more than these take in MNIST's size. */
const MAX_BYTES = MAX_EXAMPLES * 28 * 28;

/** The forms of a file, by the number that it begins with. */
const FORMS = new Map<number, { readonly kind: IdxKind; readonly headerBytes: number }>([
  [0x803, { kind: 'images', headerBytes: 16 }],
  [0x801, { kind: 'labels', headerBytes: 8 }],
  // Rows of big-endian integers, the class first, then who wrote it and where it is from.
  [0xc02, { kind: 'labels', headerBytes: 12 }],
]);
const USUAL_MAGIC = { images: 0x803, labels: 0x801 };
const SHORTEST_HEADER = 8;
const LONGEST_HEADER = 16;
const MOST_COLUMNS = 64;

const INITIAL_CAPACITY = 1 << 16;

/**
 * Takes a file chunk by chunk, cut anywhere, and keeps the first `limit` examples. Memory follows the data that has
 * arrived, never what the header promises. Bytes after the last example are ignored.
 */
export class IdxParser {
  readonly #file: string;
  readonly #kind: IdxKind;
  readonly #limit: number;
  readonly #header = new Uint8Array(LONGEST_HEADER);
  #headerFilled = 0;
  /** Grows when the first bytes have told the form. */
  #headerBytes = SHORTEST_HEADER;
  #total = 0;
  #size: PictureSize = { height: 1, width: 1 };
  #exampleBytes = 1;
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
  }

  /** Share of the file that is wanted, 0…1; 0 until the header is there. */
  get share(): number {
    return this.fileBytes === 0 ? 0 : (this.#headerBytes + this.#wanted) / this.fileBytes;
  }

  /** Length of the whole file according to its header; 0 until that is there. */
  get fileBytes(): number {
    return this.#total === 0 ? 0 : this.#headerBytes + this.#total * this.#exampleBytes;
  }

  /**
   * Takes the next bytes.
   *
   * @returns whether what follows matters: true while examples are missing, and also when the file is exactly
   *   complete, so that its end (with the checksum of gzip) is seen; false once the limit is reached or bytes follow
   *   the last example
   * @throws MnistError `data-magic`, `data-dimensions`, `data-truncated` (no examples) or `data-corrupt` (too many wanted)
   */
  push(chunk: Uint8Array): boolean {
    const values = this.#takeHeader(chunk);
    if (this.#headerFilled < this.#headerBytes) return true;
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
   * @throws MnistError `data-magic` for a file too short to have one, `data-truncated` when wanted examples are missing,
   *   `data-label-range` for a label above 255
   */
  finish(): IdxFile {
    if (this.#headerFilled < 4) {
      const fault = this.#headerFilled === 0 ? 'is empty' : `holds only ${this.#headerFilled} bytes`;
      throw this.#error('data-magic', `The data file ${this.#file} ${fault}. Upload it again.`);
    }
    if (this.#headerFilled < this.#headerBytes) {
      this.#readForm();
      throw this.#error('data-truncated', `The data file ${this.#file} ends within its header. Upload it again.`);
    }
    if (this.#filled < this.#wanted) {
      throw this.#error(
        'data-truncated',
        `The data file ${this.#file} is cut short: its header promises ${this.#total} ${this.#kind}, ` +
          `but it holds ${Math.floor(this.#filled / this.#exampleBytes)}. Upload it again.`,
      );
    }
    const bytes = this.#kind === 'labels' && this.#exampleBytes > 1 ? this.#firstColumn() : this.#bytes;
    return { total: this.#total, count: this.#wanted / this.#exampleBytes, size: this.#size, bytes };
  }

  /** Fills the header from the front of a chunk; returns the rest of the chunk. */
  #takeHeader(chunk: Uint8Array): Uint8Array {
    let rest = chunk;
    while (this.#headerFilled < this.#headerBytes && rest.length > 0) {
      const taken = rest.subarray(0, this.#headerBytes - this.#headerFilled);
      this.#header.set(taken, this.#headerFilled);
      this.#headerFilled += taken.length;
      rest = rest.subarray(taken.length);
      if (this.#headerFilled === SHORTEST_HEADER) this.#readForm();
      if (this.#headerFilled === this.#headerBytes) this.#readHeader();
    }
    return rest;
  }

  #readForm(): void {
    const magic = this.#word(0);
    const form = FORMS.get(magic);
    if (form?.kind !== this.#kind) {
      throw this.#error(
        'data-magic',
        `The file ${this.#file} is not an IDX file of ${this.#kind}: ${this.#describeStart(magic)}. ` +
          "Check the trainer's `src` attribute and the files in that folder.",
      );
    }
    this.#headerBytes = form.headerBytes;
  }

  #readHeader(): void {
    if (this.#kind === 'images') this.#readSize();
    else if (this.#headerBytes > SHORTEST_HEADER) this.#readColumns();
    this.#total = this.#word(1);
    if (this.#total === 0) {
      throw this.#error('data-truncated', `The data file ${this.#file} holds no ${this.#kind}.`);
    }
    this.#refuseExcess();
    this.#wanted = Math.min(this.#total, this.#limit) * this.#exampleBytes;
  }

  #readSize(): void {
    const [height, width] = [this.#word(2), this.#word(3)];
    const { least, most } = PICTURE_SIDE;
    if (Math.min(height, width) < least || Math.max(height, width) > most) {
      throw this.#error(
        'data-dimensions',
        `The images in ${this.#file} are ${width}×${height} pixels; each side must be from ${least} to ${most}.`,
      );
    }
    this.#size = { height, width };
    this.#exampleBytes = height * width;
  }

  #readColumns(): void {
    const columns = this.#word(2);
    if (columns < 1 || columns > MOST_COLUMNS) {
      throw this.#error(
        'data-dimensions',
        `The labels in ${this.#file} have ${columns} columns; they must have from 1 to ${MOST_COLUMNS}.`,
      );
    }
    this.#exampleBytes = 4 * columns;
  }

  /** A number of the header, counted from 0. */
  #word(index: number): number {
    return new DataView(this.#header.buffer).getUint32(4 * index);
  }

  /** The classes in rows of integers. */
  #firstColumn(): Uint8Array {
    const view = new DataView(this.#bytes.buffer);
    return Uint8Array.from({ length: this.#wanted / this.#exampleBytes }, (_, index) => {
      const label = view.getUint32(index * this.#exampleBytes);
      if (label <= 255) return label;
      throw this.#error('data-label-range', `Label ${index} of ${this.#file} is ${label}; at most 255 can be used.`);
    });
  }

  /** What a file with a wrong start most probably is. */
  #describeStart(magic: number): string {
    const start = new TextDecoder().decode(this.#header.subarray(0, this.#headerFilled)).trimStart();
    if (start.startsWith('<')) return 'it looks like an HTML page';
    if (start.startsWith('version ')) return 'it looks like a Git LFS pointer';
    if (magic >>> 16 === 0x1f8b) return 'it is compressed twice';
    const form = FORMS.get(magic);
    if (form !== undefined) return `it holds ${form.kind}`;
    const expected = USUAL_MAGIC[this.#kind].toString(16).padStart(8, '0');
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
    const most = Math.min(MAX_EXAMPLES, Math.floor(MAX_BYTES / this.#exampleBytes));
    if (Math.min(this.#total, this.#limit) <= most) return;
    throw this.#error(
      'data-corrupt',
      `The data file ${this.#file} claims to hold ${this.#total} ${this.#kind}; at most ${most} can be used. ` +
        'Set `train-size` and `test-size` to take fewer from its front.',
    );
  }
}
