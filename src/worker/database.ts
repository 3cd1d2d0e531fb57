/** The one IndexedDB database of the project, and what it holds. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { Measurement } from './engine/fastest.js';
import { DATABASE_NAME, DATABASE_VERSION, MODELS } from '../shared/database.js';
import type { StoredModel } from './model-store.js';

interface Schema extends DBSchema {
  /** Saved networks, by the page author's key. */
  models: { key: string; value: StoredModel };
  /** What was measured as the fastest, by the abilities of browser and machine. */
  fastest: { key: string; value: Measurement };
}

export type Database = IDBPDatabase<Schema>;

/** Opens the database, creating it the first time. Close it after use. */
export function openDatabase(): Promise<Database> {
  return openDB<Schema>(DATABASE_NAME, DATABASE_VERSION, {
    upgrade: (database) => {
      database.createObjectStore(MODELS);
      database.createObjectStore('fastest');
    },
    // Another tab with a newer version wants to upgrade: give way.
    blocking: (_current, _wanted, event) => (event.target as IDBDatabase).close(),
  });
}
