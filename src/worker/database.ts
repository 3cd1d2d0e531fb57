/** The one IndexedDB database of the project, and what it holds. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Backend } from '../shared/types.js';
import type { StoredModel } from './model-store.js';

const NAME = 'mnist-elements';
const VERSION = 1;

interface Schema extends DBSchema {
  /** Saved networks, by the page author's key. */
  models: { key: string; value: StoredModel };
  /** The fastest backend, by the abilities of browser and machine. */
  fastest: { key: string; value: Backend };
}

export type Database = IDBPDatabase<Schema>;

/** Opens the database, creating it the first time. Close it after use. */
export function openDatabase(): Promise<Database> {
  return openDB<Schema>(NAME, VERSION, {
    upgrade: (database) => {
      database.createObjectStore('models');
      database.createObjectStore('fastest');
    },
    // Another tab with a newer version wants to upgrade: give way.
    blocking: (_current, _wanted, event) => (event.target as IDBDatabase).close(),
  });
}
