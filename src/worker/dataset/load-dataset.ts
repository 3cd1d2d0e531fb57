/** Loads the four files of an MNIST-like dataset and checks that they belong together. */
import { MnistError } from '../../shared/errors.js';
import { CLASS_COUNT } from '../../shared/model.js';
import type { LoadProgress, Split } from '../../shared/types.js';
import type { Patience } from '../transfer/download.js';
import { DataFolder } from './data-folder.js';
import type { Dataset, Examples } from './dataset.js';
import type { IdxFile } from './idx.js';
import { ProgressSum } from './progress-sum.js';

/** What to load. */
export interface DatasetRequest {
  /** Absolute URL of the folder with the four IDX files under their original names, ending in a slash. */
  readonly src: string;
  /** How many examples to use, from the front: an integer from 1, or Infinity for all. Fewer if the file has fewer. */
  readonly trainSize: number;
  readonly testSize: number;
  /** Labels must be below this; default 10. */
  readonly classCount?: number | undefined;
}

/** How to load it. */
export interface LoadOptions extends DatasetRequest {
  /** Aborting it rejects the load with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Bytes over all four files, at most about 30 times a second, and once at the end with `loaded` equal to `total`. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** With the network; default `PATIENCE`. */
  readonly patience?: Patience | undefined;
}

const FILES = [
  { name: 'train-labels-idx1-ubyte', kind: 'labels', split: 'train' },
  { name: 't10k-labels-idx1-ubyte', kind: 'labels', split: 'test' },
  { name: 'train-images-idx3-ubyte', kind: 'images', split: 'train' },
  { name: 't10k-images-idx3-ubyte', kind: 'images', split: 'test' },
] as const;

/**
 * Loads a dataset. All four files load at the same time, each no further than its split's size needs; when one fails,
 * the others are cancelled. Complete files are kept for the next visit (see file-store.ts).
 *
 * @throws MnistError `invalid-argument`, or a `data-…` code that tells what is wrong with which file
 */
export async function loadDataset(options: LoadOptions): Promise<Dataset> {
  const { src, classCount = CLASS_COUNT, signal, onProgress } = options;
  checkRequest(options);
  signal?.throwIfAborted();
  const siblings = new AbortController();
  const anyAbort = signal === undefined ? siblings.signal : AbortSignal.any([signal, siblings.signal]);
  const folder = new DataFolder(src, anyAbort, options.patience);
  const progress = new ProgressSum(FILES.length, (sum) => {
    if (!anyAbort.aborted) onProgress?.(sum);
  });
  const limits = { train: options.trainSize, test: options.testSize };
  const reads = FILES.map(({ name, kind, split }, index) =>
    folder.read({ name, kind, limit: limits[split], onProgress: (part) => progress.update(index, part) }),
  );
  try {
    const [trainLabels, testLabels, trainImages, testImages] = (await Promise.all(reads)) as [
      IdxFile,
      IdxFile,
      IdxFile,
      IdxFile,
    ];
    const dataset = {
      train: pair(src, 'train', trainImages, trainLabels, classCount),
      test: pair(src, 'test', testImages, testLabels, classCount),
    };
    folder.judge(true);
    progress.end();
    return dataset;
  } catch (error) {
    if (error instanceof MnistError && error.code !== 'data-network') folder.judge(false);
    siblings.abort(error);
    throw error;
  }
}

function checkRequest({ src, trainSize, testSize }: DatasetRequest): void {
  if (!URL.canParse(src) || !src.endsWith('/')) {
    throw new MnistError(
      'invalid-argument',
      `The data folder must be an absolute URL that ends in a slash, not "${src}".`,
    );
  }
  for (const [name, size] of Object.entries({ trainSize, testSize })) {
    if (size === Infinity || (Number.isInteger(size) && size >= 1)) continue;
    throw new MnistError('invalid-argument', `${name} must be an integer from 1, or Infinity for all, not ${size}.`);
  }
}

/** Puts the images and labels of a split together. */
function pair(src: string, split: Split, images: IdxFile, labels: IdxFile, classCount: number): Examples {
  if (images.total !== labels.total) {
    throw new MnistError(
      'data-count-mismatch',
      `The ${split} files in ${src} do not belong together: ${images.total} images, but ${labels.total} labels.`,
      undefined,
      src,
    );
  }
  const index = labels.bytes.findIndex((label) => label >= classCount);
  if (index >= 0) {
    throw new MnistError(
      'data-label-range',
      `Label ${index} of the ${split} files in ${src} is ${String(labels.bytes[index])}; ` +
        `labels must be from 0 to ${classCount - 1}.`,
      undefined,
      src,
    );
  }
  return { count: images.count, pixels: images.bytes, labels: labels.bytes };
}
