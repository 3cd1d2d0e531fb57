/** Small datasets of every size, with other classes, under the names that occur. */
import { gzipSync } from 'node:zlib';
import { imageFile, labelFile, rowsFile } from './idx-files.mjs';

const COUNTS = { train: 50, test: 20 };

/** Kind → what is unusual about it. */
const DATASETS = {
  dotted: { separator: '.', suffix: '' },
  'dotted-gz': { separator: '.' },
  'test-for-t10k': { test: 'test', suffix: '' },
  rows: { form: 'idx2-int' },
  'qmnist-': { prefix: 'qmnist-', test: 'test', form: 'idx2-int' },
  'emnist-letters-': { prefix: 'emnist-letters-', test: 'test', labels: { first: 1, classes: 26 } },
  'emnist-wide-': { prefix: 'emnist-wide-', test: 'test', suffix: '', size: { width: 13, height: 9 } },
  'prefixed-mnist_': { prefix: 'mnist_' },
  'from-1': { labels: { first: 1, classes: 5 } },
  'one-class': { labels: { classes: 1 } },
  'three-classes': { labels: { classes: 3 } },
  'many-classes': { labels: { classes: 40 } },
  'wide-and-high': { size: { width: 13, height: 9 }, testSize: { width: 9, height: 13 } },
};

/** What is unusual about a kind; undefined if it is no dataset's. */
function datasetOf(kind) {
  const size = /^size-(\d+)x(\d+)$/.exec(kind);
  return size === null ? DATASETS[kind] : { size: { width: Number(size[1]), height: Number(size[2]) } };
}

export const isDataset = (kind) => datasetOf(kind) !== undefined;

/** A dataset's file of a name, as it lies on the server; undefined where there is none. */
export function datasetFile(kind, name) {
  const { prefix = '', test = 't10k', separator = '-', form = 'idx1-ubyte', suffix = '.gz' } = datasetOf(kind);
  const { size, testSize = size, labels } = datasetOf(kind);
  for (const [split, word] of Object.entries({ train: 'train', test })) {
    const contents = {
      [`images${separator}idx3-ubyte`]: () => imageFile(COUNTS[split], split === 'train' ? size : testSize),
      [`labels${separator}${form}`]: () => (form === 'idx2-int' ? rowsFile : labelFile)(COUNTS[split], labels),
    };
    for (const [rest, content] of Object.entries(contents)) {
      if (name === `${prefix}${word}-${rest}${suffix}`) return suffix === '' ? content() : gzipSync(content());
    }
  }
  return undefined;
}
