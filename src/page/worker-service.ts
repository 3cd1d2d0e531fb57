/** The page's one worker: started on first need, shared by all trainers, ended when the last session closes. */
import { proxy, releaseProxy, wrap, type Remote } from 'comlink';
import '../shared/comlink-errors.js';
import { describe, MnistError } from '../shared/errors.js';
import { startWorker } from '../shared/start-worker.js';
import { BlockedWorkerWatch } from './blocked-worker.js';
import {
  WORKER_READY,
  type HeartbeatTimeout,
  type Report,
  type SessionApi,
  type WorkerApi,
} from '../messages/worker-api.js';
import { movedFiles } from './beside-script.js';
import { Heartbeat } from './heartbeat.js';

/** How long a worker may take to load its script and answer, in milliseconds. */
const START_LIMIT = 20_000;
/** Milliseconds between two looks at that; they are counted rather than time, which goes on while the machine sleeps. */
const LOOK = 500;

/** Replaced by `true` in the drop-in script, which no bundler reads. */
declare const DROP_IN: true | undefined;

/** Where this script lies. In a variable, so that bundlers do not take what is computed from it for an asset. */
const base = import.meta.url;

/** A session in the worker, as the page holds it. */
export interface OpenSession {
  readonly api: Remote<SessionApi>;
  /** Settles a call also when the worker dies or hangs, which Comlink alone would leave pending for ever. */
  readonly guard: <T>(call: Promise<T>) => Promise<T>;
  /** Frees the session, and the worker with the last one. */
  readonly close: () => void;
}

const services = new Map<string, WorkerService>();

/**
 * Opens a session in the page's worker, starting it if need be.
 *
 * @param workerUrl script of the worker; undefined for `worker.js` beside this script
 * @param report called with every report of the session, in order; the worker waits for the promise
 * @throws MnistError `worker-failed` or `worker-timeout`
 */
export async function openSession(
  workerUrl: URL | undefined,
  report: (report: Report) => Promise<void>,
): Promise<OpenSession> {
  const key = workerUrl?.href ?? '';
  let service = services.get(key);
  if (service === undefined) {
    const blocked = new BlockedWorkerWatch();
    try {
      const started: WorkerService = new WorkerService(workerUrl, blocked, () => {
        // After a crash the next one may already stand in its place.
        if (services.get(key) === started) services.delete(key);
      });
      services.set(key, started);
      service = started;
    } catch (error) {
      // WebKit refuses at once what the page's policy forbids, and other browsers later.
      const source = await blocked.blockedSource();
      blocked.end();
      throw source === undefined ? error : forbidden(source, error);
    }
  }
  return service.openSession(report);
}

class WorkerService {
  readonly #blocked: BlockedWorkerWatch;
  readonly #worker: Worker;
  readonly #api: Remote<WorkerApi>;
  readonly #ready: Promise<void>;
  readonly #onEnd: () => void;
  /** Runs while somebody waits for an answer. */
  readonly #heartbeat: Heartbeat;
  #sessions = 0;
  /** Why the worker is no more. */
  #ended: MnistError | undefined;
  #failHandshake: ((error: MnistError) => void) | undefined;
  /** Rejects each of the calls under way. A promise that all race against would keep something of every one. */
  readonly #calls = new Set<(error: MnistError) => void>();

  constructor(workerUrl: URL | undefined, blocked: BlockedWorkerWatch, onEnd: () => void) {
    this.#blocked = blocked;
    this.#onEnd = onEnd;
    this.#worker = start(workerUrl);
    this.#api = wrap<WorkerApi>(this.#worker);
    this.#heartbeat = new Heartbeat(
      () => this.#api.ping(),
      () => this.#end(new MnistError('worker-crashed', 'The worker did not answer any more. Try again.')),
    );
    this.#worker.addEventListener('message', ({ data }) => {
      if (isHeartbeatTimeout(data)) this.#heartbeat.timeout = data.heartbeatTimeout;
    });
    this.#ready = this.#handshake();
    this.#ready.catch(() => undefined);
  }

  async openSession(report: (report: Report) => Promise<void>): Promise<OpenSession> {
    this.#sessions += 1;
    try {
      await this.#ready;
      if (this.#ended !== undefined) throw this.#ended;
      // Comlink types a returned object as cloned; it is a proxy, made so by the worker.
      const api = (await this.#guard(
        this.#api.openSession(proxy(report), movedFiles()),
      )) as unknown as Remote<SessionApi>;
      let open = true;
      return {
        api,
        guard: (call) => this.#guard(call),
        close: () => {
          if (!open) return;
          open = false;
          void this.#closeSession(api);
        },
      };
    } catch (error) {
      this.#leave();
      throw error;
    }
  }

  async #handshake(): Promise<void> {
    let timer: ReturnType<typeof setInterval> | undefined;
    const ready = new Promise<void>((resolve) => {
      this.#worker.addEventListener('message', ({ data }) => {
        if (data === WORKER_READY) resolve();
      });
    });
    const timeout = new Promise<never>((_, reject) => {
      let looks = 0;
      timer = setInterval(() => {
        looks += 1;
        if (looks * LOOK < START_LIMIT) return;
        const seconds = START_LIMIT / 1000;
        reject(new MnistError('worker-timeout', `The worker did not answer within ${seconds} seconds. Try again.`));
      }, LOOK);
    });
    const ended = new Promise<never>((_, reject) => (this.#failHandshake = reject));
    let started = false;
    this.#worker.addEventListener('error', (event) => {
      // It is told as an `mnist-error`, or mended.
      event.preventDefault();
      if (started) {
        this.#end(
          new MnistError(
            'worker-crashed',
            `The worker stopped with an error: ${event.message}. Try again.`,
            event.error,
          ),
        );
      } else void this.#failToStart(event.message);
    });
    this.#worker.addEventListener('messageerror', () => {
      this.#end(new MnistError('worker-crashed', 'A message of the worker could not be read. Try again.'));
    });
    try {
      await Promise.race([ready, timeout, ended]);
      started = true;
    } catch (error) {
      this.#end(MnistError.from(error));
      throw error;
    } finally {
      clearInterval(timer);
      this.#blocked.end();
    }
  }

  /** @param words what the browser says; empty when it could not load the script */
  async #failToStart(words: string): Promise<void> {
    const source = await this.#blocked.blockedSource();
    const cause = words === '' ? undefined : new Error(words);
    this.#end(
      source === undefined
        ? new MnistError(
            'worker-failed',
            'The worker script could not be loaded. Check that worker.js lies beside the script, or where ' +
              '`worker-src` points, and that a Content-Security-Policy allows its origin in `worker-src`, and `blob:` ' +
              'too if that is not the page’s own.',
            cause,
          )
        : forbidden(source, cause),
    );
  }

  #guard<T>(call: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#ended !== undefined) {
        reject(this.#ended);
        return;
      }
      this.#calls.add(reject);
      this.#heartbeat.start();
      const settled = (): void => {
        this.#calls.delete(reject);
        if (this.#calls.size === 0) this.#heartbeat.stop();
      };
      call.then(resolve, reject).then(settled, settled);
    });
  }

  async #closeSession(api: Remote<SessionApi>): Promise<void> {
    try {
      await this.#guard(api.close());
      api[releaseProxy]();
    } catch {
      // A worker that has died has nothing left to free.
    }
    this.#leave();
  }

  #leave(): void {
    this.#sessions -= 1;
    if (this.#sessions === 0) this.#end(new MnistError('worker-crashed', 'The worker has ended.'));
  }

  #end(reason: MnistError): void {
    if (this.#ended !== undefined) return;
    this.#ended = reason;
    this.#onEnd();
    this.#heartbeat.stop();
    this.#failHandshake?.(reason);
    for (const reject of this.#calls) reject(reason);
    this.#calls.clear();
    // Otherwise Comlink holds the worker for its proxy, and the worker's listeners hold the proxy, for ever.
    this.#api[releaseProxy]();
    this.#worker.terminate();
  }
}

/** @param source what the policy would have to allow */
function forbidden(source: string, cause: unknown): MnistError {
  const message = `The page’s Content-Security-Policy forbids the worker: allow ${source} in \`worker-src\`.`;
  return new MnistError('worker-failed', message, cause);
}

function isHeartbeatTimeout(data: unknown): data is HeartbeatTimeout {
  return (
    typeof data === 'object' && data !== null && 'heartbeatTimeout' in data && typeof data.heartbeatTimeout === 'number'
  );
}

function start(workerUrl: URL | undefined): Worker {
  try {
    if (workerUrl !== undefined) return startWorker(workerUrl, 'mnist-elements');
    if (typeof DROP_IN === 'undefined' && !isOfAnotherOrigin(base)) {
      // Bundlers find the worker by exactly this expression. Elsewhere Trusted Types would forbid it.
      return new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'mnist-elements' });
    }
    return startWorker(new URL('./worker.js', base), 'mnist-elements');
  } catch (error) {
    throw new MnistError('worker-failed', `The worker could not be started: ${describe(error)}`, error);
  }
}

/** Some bundlers put the path that a module had on the disk for its URL: then all that they make is of one origin. */
function isOfAnotherOrigin(url: string): boolean {
  return /^https?:/.test(url) && new URL(url).origin !== origin;
}
