/** From a trainer's attributes to checked settings: the one place where bad values are refused. */
import { CLASSES } from '../network/limits.js';
import type { Layer } from '../network/network.js';
import { parseLayers } from '../network/parse.js';
import { describe, MnistError } from '../shared/errors.js';
import { readDataUrl } from '../page/folder-url.js';
import type { Settings } from '../messages/settings.js';
import type { Augmentation, Backend, OptimizerName, ScheduleName, Transpose } from '../shared/types.js';

const BACKENDS: readonly string[] = ['auto', 'webgpu', 'webgl', 'simd', 'wasm', 'cpu'] satisfies (Backend | 'auto')[];
const AUGMENTATIONS: readonly Augmentation[] = ['none', 'shift', 'drawn'];
const TRANSPOSES: readonly Transpose[] = ['auto', 'on', 'off'];

// Written down here, as the page has no use for what they name.
const OPTIMIZERS: readonly OptimizerName[] = ['adam', 'sgd', 'momentum', 'rmsprop'];
const SCHEDULES: readonly ScheduleName[] = ['one-cycle', 'constant'];

/** `labels` of a trainer that leaves it to the data. */
export const DIGITS = '0,1,2,3,4,5,6,7,8,9';

/** The most workers that `threads` may ask for. */
const MAX_THREADS = 16;

/**
 * A trainer's public properties, as a page author has set them. Those whose attribute has the same name are set by
 * frameworks to what their markup says, which is text.
 */
export interface RawSettings {
  readonly src: string;
  readonly labels: string;
  readonly transpose: string;
  readonly trainSize: number | undefined;
  readonly validationSize: number | null | undefined;
  readonly testSize: number | undefined;
  readonly model: string;
  readonly epochs: number | string;
  readonly batchSize: number;
  readonly optimizer: string;
  readonly learningRate: number;
  readonly schedule: string;
  readonly weightDecay: number;
  readonly seed: number | string | undefined;
  readonly backend: string;
  readonly threads: number | string;
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

  const trainSize = count('train-size', raw.trainSize);
  /** Data that have fewer images than `train-size` asks for are told of when they are there. */
  const heldOut = (value: number): number => {
    if (Number.isSafeInteger(value) && value >= trainSize) {
      refuse('validation-size', value, `less than train-size="${trainSize}", so that something is left to train on`);
    }
    return integer('validation-size', value, 0, 1e9);
  };

  const choice = <Choice extends string>(name: string, value: string, choices: readonly Choice[]): Choice =>
    choices.find((each) => each === value) ?? refuse(name, value, `one of ${choices.join(', ')}`);

  const labels = readLabels(raw.labels);
  if (labels.length < CLASSES.least || labels.length > CLASSES.most || labels.includes('')) {
    refuse('labels', raw.labels, `${CLASSES.least} to ${CLASSES.most} class names, separated by commas`);
  }
  if (!BACKENDS.includes(raw.backend)) {
    const given = `backend="${quote(raw.backend)}"`;
    throw new MnistError('backend-unknown', `${given} must be one of ${BACKENDS.join(', ')}.`, undefined, given);
  }
  if (!(raw.learningRate > 0 && raw.learningRate <= 10)) {
    refuse('learning-rate', raw.learningRate, 'a number above 0, at most 10');
  }
  if (!(raw.weightDecay >= 0 && raw.weightDecay <= 1)) {
    refuse('weight-decay', raw.weightDecay, 'a number from 0 to 1');
  }
  return {
    src: raw.src === '' ? defaultSrc : readDataUrl('src', raw.src),
    classCount: raw.labels === DIGITS ? undefined : labels.length,
    labels: raw.labels === DIGITS ? undefined : labels,
    transpose: choice('transpose', raw.transpose, TRANSPOSES),
    trainSize,
    validationSize: raw.validationSize == null ? undefined : heldOut(raw.validationSize),
    testSize: count('test-size', raw.testSize),
    layers: readLayers(raw.model),
    epochs: integer('epochs', Number(raw.epochs), 1, 10_000),
    batchSize: integer('batch-size', raw.batchSize, 1, 100_000),
    optimizer: choice('optimizer', raw.optimizer, OPTIMIZERS),
    learningRate: raw.learningRate,
    schedule: choice('schedule', raw.schedule, SCHEDULES),
    weightDecay: raw.weightDecay,
    seed:
      raw.seed === undefined
        ? undefined
        : integer('seed', Number(raw.seed), Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    backend: raw.backend as Settings['backend'],
    threads: raw.threads === 'auto' ? 'auto' : integer('threads', Number(raw.threads), 1, MAX_THREADS),
    augment: choice('augment', raw.augment, AUGMENTATIONS),
    storageKey: raw.storageKey === '' ? undefined : raw.storageKey,
  };
}

/** The layers that `model` names or lists; whether they fit the pictures shows when those are there. */
function readLayers(model: unknown): readonly Layer[] {
  try {
    return parseLayers(String(model));
  } catch (error) {
    const given = `model="${quote(model)}"`;
    throw new MnistError('invalid-attribute', `${given}: ${describe(error)}`, error, given);
  }
}

/** A value in a message: not more of it than can be read there. */
function quote(value: unknown): string {
  const words = String(value);
  return words.length > 100 ? `${words.slice(0, 100)}…` : words;
}
