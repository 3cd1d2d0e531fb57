/** The IDX parser: any chunking gives the same examples, and every kind of broken file gives its own error. */
import { expect } from 'chai';
import { MnistError } from '../../src/shared/errors.js';
import { IdxParser, MAX_EXAMPLES, type IdxFile, type IdxKind } from '../../src/data/idx.js';
import { idxHeader, imageFile, join, labelFile, rowsFile } from '../support/idx-files.mjs';

function parse(kind: IdxKind, chunks: Iterable<Uint8Array>, limit = Infinity): IdxFile {
  const parser = new IdxParser('file', kind, limit);
  for (const chunk of chunks) if (!parser.push(chunk)) break;
  return parser.finish();
}

function failure(kind: IdxKind, file: Uint8Array, limit?: number): MnistError {
  try {
    parse(kind, [file], limit);
  } catch (error) {
    if (error instanceof MnistError) return error;
    throw error;
  }
  throw new Error('the file was expected to be refused');
}

/** A repeatable sequence of numbers in 0…1 (a linear congruential generator). */
function* randomNumbers(seed: number): Generator<number, never> {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** Cuts a file at random places; empty chunks occur. */
function* cut(file: Uint8Array, random: Generator<number, never>): Generator<Uint8Array> {
  const longest = 2 + random.next().value ** 3 * 2000;
  for (let start = 0; start < file.length;) {
    const end = start + Math.floor(random.next().value * longest);
    yield file.subarray(start, end);
    start = end;
  }
}

const text = (words: string): Uint8Array => new TextEncoder().encode(words);

describe('IdxParser', () => {
  it('gives the bytes after the header of an image file', () => {
    const file = imageFile(3);
    const { total, count, bytes } = parse('images', [file]);
    expect([total, count]).to.deep.equal([3, 3]);
    expect(bytes).to.deep.equal(file.subarray(16));
  });

  it('gives the bytes after the header of a label file', () => {
    expect(parse('labels', [labelFile(12)]).bytes).to.deep.equal(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1));
  });

  it('gives the same examples however the file is cut into chunks', () => {
    const random = randomNumbers(1);
    for (let trial = 0; trial < 200; trial++) {
      const total = 1 + Math.floor(random.next().value * 20);
      const limit = 1 + Math.floor(random.next().value * 25);
      const kind = random.next().value < 0.5 ? 'images' : 'labels';
      const file = kind === 'images' ? imageFile(total) : labelFile(total);
      const whole = kind === 'images' ? file.subarray(16) : file.subarray(8);
      const count = Math.min(total, limit);
      const result = parse(kind, cut(file, random), limit);
      expect([result.total, result.count], `trial ${trial}`).to.deep.equal([total, count]);
      expect(result.bytes, `trial ${trial}`).to.deep.equal(whole.slice(0, (count * whole.length) / total));
    }
  });

  it('gives the same examples when it is fed byte by byte', () => {
    const file = imageFile(2);
    expect(
      parse(
        'images',
        Array.from(file, (byte) => Uint8Array.of(byte)),
      ).bytes,
    ).to.deep.equal(file.subarray(16));
  });

  it('wants no more as soon as the limit is reached', () => {
    const file = imageFile(5);
    const parser = new IdxParser('file', 'images', 2);
    expect(parser.push(file.subarray(0, 16 + 2 * 784 - 1))).to.be.true;
    expect(parser.push(file.subarray(16 + 2 * 784 - 1, 16 + 2 * 784))).to.be.false;
    expect(parser.finish().count).to.equal(2);
  });

  it('wants to see the end of a file that it takes whole', () => {
    expect(new IdxParser('file', 'images', Infinity).push(imageFile(5))).to.be.true;
  });

  it('ignores bytes after the last example and wants no more of them', () => {
    const parser = new IdxParser('file', 'labels', Infinity);
    expect(parser.push(labelFile(4))).to.be.true;
    expect(parser.push(new Uint8Array(10))).to.be.false;
    expect(parser.finish().bytes).to.deep.equal(Uint8Array.of(0, 1, 2, 3));
  });

  it('tells which share of the file is wanted', () => {
    const parser = new IdxParser('file', 'images', 5);
    expect([parser.share, parser.fileBytes]).to.deep.equal([0, 0]);
    parser.push(imageFile(10).subarray(0, 100));
    expect(parser.fileBytes).to.equal(16 + 10 * 784);
    expect(parser.share).to.equal((16 + 5 * 784) / (16 + 10 * 784));
  });

  it('gives real data when all a header of four billion images is asked for is a few', () => {
    const file = imageFile(3, { claimed: 0xffffffff });
    const { total, count } = parse('images', [file], 3);
    expect([total, count]).to.deep.equal([0xffffffff, 3]);
  });

  it('refuses a file that claims too much as soon as it does', () => {
    for (const [kind, header] of [
      ['labels', [0x801, MAX_EXAMPLES + 1]],
      ['images', [0x803, 0xffffffff, 28, 28]],
    ] as const) {
      const error = failure(kind, idxHeader(header));
      expect(error.code).to.equal('data-corrupt');
      expect(error.message).to.contain('`train-size`');
    }
  });

  it('says what a file that is no IDX file seems to be', () => {
    const starts: [Uint8Array, string][] = [
      [text('<!DOCTYPE html><title>Not found</title>'), 'looks like an HTML page'],
      [text('\n  <html>'), 'looks like an HTML page'],
      [text('version https://git-lfs.github.com/spec/v1\n'), 'looks like a Git LFS pointer'],
      [Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0), 'compressed twice'],
      [labelFile(20), 'holds labels'],
      [idxHeader([0x804, 1, 28, 28]), '0x00000804 instead of 0x00000803'],
      [Uint8Array.of(1, 2), 'holds only 2 bytes'],
      [new Uint8Array(0), 'is empty'],
    ];
    for (const [file, words] of starts) {
      const error = failure('images', file);
      expect(error.code, words).to.equal('data-magic');
      expect(error.message).to.contain(words);
    }
  });

  it('refuses labels where it is given images', () => {
    expect(failure('labels', imageFile(1)).message).to.contain('it holds images');
  });

  for (const [width, height] of [
    [8, 8],
    [13, 9],
    [64, 64],
  ] as const) {
    it(`reads images of ${width}×${height} pixels, however they are cut`, () => {
      const file = imageFile(5, { width, height });
      const { count, size, bytes } = parse('images', cut(file, randomNumbers(width)), 3);
      expect([count, size]).to.deep.equal([3, { width, height }]);
      expect(bytes).to.deep.equal(file.slice(16, 16 + 3 * width * height));
    });
  }

  it('refuses images with a side below 8 or above 64, and says how large they are', () => {
    for (const [height, width] of [
      [7, 7],
      [65, 65],
      [28, 7],
      [784, 1],
      [0, 0],
      [0xffffffff, 0xffffffff],
    ] as const) {
      const error = failure('images', idxHeader([0x803, 1, height, width]));
      expect(error.code).to.equal('data-dimensions');
      expect(error.message).to.contain(`${width}×${height} pixels; each side must be from 8 to 64`);
    }
  });

  it('takes fewer of larger images', () => {
    const error = failure('images', idxHeader([0x803, 95_704, 64, 64]));
    expect(error.code).to.equal('data-corrupt');
    expect(error.message).to.contain('at most 95703 can be used');
  });

  it('takes the class out of rows of integers, however they are cut', () => {
    const file = rowsFile(25);
    const { total, count, bytes } = parse('labels', cut(file, randomNumbers(3)), 12);
    expect([total, count]).to.deep.equal([25, 12]);
    expect(bytes).to.deep.equal(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1));
  });

  it('refuses rows that are cut short, have too many columns, or a class above 255', () => {
    const file = rowsFile(3);
    for (const length of [4, 8, 11, 12, file.length - 1]) {
      expect(failure('labels', file.subarray(0, length)).code, `${length} bytes`).to.equal('data-truncated');
    }
    for (const columns of [0, 65, 0xffffffff]) {
      expect(failure('labels', idxHeader([0xc02, 1, columns])).code, `${columns}`).to.equal('data-dimensions');
    }
    const error = failure('labels', join(idxHeader([0xc02, 2, 1]), idxHeader([255, 256])));
    expect(error.code).to.equal('data-label-range');
    expect(error.message).to.contain('Label 1 of file is 256');
  });

  it('refuses a file that ends early, wherever it ends', () => {
    const file = imageFile(2);
    const lengths = [...Array.from({ length: Math.ceil((file.length - 4) / 7) }, (_, i) => 4 + 7 * i), file.length - 1];
    for (const length of lengths) {
      expect(failure('images', file.subarray(0, length)).code, `${length} bytes`).to.equal('data-truncated');
    }
  });

  it('refuses a file without examples', () => {
    expect(failure('images', imageFile(0)).code).to.equal('data-truncated');
  });

  it('accepts a file that is cut short after the wanted examples', () => {
    expect(parse('images', [imageFile(5).subarray(0, 16 + 784)], 1).count).to.equal(1);
  });
});
