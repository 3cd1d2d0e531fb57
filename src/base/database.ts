/** The one IndexedDB database of the project, and what it holds. */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { NetworkState } from '../messages/checkpoint.js';
import type { Network } from '../network/network.js';
import { DATABASE_NAME, DATABASE_VERSION, MODELS } from '../shared/database.js';
import type { Calibration } from '../shared/prediction.js';
import type { Backend, EpochEnd, Evaluation } from '../shared/types.js';

/**
 * A saved network, and what belongs to it. The network itself is told by its layers, in their language. Version 1 knew two
 * networks and one optimizer: there the state of Adam lies in `firstMoment` and `secondMoment`, and sizes are not told.
 */
export interface StoredModel {
  readonly network: Omit<NetworkState, 'network'> & { readonly model: string } & Network['input'] &
    Pick<Network, 'classes'>;
  /** Finished epochs of the newest training. */
  readonly history: readonly EpochEnd[];
  /** What its file said about its probabilities, if it was imported. */
  readonly calibration?: Calibration | undefined;
  /** What its classes are called, each of them. */
  readonly labels?: readonly string[];
  /** Of one that was imported: the layers that it stands in for, in their language. */
  readonly standsFor?: string;
  /** Finished epochs of the trainings before that. */
  readonly earlier?: readonly EpochEnd[];
  /** How it read the test set. */
  readonly evaluation?: Evaluation;
}

/** What was measured as the fastest, and when: milliseconds since 1970. */
export interface Measurement {
  /** A backend, or how many threads. */
  readonly fastest: Backend | number;
  readonly time: number;
}

interface Schema extends DBSchema {
  /** Saved networks, by the page author's key. */
  models: { key: string; value: StoredModel };
  /** What was measured as the fastest, by the abilities of browser and machine. */
  fastest: { key: string; value: Measurement };
}

export type Database = IDBPDatabase<Schema>;

/** Milliseconds that another tab may keep the database busy. */
const LIMIT = 10_000;

/**
 * Opens the database, creating it the first time, uses it, and closes it.
 *
 * @param use must leave nothing half done when it is cut off: what it writes, it writes in one transaction
 * @throws a DOMException `VersionError` when a newer version of the project was here, `TimeoutError` when another tab
 *   keeps the database busy for 10 seconds, or what the browser or `use` throws
 */
export async function withDatabase<T>(use: (database: Database) => Promise<T>): Promise<T> {
  const opening = openDatabase();
  const limit = AbortSignal.timeout(LIMIT);
  const late = new Promise<never>((_, reject) => {
    limit.addEventListener('abort', () => reject(new DOMException('It is busy in another tab.', 'TimeoutError')));
  });
  // What opens when nobody waits for it any more must not stand in the way of others.
  void opening.then((opened) => limit.aborted && opened.close()).catch(() => undefined);
  const database = await Promise.race([opening, late]);
  try {
    return await Promise.race([use(database), late]);
  } finally {
    database.close();
  }
}

function openDatabase(): Promise<Database> {
  return openDB<Schema>(DATABASE_NAME, DATABASE_VERSION, {
    // From version 1 to 2 only records changed, and those are read as they are.
    upgrade: (database, from) => {
      if (from > 0) return;
      database.createObjectStore(MODELS);
      database.createObjectStore('fastest');
    },
    // Another tab with a newer version wants to upgrade: give way.
    blocking: (_current, _wanted, event) => (event.target as IDBDatabase).close(),
  });
}
