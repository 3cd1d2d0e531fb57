/** Loads the four files of an MNIST-like dataset, checks that they belong together, and makes sense of what they hold. */
import { MnistError } from '../shared/errors.js';
import type { DataNote, LoadProgress, Split, Transpose } from '../shared/types.js';
import type { RetryPolicy } from './transfer/download.js';
import { DataFolder } from './data-folder.js';
import type { Dataset, Examples } from './dataset.js';
import { isEmnist, namesOfClasses } from './emnist.js';
import type { FileRole } from './file-names.js';
import { MAX_EXAMPLES, type IdxFile } from './idx.js';
import { ProgressSum } from './progress-sum.js';
import { transpose } from './transpose.js';

/** What to load. */
export interface DatasetRequest {
  /**
   * Absolute URL of the folder with the four IDX files, ending in a slash; or of the folder and what their names begin
   * with, such as `https://a.host/data/emnist-letters-`.
   */
  readonly src: string;
  /** How many examples to use, from the front: an integer from 1, or Infinity for all. Fewer if the file has fewer. */
  readonly trainSize: number;
  readonly testSize: number;
  /** How many classes there are, which the labels must belong to; by default as many as the labels tell. */
  readonly classCount?: number | undefined;
  /** Whether the pictures lie on their side; default `auto`. */
  readonly transpose?: Transpose | undefined;
}

/** How to load it. */
export interface LoadOptions extends DatasetRequest {
  /** Aborting it rejects the load with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Bytes over all four files, at most about 30 times a second, and once at the end with `loaded` equal to `total`. */
  readonly onProgress?: ((progress: LoadProgress) => void) | undefined;
  /** With the network; default `DEFAULT_RETRY`. */
  readonly retry?: RetryPolicy | undefined;
}

/** Images first: they take longest, and are spelled in the fewest ways. */
const FILES = [
  { kind: 'images', split: 'train' },
  { kind: 'images', split: 'test' },
  { kind: 'labels', split: 'train' },
  { kind: 'labels', split: 'test' },
] as const satisfies FileRole[];

/**
 * Loads a dataset. All four files load at the same time, the images no further than their split's size needs; when one
 * fails, the others are cancelled. Complete files are kept for the next visit (see file-store.ts).
 *
 * @throws MnistError `invalid-argument`, or a `data-…` code that tells what is wrong with which file
 */
export async function loadDataset(options: LoadOptions): Promise<Dataset> {
  const { src, signal, onProgress } = options;
  checkRequest(options);
  signal?.throwIfAborted();
  const siblings = new AbortController();
  const anyAbort = signal === undefined ? siblings.signal : AbortSignal.any([signal, siblings.signal]);
  const folder = new DataFolder(src, anyAbort, options.retry);
  const progress = new ProgressSum(FILES.length, (sum) => {
    if (!anyAbort.aborted) onProgress?.(sum);
  });
  const limits = { train: options.trainSize, test: options.testSize };
  const reads = FILES.map(({ kind, split }, index) => {
    // All labels, which are short: they tell how many classes there are, also where few pictures are used.
    const limit = kind === 'labels' ? MAX_EXAMPLES : limits[split];
    return folder.read({ kind, split, limit, onProgress: (part) => progress.update(index, part) });
  });
  try {
    const dataset = toDataset(options, (await Promise.all(reads)) as FilesInOrder);
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
  if (!URL.canParse(src) || !/[-_/]$/.test(src)) {
    throw new MnistError(
      'invalid-argument',
      `The data folder must be an absolute URL that ends in a slash, or in a hyphen, not "${src}".`,
    );
  }
  for (const [name, size] of Object.entries({ trainSize, testSize })) {
    if (size === Infinity || (Number.isInteger(size) && size >= 1)) continue;
    throw new MnistError('invalid-argument', `${name} must be an integer from 1, or Infinity for all, not ${size}.`);
  }
}

type FilesInOrder = [trainImages: IdxFile, testImages: IdxFile, trainLabels: IdxFile, testLabels: IdxFile];

/** Puts the files together, and says what had to be changed. */
function toDataset(
  { src, classCount, transpose: wish = 'auto' }: DatasetRequest,
  [trainImages, testImages, trainLabels, testLabels]: FilesInOrder,
): Dataset {
  checkCounts(src, 'train', trainImages, trainLabels);
  checkCounts(src, 'test', testImages, testLabels);
  checkSizes(src, trainImages, testImages);
  const { least, most } = rangeOf(trainLabels.bytes, testLabels.bytes);
  // Where there is a name for 0, the labels mean what they say although no picture is of it.
  const first = least === 1 && (classCount === undefined || classCount <= most) ? 1 : 0;
  const classes = classCount ?? Math.max(most - first + 1, 2);
  const isLying = wish === 'on' || (wish === 'auto' && isEmnist(src));
  if (isLying) for (const { bytes, size } of [trainImages, testImages]) transpose(bytes, size);
  const examples = (split: Split, images: IdxFile, labels: IdxFile): Examples => ({
    count: images.count,
    pixels: images.bytes,
    labels: toIndices(src, split, labels.bytes.subarray(0, images.count), first, classes),
  });
  const { height, width } = trainImages.size;
  const notes: DataNote[] = [];
  if (first === 1) notes.push('labels-from-1');
  if (isLying) notes.push('transposed');
  return {
    ...(isLying ? { height: width, width: height } : { height, width }),
    train: examples('train', trainImages, trainLabels),
    test: examples('test', testImages, testLabels),
    classes,
    labels: namesOfClasses(src, classes, first),
    notes,
  };
}

function checkCounts(src: string, split: Split, images: IdxFile, labels: IdxFile): void {
  if (images.total === labels.total) return;
  throw new MnistError(
    'data-count-mismatch',
    `The ${split} files in ${src} do not belong together: ${images.total} images, but ${labels.total} labels.`,
    undefined,
    src,
  );
}

function checkSizes(src: string, { size: train }: IdxFile, { size: test }: IdxFile): void {
  if (train.width === test.width && train.height === test.height) return;
  throw new MnistError(
    'data-dimensions',
    `The train and test files in ${src} do not belong together: the images are ${train.width}×${train.height} pixels ` +
      `for training, but ${test.width}×${test.height} for the test.`,
    undefined,
    src,
  );
}

function rangeOf(...files: readonly Uint8Array[]): { readonly least: number; readonly most: number } {
  let [least, most] = [255, 0];
  for (const labels of files) {
    for (const label of labels) {
      least = Math.min(least, label);
      most = Math.max(most, label);
    }
  }
  return { least, most };
}

/** @param first the label that becomes the index 0 */
function toIndices(src: string, split: Split, labels: Uint8Array, first: number, classes: number): Uint8Array {
  const index = labels.findIndex((label) => label - first >= classes);
  if (index >= 0) {
    const label = labels[index]!;
    throw new MnistError(
      'data-label-range',
      `Label ${index} of the ${split} files in ${src} is ${label}; labels must be from ${first} to ` +
        `${classes - 1 + first}, since the trainer's \`labels\` attribute names ${classes} classes, not ${label - first + 1}.`,
      undefined,
      src,
    );
  }
  return first === 0 ? labels : labels.map((label) => label - first);
}
