/**
 * A session's line to the worker: opens it when it is first needed, and again when the worker was lost, with all that
 * the session held.
 *
 * The newest checkpoint lies here, in the page's memory: it outlives the worker, costs less than a megabyte, needs no
 * permission and no room on the disk, and is gone with the page, as the training itself is. `storage-key` is for what
 * should outlive the page.
 */
import type { Remote } from 'comlink';
import type { Checkpoint, TrainingPosition } from '../messages/checkpoint.js';
import { MnistError, type MnistErrorCode } from '../shared/errors.js';
import type { Report, SessionApi } from '../messages/worker-api.js';
import { ProgressFilter } from './progress-filter.js';
import { openSession, type OpenSession } from './worker-service.js';

/** What a connection asks of its session. */
export interface ConnectionHost {
  /** Script of the worker; undefined for the one beside the script. May throw an MnistError. */
  readWorkerUrl(): URL | undefined;
  /** Called before the session is opened, and opened again. */
  opening(): void;
  /** Called when there is no worker any more, and no use in starting another one. */
  gaveUp(): void;
  /** Handles a report of the worker, at once. May give a promise for when the next progress is welcome. */
  report(report: Report): void | Promise<void>;
  /** Whether a training that goes on in another worker is to wait there. */
  isPaused(): boolean;
  /** Called when all is back: how it had been lost, and where the training goes on if there was one. */
  recovered(cause: MnistError, position: TrainingPosition | undefined): void;
}

/** A call to the worker. `isRetry`: the worker was lost under the call before, which may have had its effect. */
export type Call<T> = (api: Remote<SessionApi>, isRetry: boolean) => Promise<T>;

/** Errors after which the worker is gone and what it held is lost. */
const FATAL: ReadonlySet<MnistErrorCode> = new Set(['worker-failed', 'worker-timeout', 'worker-crashed']);

/** How often a worker is started again without any progress in between. */
const MOST_RESTARTS = 3;
/** Milliseconds before the second restart in a row; twice as many before the third. */
const RESTART_DELAY = 500;

/** Whether it says that the worker is gone. */
function isFatal(error: unknown): error is MnistError {
  return error instanceof MnistError && FATAL.has(error.code);
}

export class Connection {
  readonly #host: ConnectionHost;
  readonly #progress = new ProgressFilter();
  #open: Promise<OpenSession> | undefined;
  #checkpoint: Checkpoint | undefined;
  /** Counts how often it was opened or closed: reports that come late are dropped. */
  #line = 0;
  /** Counts how often all that was under way was given up. */
  #cuts = 0;
  /** How often the worker was lost since something was achieved, and how the last one was. */
  #losses = 0;
  #lastLoss: MnistError | undefined;

  constructor(host: ConnectionHost) {
    this.#host = host;
  }

  /** Whether the session has a side in the worker, as far as is known. */
  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** The newest; undefined before anything was learned. */
  get checkpoint(): Checkpoint | undefined {
    return this.#checkpoint;
  }

  /**
   * Makes a call, once more when the worker is lost meanwhile.
   *
   * @throws MnistError what the call rejects with; `worker-failed` or `worker-timeout` when the worker cannot be started,
   *   `worker-crashed` when it is lost again and again
   */
  async call<T>(call: Call<T>): Promise<T> {
    const cuts = this.#cuts;
    for (let isRetry = false; ; isRetry = true) {
      const open = (this.#open ??= this.#connect());
      let isOpen = false;
      try {
        const { api, guard } = await open;
        isOpen = true;
        const result = await guard(call(api, isRetry));
        if (this.#checkpoint?.training === undefined) this.#losses = 0;
        return result;
      } catch (error) {
        if (cuts !== this.#cuts) throw error;
        // Of several calls that it happens to, the first deals with it.
        if (this.#open === open) {
          if (isFatal(error)) this.#lose(error);
          else if (!isOpen) this.#giveUp();
        }
        if (!isFatal(error)) throw error;
      }
    }
  }

  /** Frees the worker's side; what was learned stays here. */
  close(): void {
    const open = this.#open;
    this.#cut();
    open?.then(
      (session) => session.close(),
      () => undefined,
    );
  }

  /** Forgets what was learned. */
  forget(): void {
    this.#checkpoint = undefined;
  }

  async #connect(): Promise<OpenSession> {
    const line = ++this.#line;
    const [checkpoint, cause] = [this.#checkpoint, this.#lastLoss];
    const isPaused = this.#host.isPaused();
    this.#host.opening();
    if (this.#losses > 1) await wait(RESTART_DELAY * (this.#losses - 1));
    const session = await openSession(this.#host.readWorkerUrl(), (report) => this.#deliver(report, line));
    if (checkpoint !== undefined) await recover(session, checkpoint, isPaused);
    else if (cause !== undefined) await this.#deliver({ type: 'state', state: 'idle' }, line);
    if (cause !== undefined && line === this.#line) {
      this.#lastLoss = undefined;
      this.#host.recovered(cause, checkpoint?.training?.position);
    }
    return session;
  }

  /** @throws MnistError when there is no use in trying again */
  #lose(reason: MnistError): void {
    const isFirstStart = this.#lastLoss === undefined && reason.code !== 'worker-crashed';
    this.#open = undefined;
    this.#losses += 1;
    this.#lastLoss = reason;
    if (!isFirstStart && this.#losses <= MOST_RESTARTS) return;
    this.#giveUp();
    if (isFirstStart) throw reason;
    throw new MnistError(
      'worker-crashed',
      `The worker was lost ${MOST_RESTARTS + 1} times in a row without getting on. What was learned is kept: try again, ` +
        'or with a smaller `batch-size` or `train-size`.',
      reason,
    );
  }

  #giveUp(): void {
    this.#cut();
    this.#host.gaveUp();
  }

  /** Nothing that was under way is waited for any more. */
  #cut(): void {
    this.#cuts += 1;
    this.#line += 1;
    this.#open = undefined;
    this.#losses = 0;
    this.#lastLoss = undefined;
    this.#progress.reset();
    if (this.#checkpoint !== undefined) this.#checkpoint = { ...this.#checkpoint, training: undefined };
  }

  /** The worker sends its next progress when this resolves. */
  async #deliver(report: Report, line: number): Promise<void> {
    if (line !== this.#line) return;
    this.#takeCheckpoint(report);
    const news = this.#progress.newIn(report);
    const shown = news && this.#host.report(news);
    if (report.type === 'mnist-train-end') this.#progress.reset();
    await shown;
  }

  #takeCheckpoint(report: Report): void {
    if (report.checkpoint !== undefined) this.#checkpoint = report.checkpoint;
    if (report.type === 'info') {
      if (!report.info.trained) this.#checkpoint = undefined;
      if (this.#checkpoint?.training === undefined) this.#progress.reset();
    } else if (report.checkpoint !== undefined) {
      // The training got on: the next loss is the first.
      this.#losses = 0;
    }
  }
}

/** Gives a session what it held before. What fails short of the worker itself is told to whoever needs it. */
async function recover({ api, guard, close }: OpenSession, checkpoint: Checkpoint, isPaused: boolean): Promise<void> {
  try {
    await guard(api.recover(checkpoint, isPaused));
  } catch (error) {
    if (!isFatal(error)) return;
    close();
    throw error;
  }
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
