/** The datasets in memory: trainers that want the same one share one download and one copy. */
import type { LoadProgress } from '../shared/types.js';
import type { Dataset } from './dataset.js';
import { loadDataset, type DatasetRequest, type LoadOptions } from './load-dataset.js';

/** A dataset that stays in memory until it is released. */
export interface DatasetLease {
  readonly dataset: Dataset;
  /** Gives the dataset back; the last one to do so frees it. More calls do nothing. */
  release(): void;
}

/** Who waits for a dataset or holds it. */
interface Holder {
  readonly onProgress: LoadOptions['onProgress'];
}

/** Shares datasets by all that is asked for. */
export class DatasetStore {
  readonly #entries = new Map<string, Entry>();

  /**
   * Gets a dataset, loading it unless it is in memory or on its way. A failed load is not remembered: the next call
   * tries again. The options are those of `loadDataset`, except that aborting the signal stops a shared download only
   * when nobody else waits for it, and that a call that joins one gets its latest progress at once.
   *
   * @throws what `loadDataset` throws, or the signal's reason
   */
  async acquire({ signal, onProgress, ...request }: LoadOptions): Promise<DatasetLease> {
    signal?.throwIfAborted();
    const { src, trainSize, testSize, classCount, transpose } = request;
    const key = [trainSize, testSize, classCount, transpose, src].join(' ');
    const entry = this.#entries.get(key) ?? this.#start(key, request);
    const holder: Holder = { onProgress };
    const release = (): void => entry.leave(holder);
    entry.join(holder);
    // Leaving happens with the abort, before anybody else can join a download that is being given up.
    signal?.addEventListener('abort', release, { once: true });
    try {
      return { dataset: await untilAborted(entry.loading, signal), release };
    } catch (error) {
      release();
      throw error;
    } finally {
      signal?.removeEventListener('abort', release);
    }
  }

  #start(key: string, request: DatasetRequest): Entry {
    const entry = new Entry(request, () => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    this.#entries.set(key, entry);
    return entry;
  }
}

/** A dataset with those who want it. */
class Entry {
  readonly loading: Promise<Dataset>;
  readonly #download = new AbortController();
  readonly #holders = new Set<Holder>();
  readonly #forget: () => void;
  #latest: LoadProgress | undefined;

  /** `forget` is called when the load has failed or nobody wants it any more. */
  constructor(request: DatasetRequest, forget: () => void) {
    this.#forget = forget;
    this.loading = loadDataset({
      ...request,
      signal: this.#download.signal,
      onProgress: (progress) => {
        this.#latest = progress;
        for (const holder of this.#holders) holder.onProgress?.(progress);
      },
    });
    this.loading.catch(forget);
  }

  join(holder: Holder): void {
    this.#holders.add(holder);
    if (this.#latest !== undefined) holder.onProgress?.(this.#latest);
  }

  leave(holder: Holder): void {
    if (!this.#holders.delete(holder) || this.#holders.size > 0) return;
    this.#forget();
    this.#download.abort();
  }
}

/** Settles with the promise, or rejects with the signal's reason if that comes first. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => {
      // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason is the caller's own
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
