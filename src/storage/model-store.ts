/** Keeps networks in IndexedDB, with the optimizer's state, under a key of the page author's choice. */
import type { NetworkFacts, NetworkState } from '../messages/checkpoint.js';
import type { Settings } from '../messages/settings.js';
import { formatLayers } from '../network/format.js';
import { modelTextOf } from '../network/model-text.js';
import type { Layer, Network } from '../network/network.js';
import { parameterCountOf, parameterTensorsOf, trainableCountOf } from '../network/parameters.js';
import { parseLayers, parseNetwork } from '../network/parse.js';
import type { OptimizerName } from '../optimizer/optimizers.js';
import { isUsableState, STATE_LAYOUTS } from '../optimizer/state.js';
import { MODELS } from '../shared/database.js';
import { describe, MnistError } from '../shared/errors.js';
import type { EpochEnd } from '../shared/types.js';
import { withDatabase, type Database, type StoredModel } from '../base/database.js';
import { isArray, isRecord, isWholeNumber, type JsonRecord } from '../shared/json.js';
import { readCalibration, readClassNames } from './model-facts.js';
import { readEvaluation } from './saved-evaluation.js';

/** A network, and what belongs to it. */
export interface SavedModel extends NetworkFacts {
  readonly network: NetworkState;
  /** Finished epochs of the newest training. */
  readonly history: readonly EpochEnd[];
}

/** What networks of records from before there were others are: those have neither sizes nor an optimizer. */
const FORMER = { height: 28, width: 28, classes: 10 };

/**
 * Writes a model; what was there before is replaced whole or, on failure, left as it was.
 *
 * @throws MnistError `storage-full` or `storage-unavailable`
 */
export async function saveModel(key: string, model: SavedModel): Promise<void> {
  await inDatabase((database) => database.put(MODELS, toRecord(model), key));
}

/** The network goes as text: what reads it must not trust it, and texts are checked by the parser. */
export function toRecord({ network: { network, ...learned }, history, ...facts }: SavedModel): StoredModel {
  const { input, layers, classes } = network;
  const { calibration, labels, standsFor, earlier = [], evaluation } = facts;
  return {
    network: { model: formatLayers(layers), ...input, classes, ...learned },
    history,
    calibration,
    ...(labels && { labels }),
    ...(standsFor && { standsFor: formatLayers(standsFor) }),
    ...(earlier.length > 0 && { earlier }),
    ...(evaluation && { evaluation }),
  };
}

/**
 * Reads a model. Anybody on the page's origin may have written it, so it counts as hostile until it has been checked.
 *
 * @throws MnistError `storage-empty` when there is none, `storage-corrupt` when it cannot be a model of ours,
 * `storage-unavailable`
 */
export async function restoreModel(key: string): Promise<SavedModel> {
  const stored: unknown = await inDatabase((database) => database.get(MODELS, key));
  if (stored === undefined) {
    throw new MnistError('storage-empty', `No model is saved in this browser under the key “${key}”.`, undefined, key);
  }
  const model = readStoredModel(stored);
  if (model === undefined) {
    const message = `What is saved under the key “${key}” is no model. Train and save again.`;
    throw new MnistError('storage-corrupt', message, undefined, key);
  }
  return model;
}

/** @throws MnistError `model-shape` when a saved network is not the one that the trainer is set to */
export function requireWanted({ layers, classCount }: Settings, network: Network, key: string): void {
  const what = `The model saved under “${key}”`;
  const [found, wanted] = [modelTextOf(network.layers), modelTextOf(layers)];
  if (found !== wanted) {
    throw new MnistError(
      'model-shape',
      `${what} is a \`${found}\` network, but the trainer is set to \`${wanted}\`. ` +
        `Set \`model="${found}"\` on the trainer.`,
      undefined,
      `model="${found}"`,
    );
  }
  if (classCount === undefined || network.classes >= classCount) return;
  throw new MnistError(
    'model-shape',
    `${what} tells ${network.classes} classes apart, but \`labels\` names ${classCount}.`,
  );
}

/** The model that a record holds, with nothing but what belongs to it; undefined when it can be none of ours. */
export function readStoredModel(stored: unknown): SavedModel | undefined {
  if (!isRecord(stored) || !isRecord(stored['network'])) return undefined;
  const network = readState(stored['network']);
  if (network === undefined) return undefined;
  const { calibration } = stored;
  const labels = readClassNames(stored['labels'], network.network.classes);
  const standsFor = readLayers(stored['standsFor']);
  const earlier = readHistory(stored['earlier']);
  const evaluation = readEvaluation(stored['evaluation'], network.network.classes);
  return {
    network,
    history: readHistory(stored['history']),
    calibration: readCalibration(calibration),
    ...(labels && { labels }),
    ...(standsFor && { standsFor }),
    ...(earlier.length > 0 && { earlier }),
    ...(evaluation && { evaluation }),
  };
}

function readState(record: JsonRecord): NetworkState | undefined {
  const { parameters, step } = record;
  const network = readNetwork(record);
  if (network === undefined || !isWholeNumber(step)) return undefined;
  if (!isFinite32(parameters, parameterCountOf(network)) || !hasVariances(network, parameters)) return undefined;
  const trainable = trainableCountOf(network);
  const { optimizer, optimizerState } = 'optimizer' in record ? record : formerOptimizer(record);
  if (!isOptimizer(optimizer) || !(optimizerState instanceof Float32Array)) return undefined;
  if (!isUsableState(STATE_LAYOUTS[optimizer], optimizerState, trainable)) return undefined;
  return { network, parameters, optimizer, optimizerState, step };
}

function readNetwork({ model, ...sizes }: JsonRecord): Network | undefined {
  const { height = FORMER.height, width = FORMER.width, classes = FORMER.classes } = sizes;
  if (typeof model !== 'string' || typeof height !== 'number' || typeof width !== 'number') return undefined;
  if (typeof classes !== 'number') return undefined;
  try {
    return parseNetwork(model, { height, width }, classes);
  } catch {
    return undefined;
  }
}

function readLayers(text: unknown): readonly Layer[] | undefined {
  try {
    return typeof text === 'string' ? parseLayers(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Once there was Adam alone, and its two slots lay apart. */
function formerOptimizer({ firstMoment, secondMoment }: JsonRecord): JsonRecord {
  if (!(firstMoment instanceof Float32Array) || !(secondMoment instanceof Float32Array)) return {};
  const optimizerState = new Float32Array(firstMoment.length + secondMoment.length);
  optimizerState.set(firstMoment);
  optimizerState.set(secondMoment, firstMoment.length);
  return { optimizer: 'adam', optimizerState };
}

function isOptimizer(name: unknown): name is OptimizerName {
  return typeof name === 'string' && Object.hasOwn(STATE_LAYOUTS, name);
}

/** A negative variance has no root. */
function hasVariances(network: Network, parameters: Float32Array): boolean {
  return parameterTensorsOf(network).every(
    ({ role, offset, size }) =>
      role !== 'moving_variance' || parameters.subarray(offset, offset + size).every((value) => value >= 0),
  );
}

/** As many as a training can have. */
const MOST_EPOCHS = 10_000;

function readHistory(value: unknown): readonly EpochEnd[] {
  return isArray(value) ? value.slice(0, MOST_EPOCHS).flatMap(readEpoch) : [];
}

/** No epoch when its figures make no sense: the network is as good without them. */
function readEpoch(value: unknown): EpochEnd[] {
  if (!isRecord(value)) return [];
  const { epoch, epochs, loss, accuracy, trainLoss, trainAccuracy, valLoss, valAccuracy, seconds } = value;
  const read = { epoch, epochs, loss, accuracy, seconds };
  const train = trainLoss === undefined && trainAccuracy === undefined ? {} : { trainLoss, trainAccuracy };
  const validation = { valLoss, valAccuracy };
  const isValidated = valLoss !== null || valAccuracy !== null;
  const figures = { ...read, ...train, ...(isValidated && validation) };
  return Object.values(figures).every(Number.isFinite) ? [{ ...read, ...train, ...validation } as EpochEnd] : [];
}

function isFinite32(value: unknown, size: number): value is Float32Array {
  return value instanceof Float32Array && value.length === size && value.every(Number.isFinite);
}

async function inDatabase<T>(use: (database: Database) => Promise<T>): Promise<T> {
  try {
    return await withDatabase(use);
  } catch (error) {
    throw failureOf(error);
  }
}

function failureOf(error: unknown): MnistError {
  switch (error instanceof DOMException ? error.name : '') {
    case 'QuotaExceededError':
      return new MnistError(
        'storage-full',
        'The browser has no room left to save the model. The trained model is still in memory: export it, or free space.',
        error,
      );
    case 'VersionError':
      return new MnistError(
        'storage-unavailable',
        'Another page of this site uses a newer version of mnist-elements, whose saved models this one cannot read. ' +
          'Update this page. The trained model is still in memory.',
        error,
      );
    case 'TimeoutError':
      return new MnistError(
        'storage-unavailable',
        'Another tab keeps the saved models busy. Close it and try again. The trained model is still in memory.',
        error,
      );
    default:
      return new MnistError(
        'storage-unavailable',
        `The browser does not let this page save models (${describe(error)}). The trained model is still in memory.`,
        error,
      );
  }
}
