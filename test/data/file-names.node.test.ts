/** The names under which the four files are looked for. */
import { expect } from 'chai';
import {
  allSpellings,
  likelySpelling,
  nameOf,
  prefixOf,
  spellingsNear,
  type FileRole,
} from '../../src/data/file-names.js';

const TRAIN_IMAGES: FileRole = { split: 'train', kind: 'images' };
const TEST_LABELS: FileRole = { split: 'test', kind: 'labels' };
const FOLDER = 'https://a.example/data/';

const namesNear = (role: FileRole, src: string): string[] =>
  spellingsNear(role, likelySpelling(src)).map((spelling) => nameOf(role, spelling));

describe('The names of data files', () => {
  it('are MNIST’s own to begin with, and for training images only four', () => {
    expect(namesNear(TRAIN_IMAGES, FOLDER)).to.deep.equal([
      'train-images-idx3-ubyte.gz',
      'train-images-idx3-ubyte',
      'train-images.idx3-ubyte.gz',
      'train-images.idx3-ubyte',
    ]);
  });

  it('vary in one thing at a time, and are never more than six', () => {
    expect(namesNear(TEST_LABELS, FOLDER)).to.deep.equal([
      't10k-labels-idx1-ubyte.gz',
      't10k-labels-idx2-int.gz',
      'test-labels-idx1-ubyte.gz',
      't10k-labels-idx1-ubyte',
      't10k-labels.idx1-ubyte.gz',
      't10k-labels.idx1-ubyte',
    ]);
  });

  it('begin with `test` first where they have a beginning of their own, as EMNIST’s and QMNIST’s', () => {
    const src = `${FOLDER}qmnist-`;
    expect(prefixOf(src)).to.equal('qmnist-');
    expect(namesNear(TEST_LABELS, src).slice(0, 2)).to.deep.equal([
      'test-labels-idx1-ubyte.gz',
      'test-labels-idx2-int.gz',
    ]);
  });

  it('are all told, each once, for what may be stored', () => {
    for (const [role, count] of [
      [TRAIN_IMAGES, 4],
      [TEST_LABELS, 16],
    ] as const) {
      const names = allSpellings(role).map((spelling) => nameOf(role, spelling));
      expect(names).to.have.lengthOf(count);
      expect(new Set(names).size).to.equal(count);
    }
  });
});
