/** From a trainer's attributes to checked settings: the one place where bad values are refused. */
import { MnistError } from '../shared/errors.js';
import { readDataUrl } from '../service/folder-url.js';
import { CLASSES } from '../network/limits.js';
import type { Settings } from '../shared/settings.js';
import type { Augmentation, Backend, Transpose } from '../shared/types.js';

const BACKENDS: readonly string[] = ['auto', 'webgpu', 'webgl', 'simd', 'wasm', 'cpu'] satisfies (Backend | 'auto')[];
const MODELS: readonly string[] = ['cnn', 'dense'];
const AUGMENTATIONS: readonly string[] = ['none', 'shift', 'drawn'] satisfies Augmentation[];
const TRANSPOSES: readonly string[] = ['auto', 'on', 'off'] satisfies Transpose[];

/** `labels` of a trainer that leaves it to the data. */
export const DIGITS = '0,1,2,3,4,5,6,7,8,9';

/** The most workers that `threads` may ask for. */
const MAX_THREADS = 16;

/** A trainer's public properties, as a page author has set them. */
export interface RawSettings {
  readonly src: string;
  readonly labels: string;
  readonly transpose: string;
  readonly trainSize: number | undefined;
  readonly testSize: number | undefined;
  readonly model: string;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly seed: number | undefined;
  readonly backend: string;
  readonly threads: string;
  readonly augment: string;
  readonly storageKey: string;
}

/** The class names of a comma-separated list, without surrounding spaces. */
export function readLabels(labels: string): readonly string[] {
  return labels.split(',').map((label) => label.trim());
}

/**
 * Checks every value.
 *
 * @param attribute what the page says in words, for the message: a number that could not be read has lost it
 * @param defaultSrc URL of the folder that is used without `src`
 * @throws MnistError `invalid-attribute` or `backend-unknown`
 */
export function readSettings(
  raw: RawSettings,
  attribute: (name: string) => string | null,
  defaultSrc: string,
): Settings {
  const refuse = (name: string, value: unknown, expected: string): never => {
    const given = `${name}="${quote(attribute(name) ?? value)}"`;
    throw new MnistError('invalid-attribute', `${given} must be ${expected}.`, undefined, given);
  };
  const integer = (name: string, value: number, min: number, max: number): number =>
    Number.isSafeInteger(value) && value >= min && value <= max
      ? value
      : refuse(name, value, `a whole number from ${min} to ${max}`);
  const count = (name: string, value: number | undefined): number =>
    value === undefined ? Infinity : integer(name, value, 1, 1e9);

  const labels = readLabels(raw.labels);
  if (labels.length < CLASSES.least || labels.length > CLASSES.most || labels.includes('')) {
    refuse('labels', raw.labels, `${CLASSES.least} to ${CLASSES.most} class names, separated by commas`);
  }
  if (!BACKENDS.includes(raw.backend)) {
    const given = `backend="${quote(raw.backend)}"`;
    throw new MnistError('backend-unknown', `${given} must be one of ${BACKENDS.join(', ')}.`, undefined, given);
  }
  if (!MODELS.includes(raw.model)) refuse('model', raw.model, `one of ${MODELS.join(', ')}`);
  if (!(raw.learningRate > 0 && raw.learningRate <= 10)) {
    refuse('learning-rate', raw.learningRate, 'a number above 0, at most 10');
  }
  if (!AUGMENTATIONS.includes(raw.augment)) refuse('augment', raw.augment, `one of ${AUGMENTATIONS.join(', ')}`);
  if (!TRANSPOSES.includes(raw.transpose)) refuse('transpose', raw.transpose, `one of ${TRANSPOSES.join(', ')}`);
  return {
    src: raw.src === '' ? defaultSrc : readDataUrl('src', raw.src),
    classCount: raw.labels === DIGITS ? undefined : labels.length,
    transpose: raw.transpose as Transpose,
    trainSize: count('train-size', raw.trainSize),
    testSize: count('test-size', raw.testSize),
    model: raw.model as Settings['model'],
    epochs: integer('epochs', raw.epochs, 1, 10_000),
    batchSize: integer('batch-size', raw.batchSize, 1, 100_000),
    learningRate: raw.learningRate,
    seed:
      raw.seed === undefined ? undefined : integer('seed', raw.seed, Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    backend: raw.backend as Settings['backend'],
    threads: raw.threads === 'auto' ? 'auto' : integer('threads', Number(raw.threads), 1, MAX_THREADS),
    augment: raw.augment as Augmentation,
    storageKey: raw.storageKey === '' ? undefined : raw.storageKey,
  };
}

/** A value in a message: not more of it than can be read there. */
function quote(value: unknown): string {
  const words = String(value);
  return words.length > 100 ? `${words.slice(0, 100)}…` : words;
}
