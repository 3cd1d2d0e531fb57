/** Remembers in IndexedDB what was the fastest in this browser, so that it is measured only once. */
import { openDatabase } from '../database.js';
import type { Backend } from '../../shared/types.js';

/** The fastest backend, or how many threads are the fastest. */
export type Fastest = Backend | number;

/** @param fingerprint what the answer depends on: the browser's abilities and the machine's hardware */
export async function recallFastest(fingerprint: string): Promise<Fastest | undefined> {
  try {
    const database = await openDatabase();
    try {
      return await database.get('fastest', fingerprint);
    } finally {
      database.close();
    }
  } catch {
    // Without storage it is measured every time.
    return undefined;
  }
}

/** Remembers it, where the browser lets us. */
export async function rememberFastest(fingerprint: string, fastest: Fastest): Promise<void> {
  try {
    const database = await openDatabase();
    await database.put('fastest', fastest, fingerprint).finally(() => database.close());
  } catch {
    // As above.
  }
}
