/** Keeps networks in IndexedDB, with the optimizer's state, under a key of the page author's choice. */
import { MODELS } from '../shared/database.js';
import { describe, MnistError } from '../shared/errors.js';
import { parameterCountOf } from '../shared/model.js';
import type { EpochEnd } from '../shared/types.js';
import { openDatabase, type Database } from './database.js';
import type { NetworkState } from './engine/engine.js';

/** What is kept under one key. */
export interface StoredModel {
  readonly network: NetworkState;
  /** Finished epochs of the newest training. */
  readonly history: readonly EpochEnd[];
}

/**
 * Writes a model; what was there before is replaced whole or, on failure, left as it was.
 *
 * @throws MnistError `storage-full` or `storage-unavailable`
 */
export async function saveModel(key: string, model: StoredModel): Promise<void> {
  await withDatabase(async (database) => {
    await database.put(MODELS, model, key);
  });
}

/**
 * Reads a model.
 *
 * @throws MnistError `storage-empty` when there is none, `storage-corrupt` when it cannot be a model of ours,
 * `storage-unavailable`
 */
export async function restoreModel(key: string): Promise<StoredModel> {
  const stored: unknown = await withDatabase((database) => database.get(MODELS, key));
  if (stored === undefined) {
    throw new MnistError('storage-empty', `No model is saved in this browser under the key “${key}”.`, undefined, key);
  }
  if (!isStoredModel(stored)) {
    const message = `What is saved under the key “${key}” is no model. Train and save again.`;
    throw new MnistError('storage-corrupt', message, undefined, key);
  }
  return stored;
}

async function withDatabase<T>(use: (database: Database) => Promise<T>): Promise<T> {
  let database: Database | undefined;
  try {
    database = await openDatabase();
    return await use(database);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'QuotaExceededError') {
      throw new MnistError(
        'storage-full',
        'The browser has no room left to save the model. The trained model is still in memory: export it, or free space.',
        error,
      );
    }
    throw new MnistError(
      'storage-unavailable',
      `The browser does not let this page save models (${describe(error)}). The trained model is still in memory.`,
      error,
    );
  } finally {
    database?.close();
  }
}

function isStoredModel(value: unknown): value is StoredModel {
  if (typeof value !== 'object' || value === null || !('network' in value) || !('history' in value)) return false;
  const network = value.network as Partial<NetworkState> | null;
  if (network === null || (network.model !== 'cnn' && network.model !== 'dense')) return false;
  const size = parameterCountOf(network.model);
  const arrays = [network.parameters, network.firstMoment, network.secondMoment];
  return (
    arrays.every((array) => array instanceof Float32Array && array.length === size && array.every(Number.isFinite)) &&
    Number.isSafeInteger(network.step) &&
    Array.isArray(value.history)
  );
}
