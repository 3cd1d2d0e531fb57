/** Remembers in IndexedDB what was the fastest in this browser, so that it is measured only once a week. */
import { withDatabase, type Measurement } from '../base/database.js';

/** The fastest backend, or how many threads are the fastest. */
export type Fastest = Measurement['fastest'];

/** How long a measurement counts, in milliseconds: a week, so that one from a busy moment does not stay for ever. */
const LIFETIME = 7 * 24 * 3600 * 1000;

/** @param fingerprint what the answer depends on: the browser's abilities and the machine's hardware */
export async function recallFastest(fingerprint: string): Promise<Fastest | undefined> {
  try {
    const measurement = await withDatabase((database) => database.get('fastest', fingerprint));
    return measurement && isRecent(measurement) ? measurement.fastest : undefined;
  } catch {
    // Without storage it is measured every time.
    return undefined;
  }
}

/** Remembers it, where the browser lets us; never rejects. Need not be waited for: the database may be busy. */
export async function rememberFastest(fingerprint: string, fastest: Fastest): Promise<void> {
  try {
    await withDatabase((database) => database.put('fastest', { fastest, time: Date.now() }, fingerprint));
  } catch {
    // As above.
  }
}

/** Also false for a time in the future, which a clock that was set back leaves behind. */
function isRecent({ time }: Measurement): boolean {
  const age = Date.now() - time;
  return age >= 0 && age < LIFETIME;
}
