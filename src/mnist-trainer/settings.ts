/**
 * From a trainer's attributes to checked settings: the one place where bad values are refused. Loaded with the first
 * command, which is the first to need it.
 */
import { CLASSES } from '../network/limits.js';
import type { Layer } from '../network/network.js';
import { parseLayers } from '../network/parse.js';
import { DIGITS, readLabels } from '../shared/class-names.js';
import { describe, MnistError } from '../shared/errors.js';
import { readDataUrl } from '../page/folder-url.js';
import type { SettingsUser } from '../page/session.js';
import type { Settings } from '../messages/settings.js';
import type { Augmentation, Backend, OptimizerName, ScheduleName, Transpose } from '../shared/types.js';

const BACKENDS: readonly string[] = ['auto', 'webgpu', 'webgl', 'simd', 'wasm', 'cpu'] satisfies (Backend | 'auto')[];
const AUGMENTATIONS: readonly Augmentation[] = ['none', 'shift', 'drawn'];
const TRANSPOSES: readonly Transpose[] = ['auto', 'on', 'off'];

// Written down here, as the page has no use for what they name.
const OPTIMIZERS: readonly OptimizerName[] = ['adam', 'sgd', 'momentum', 'rmsprop'];
const SCHEDULES: readonly ScheduleName[] = ['one-cycle', 'constant'];

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

/** Stand in for what a command does not use, whatever the page has set. */
const UNUSED: RawSettings = {
  src: '',
  labels: DIGITS,
  transpose: 'auto',
  trainSize: undefined,
  validationSize: undefined,
  testSize: undefined,
  model: 'linear',
  epochs: 1,
  batchSize: 64,
  optimizer: 'adam',
  learningRate: 0.001,
  schedule: 'constant',
  weightDecay: 0,
  seed: undefined,
  backend: 'auto',
  threads: 'auto',
  augment: 'none',
  storageKey: '',
};

const DATA = ['src', 'labels', 'transpose', 'trainSize', 'validationSize', 'testSize'] as const;
const ENGINE = ['backend', 'threads', 'batchSize'] as const;

/** What each command uses. Those without `model` still get its layers, if it names any that can be. */
const USED: Readonly<Record<SettingsUser, readonly (keyof RawSettings)[]>> = {
  load: DATA,
  sample: DATA,
  evaluate: DATA,
  restore: [...ENGINE, 'model', 'labels'],
  importModel: [...ENGINE, 'model', 'src', 'transpose'],
  loadModel: ENGINE,
  // A fine-tuning has its own rate, batches and epochs.
  fineTune: [...DATA, 'backend', 'threads', 'seed', 'storageKey'],
  train: Object.keys(UNUSED) as (keyof RawSettings)[],
};

/**
 * Checks every value that a command uses.
 *
 * @param attribute what the page says in words, for the message: a number that could not be read has lost it
 * @param defaultSrc URL of the folder that is used without `src`
 * @param command what the settings are for
 * @throws MnistError `invalid-attribute` or `backend-unknown`
 */
export function readSettings(
  given: RawSettings,
  attribute: (name: string) => string | null,
  defaultSrc: string,
  command: SettingsUser = 'train',
): Settings {
  const used = USED[command];
  const raw: RawSettings = { ...UNUSED, ...Object.fromEntries(used.map((name) => [name, given[name]])) };
  const refuse = (name: string, value: unknown, expected: string): never => {
    const words = `${name}="${quote(attribute(name) ?? value)}"`;
    throw new MnistError('invalid-attribute', `${words} must be ${expected}.`, undefined, words);
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
    const words = `backend="${quote(raw.backend)}"`;
    throw new MnistError('backend-unknown', `${words} must be one of ${BACKENDS.join(', ')}.`, undefined, words);
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
    layers: used.includes('model') ? readLayers(raw.model) : layersIfAny(given.model),
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

/** The same for who does not depend on them; none where there can be none. */
function layersIfAny(model: unknown): readonly Layer[] {
  try {
    return parseLayers(String(model));
  } catch {
    return [];
  }
}

/** A value in a message: not more of it than can be read there. */
function quote(value: unknown): string {
  const words = String(value);
  return words.length > 100 ? `${words.slice(0, 100)}…` : words;
}
