/** Keeps networks in IndexedDB, with the optimizer's state, under a key of the page author's choice. */
import { MODELS } from '../shared/database.js';
import { describe, MnistError } from '../shared/errors.js';
import { parameterCountOf } from '../shared/model.js';
import type { EpochEnd } from '../shared/types.js';
import { withDatabase, type Database, type StoredModel } from './base/database.js';
import { isArray, isRecord, isWholeNumber } from '../shared/json.js';
import { readCalibration } from './model-facts.js';

/**
 * Writes a model; what was there before is replaced whole or, on failure, left as it was.
 *
 * @throws MnistError `storage-full` or `storage-unavailable`
 */
export async function saveModel(key: string, model: StoredModel): Promise<void> {
  await inDatabase((database) => database.put(MODELS, model, key));
}

/**
 * Reads a model. Anybody on the page's origin may have written it, so it counts as hostile until it has been checked.
 *
 * @throws MnistError `storage-empty` when there is none, `storage-corrupt` when it cannot be a model of ours,
 * `storage-unavailable`
 */
export async function restoreModel(key: string): Promise<StoredModel> {
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

/** The model that a record holds, with nothing but what belongs to it; undefined when it can be none of ours. */
export function readStoredModel(stored: unknown): StoredModel | undefined {
  if (!isRecord(stored)) return undefined;
  const { network, history, calibration } = stored;
  if (!isRecord(network)) return undefined;
  const { model, parameters, firstMoment, secondMoment, step } = network;
  if (model !== 'cnn' && model !== 'dense') return undefined;
  const size = parameterCountOf(model);
  if (!isFinite32(parameters, size) || !isFinite32(firstMoment, size) || !isFinite32(secondMoment, size)) {
    return undefined;
  }
  // A negative second moment has no root, and no step can be taken with it.
  if (secondMoment.some((value) => value < 0) || !isWholeNumber(step)) return undefined;
  return {
    network: { model, parameters, firstMoment, secondMoment, step },
    history: isArray(history) ? history.slice(0, MOST_EPOCHS).flatMap(readEpoch) : [],
    calibration: readCalibration(calibration),
  };
}

/** As many as a training can have. */
const MOST_EPOCHS = 10_000;

/** No epoch when its figures make no sense: the network is as good without them. */
function readEpoch(value: unknown): EpochEnd[] {
  if (!isRecord(value)) return [];
  const { epoch, epochs, loss, accuracy, valLoss, valAccuracy, seconds } = value;
  const read = { epoch, epochs, loss, accuracy, valLoss, valAccuracy, seconds };
  return Object.values(read).every(Number.isFinite) ? [read as EpochEnd] : [];
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
