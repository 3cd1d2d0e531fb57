/** Looks for a saved model without starting the worker. */
import { DATABASE_NAME, MODELS } from '../shared/database.js';

/** Milliseconds that another tab may keep the database busy before the page goes on without it. */
const LIMIT = 3_000;

/** Whether something is saved under a key; false also where the browser does not let us look. */
export async function isModelSaved(key: string): Promise<boolean> {
  try {
    const database = await openExisting();
    try {
      return (await settle(database.transaction(MODELS).objectStore(MODELS).count(key))) > 0;
    } finally {
      database.close();
    }
  } catch {
    return false;
  }
}

/** Opens the database as it is; rejects when there is none yet, and none is made. */
function openExisting(): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE_NAME);
  // Aborting the upgrade makes opening fail, which is just what is wanted of a database that is not there.
  request.addEventListener('upgradeneeded', () => request.transaction?.abort());
  const opening = settle(request);
  // What opens when nobody waits for it any more must not stand in the way of others.
  opening.catch(() => request.addEventListener('success', () => request.result.close()));
  return opening;
}

function settle<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error('IndexedDB does not answer.')), LIMIT);
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error ?? new Error('IndexedDB failed.')));
  });
}
