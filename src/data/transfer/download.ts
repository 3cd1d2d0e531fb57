/**
 * Fetches over networks that fail: tries again after a pause where that can help, and goes on where a transfer broke off.
 *
 * What broke off is continued by a range request where the server offers ranges, else by skipping what is there already;
 * either way only if the new answer carries the same `ETag` or `Last-Modified`. That comparison stands in for `If-Range`,
 * for which another origin would have to be asked in advance. A body with a `Content-Encoding` is never continued by a
 * range, which would count encoded bytes where only decoded ones are seen here.
 */
import { Connection } from './connection.js';

/** How much is put up with. */
export interface RetryPolicy {
  /** Milliseconds without a byte after which a connection counts as dead. */
  readonly stall: number;
  /** Milliseconds before each further attempt. When all of them in a row have brought nothing new, it has failed. */
  readonly pauses: readonly number[];
}

/** A server that refuses is given up after about 4 seconds, one that keeps silent after about 45. */
export const DEFAULT_RETRY: RetryPolicy = { stall: 10_000, pauses: [300, 1000, 3000] };

export interface DownloadOptions {
  /** Aborting it rejects what is under way with its reason, at once. */
  readonly signal: AbortSignal;
  /** How the first attempt uses the HTTP cache; the others go past it. Default: `default`. */
  readonly cache?: RequestCache | undefined;
  /** Default: `DEFAULT_RETRY`. */
  readonly retry?: RetryPolicy | undefined;
}

/** Answers of servers that may have another one soon. */
const TEMPORARY = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * Downloads a file.
 *
 * @param url absolute
 * @returns the answer, also one that is no success; its body fails as this function does
 * @throws the last failure: a TypeError without connection, a DOMException `TimeoutError` after silence
 */
export async function download(url: string, options: DownloadOptions): Promise<Response> {
  return new Download(url, options).open();
}

class Download {
  readonly #url: string;
  readonly #signal: AbortSignal;
  readonly #cache: RequestCache;
  readonly #retry: RetryPolicy;
  /** Attempts in a row that brought nothing new. */
  #failures = 0;
  /** Bytes handed on. */
  #received = 0;
  /** Bytes that are sent a second time. */
  #repeated = 0;

  constructor(url: string, { signal, cache = 'default', retry = DEFAULT_RETRY }: DownloadOptions) {
    this.#url = url;
    this.#signal = signal;
    this.#cache = cache;
    this.#retry = retry;
  }

  async open(): Promise<Response> {
    let connection = await this.#persist(() => this.#connect({ cache: this.#cache }));
    const { response: first } = connection;
    const { status, statusText, headers } = first;
    const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
      {
        pull: async (controller) => {
          const bytes = await this.#persist(
            () => this.#read(connection),
            async () => (connection = await this.#goOn(first)),
          );
          if (bytes === undefined) controller.close();
          else controller.enqueue(bytes);
        },
        cancel: () => connection.close(),
      },
      // What nobody asks for is not read: a download that is cut short early costs little.
      { highWaterMark: 0 },
    );
    return new Response(first.body && body, { status, statusText, headers });
  }

  /**
   * Does something until it succeeds or has been tried often enough.
   *
   * @param repair is done before every further attempt, and may fail likewise
   */
  async #persist<T>(action: () => Promise<T>, repair?: () => Promise<unknown>): Promise<T> {
    let broken = false;
    for (;;) {
      try {
        if (broken) await repair?.();
        broken = false;
        return await action();
      } catch (error) {
        this.#signal.throwIfAborted();
        broken = true;
        const pause = this.#retry.pauses[this.#failures++];
        if (pause === undefined || error instanceof Changed) throw error;
        await wait(pause, this.#signal);
      }
    }
  }

  /** Any answer but a temporary one, which the last attempt takes, too. */
  async #connect(init: RequestInit): Promise<Connection> {
    const connection = await Connection.open(this.#url, init, this.#retry.stall, this.#signal);
    const { status } = connection.response;
    if (!TEMPORARY.has(status) || this.#failures === this.#retry.pauses.length) return connection;
    connection.close();
    throw new TypeError(`The server answered ${status}.`);
  }

  /** A connection that goes on after what has been received. */
  async #goOn(first: Response): Promise<Connection> {
    const canRange = first.headers.get('Accept-Ranges') === 'bytes' && !first.headers.has('Content-Encoding');
    const init: RequestInit =
      canRange && this.#received > 0
        ? { cache: 'no-store', headers: { Range: `bytes=${this.#received}-` } }
        : { cache: 'reload' };
    const connection = await this.#connect(init);
    const { status, headers } = connection.response;
    const isRange = status === 206 && headers.get('Content-Range')?.startsWith(`bytes ${this.#received}-`) === true;
    if ((isRange || status === 200) && isSame(headers, first.headers)) {
      this.#repeated = isRange ? 0 : this.#received;
      return connection;
    }
    connection.close();
    throw new Changed(`The server answered ${status}, or has another file by now.`);
  }

  /** The next bytes that are new. */
  async #read(connection: Connection): Promise<Uint8Array<ArrayBuffer> | undefined> {
    for (;;) {
      const bytes = await connection.read();
      if (bytes === undefined) {
        this.#checkEnd(connection.response);
        return undefined;
      }
      const fresh = bytes.subarray(this.#repeated);
      this.#repeated -= bytes.length - fresh.length;
      if (fresh.length === 0) continue;
      this.#received += fresh.length;
      this.#failures = 0;
      return fresh;
    }
  }

  /** Not every browser minds a body that ends too early. Another origin may hide that its lengths are encoded ones. */
  #checkEnd({ type, status, headers }: Response): void {
    if (type !== 'basic' || headers.has('Content-Encoding')) return;
    const length = status === 206 ? headers.get('Content-Range')?.split('/')[1] : headers.get('Content-Length');
    if (this.#received < Number(length)) throw new TypeError(`Only ${this.#received} of ${length} bytes came.`);
  }
}

/** What is on the server is not what was begun: nothing can be gained by another attempt. */
class Changed extends TypeError {}

function isSame(now: Headers, before: Headers): boolean {
  const validators = ['ETag', 'Last-Modified'].filter((name) => before.has(name));
  return validators.length > 0 && validators.every((name) => now.get(name) === before.get(name));
}

/** Waits, but no longer than until the browser is online again. */
function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  return new Promise<void>((resolve, reject) => {
    setTimeout(resolve, milliseconds);
    addEventListener('online', () => resolve(), { signal: over.signal });
    // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- the reason is the caller's own
    signal.addEventListener('abort', () => reject(signal.reason), { signal: over.signal });
  }).finally(() => over.abort());
}
