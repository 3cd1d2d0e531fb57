/** Looks for a saved model without starting the worker. */
import { DATABASE_NAME, MODELS } from '../shared/database.js';

/** Whether something is saved under a key; false also where the browser does not let us look. */
export async function isModelSaved(key: string): Promise<boolean> {
  try {
    const database = await openExisting();
    if (database === undefined) return false;
    try {
      return (await settle(database.transaction(MODELS).objectStore(MODELS).count(key))) > 0;
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

/** Opens the database as it is; undefined when there is none yet, and none is made. */
async function openExisting(): Promise<IDBDatabase | undefined> {
  const request = indexedDB.open(DATABASE_NAME);
  let isNew = false;
  request.addEventListener('upgradeneeded', () => {
    isNew = true;
    request.transaction?.abort();
  });
  try {
    return await settle(request);
  } catch (error) {
    if (isNew) return undefined;
    throw error;
  }
}

function settle<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB failed.')));
  });
}
