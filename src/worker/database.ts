/** The one IndexedDB database of the project, and what it holds. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Fastest } from './engine/fastest.js';
import type { StoredModel } from './model-store.js';

const NAME = 'mnist-elements';
const VERSION = 1;

interface Schema extends DBSchema {
  /** Saved networks, by the page author's key. */
  models: { key: string; value: StoredModel };
  /** What was measured as the fastest, by the abilities of browser and machine. */
  fastest: { key: string; value: Fastest };
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
