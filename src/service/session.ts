/**
 * A trainer's session, seen from the page: opens itself in the worker when first needed, sends commands, and turns the
 * worker's reports into DOM events on the trainer.
 */
import { MnistError, type MnistErrorCode } from '../shared/errors.js';
import { MnistEvent } from '../shared/events.js';
import { DEFAULT_CALIBRATION, toPrediction } from '../shared/prediction.js';
import type {
  Evaluation,
  LabelledImage,
  LayerActivation,
  Prediction,
  Sample,
  Split,
  StateChange,
  TrainEnd,
  TrainerState,
} from '../shared/types.js';
import type { ModelFacts, Report, SessionApi, SessionInfo, Settings } from '../shared/worker-api.js';
import { nextFrame } from './next-frame.js';
import type { OpenSession } from './worker-service.js';
import type { Remote } from 'comlink';

/** What a session needs to know of its trainer, asked anew for every command. Both may throw an MnistError. */
export interface SessionHost extends EventTarget {
  /** The checked attributes. */
  readSettings(): Settings;
  /** Class names. */
  readLabels(): readonly string[];
  /** Script of the worker; undefined for the one beside the script. */
  readWorkerUrl(): URL | undefined;
}

const NOT_TRAINED = 'There is no trained network yet: press Train first, or restore or import a model.';

type Command<T> = (api: Remote<SessionApi>, settings: Settings) => Promise<T>;

/** Errors after which the worker is gone and what it held is lost. */
const FATAL: ReadonlySet<MnistErrorCode> = new Set(['worker-failed', 'worker-timeout', 'worker-crashed']);

/** Starts the worker's side with what that takes, most of which is Comlink: a page that nobody uses does without. */
async function openSession(
  workerUrl: URL | undefined,
  report: (report: Report) => Promise<void>,
): Promise<OpenSession> {
  const service = await import('./worker-service.js').catch((error: unknown) => {
    throw new MnistError(
      'worker-failed',
      'A part of the script could not be loaded. Check that all files of the dist folder lie beside the script.',
      error,
    );
  });
  return service.openSession(workerUrl, report);
}

export class Session {
  readonly #host: SessionHost;
  #open: Promise<OpenSession> | undefined;
  /** Reports are delivered one after the other, also when a handler waits for a frame. */
  #deliveries: Promise<void> = Promise.resolve();
  #lastChange: StateChange = { state: 'idle', previous: 'idle' };
  #info: SessionInfo | undefined;
  #evaluation: Evaluation | undefined;

  constructor(host: SessionHost) {
    this.#host = host;
  }

  get state(): TrainerState {
    return this.#lastChange.state;
  }

  /** Facts about the session; undefined before the worker has started. */
  get info(): SessionInfo | undefined {
    return this.#info;
  }

  /** The newest evaluation; undefined before the first, and after a reset. */
  get evaluation(): Evaluation | undefined {
    return this.#evaluation;
  }

  load(): Promise<StateChange> {
    return this.#transition((api, settings) => api.load(settings));
  }

  train(): Promise<TrainEnd> {
    return this.#command((api, settings) => api.train(settings));
  }

  pause(): Promise<StateChange> {
    return this.#need('invalid-state', 'Nothing is being trained, so there is nothing to pause.', () =>
      this.#transition((api) => api.pause()),
    );
  }

  resume(): Promise<StateChange> {
    return this.#need('invalid-state', 'No training is paused, so there is nothing to resume.', () =>
      this.#transition((api) => api.resume()),
    );
  }

  /** Resolves with the end of the training that it stopped; null if none was under way. */
  async stop(): Promise<TrainEnd | null> {
    return this.#open === undefined ? null : this.#command((api) => api.stop());
  }

  async reset(): Promise<StateChange> {
    this.#evaluation = undefined;
    return this.#open === undefined ? this.#lastChange : this.#transition((api, settings) => api.reset(settings));
  }

  evaluate(): Promise<Evaluation> {
    return this.#command((api, settings) => api.evaluate(settings));
  }

  /** Teaches the network corrections, at least one; resolves with the end of that short training. */
  async fineTune(corrections: readonly LabelledImage[]): Promise<TrainEnd> {
    if (corrections.length === 0) {
      throw this.fail(new MnistError('invalid-argument', 'There are no corrections that could be taught.'));
    }
    return this.#need('not-trained', NOT_TRAINED, () =>
      this.#command((api, settings) => api.fineTune(settings, corrections)),
    );
  }

  /** Takes over the model in a folder; see `SessionApi`. */
  loadModel(folder: string): Promise<ModelFacts> {
    return this.#command((api, settings) => api.loadModel(settings, folder));
  }

  /**
   * Reads 784 bytes without telling anybody: whoever asked dispatches the event.
   *
   * @param threshold the least probability at which a class is named, 0…1; by default the network's own
   */
  async predict(pixels: Uint8Array, threshold?: number): Promise<Prediction> {
    const probabilities = await this.#ask((api) => api.predict(pixels));
    const calibration = this.#info?.calibration ?? DEFAULT_CALIBRATION;
    return toPrediction(probabilities, this.#host.readLabels(), {
      ...calibration,
      threshold: threshold ?? calibration.threshold,
    });
  }

  /** What the convolution layers respond to in 784 bytes, from first to last. */
  activations(pixels: Uint8Array): Promise<readonly LayerActivation[]> {
    return this.#ask((api) => api.activations(pixels));
  }

  sample(split: Split, index?: number): Promise<Sample> {
    return this.#command(async (api, settings) => {
      const sample = await api.sample(settings, split, index);
      return { ...sample, label: this.#host.readLabels()[sample.labelIndex] ?? String(sample.labelIndex) };
    });
  }

  save(key: string): Promise<void> {
    return this.#need('not-trained', NOT_TRAINED, () => this.#command((api) => api.save(key)));
  }

  restore(key: string): Promise<void> {
    return this.#command((api, settings) => api.restore(settings, key));
  }

  exportModel(): Promise<File[]> {
    return this.#need('not-trained', NOT_TRAINED, () =>
      this.#command((api) => api.exportModel(this.#host.readLabels())),
    );
  }

  importModel(files: readonly File[]): Promise<void> {
    return this.#command((api, settings) => api.importModel(settings, files));
  }

  /** Stops everything and frees the worker's side. The next command opens a new session. */
  close(): void {
    const open = this.#open;
    if (open === undefined) return;
    this.#forget();
    this.#setState('idle');
    open.then(
      (session) => session.close(),
      () => undefined,
    );
  }

  /** Tells the page of a failure: every one passes here exactly once. */
  fail(error: unknown): MnistError {
    const failure = MnistError.from(error);
    if (FATAL.has(failure.code)) this.#forget();
    this.#host.dispatchEvent(new MnistEvent('mnist-error', failure));
    return failure;
  }

  async #transition(command: Command<void>): Promise<StateChange> {
    await this.#command(command);
    return this.#lastChange;
  }

  /** For commands that make no sense without a session: starting a worker for them would change nothing. */
  async #need<T>(code: MnistErrorCode, message: string, command: () => Promise<T>): Promise<T> {
    if (this.#open === undefined) throw this.fail(new MnistError(code, message));
    return command();
  }

  async #command<T>(command: Command<T>): Promise<T> {
    try {
      const settings = this.#host.readSettings();
      if (this.#open === undefined) {
        this.#setState('loading');
        this.#open = openSession(this.#host.readWorkerUrl(), (report) => this.#deliver(report));
      }
      const { api, guard } = await this.#open;
      const result = await guard(command(api, settings));
      // What the command reported is told to the page before its promise resolves.
      await this.#deliveries;
      return result;
    } catch (error) {
      const failure = MnistError.from(error);
      if (FATAL.has(failure.code)) this.#setState('error');
      throw this.fail(failure);
    }
  }

  /** For questions to the network: they change nothing, and whoever asked tells of a failure. */
  async #ask<T>(question: (api: Remote<SessionApi>) => Promise<T>): Promise<T> {
    const open = this.#open;
    if (open === undefined) throw new MnistError('not-trained', NOT_TRAINED);
    try {
      const { api, guard } = await open;
      return await guard(question(api));
    } catch (error) {
      const failure = MnistError.from(error);
      // The next command starts a new worker, unless another one already has.
      if (FATAL.has(failure.code) && open === this.#open) {
        this.#forget();
        this.#setState('error');
      }
      throw failure;
    }
  }

  #deliver(report: Report): Promise<void> {
    const delivery = this.#deliveries.then(async () => {
      if (this.#open === undefined) return;
      if (report.type === 'mnist-batch-end') await nextFrame();
      this.#handle(report);
    });
    // A listener that throws is reported by the browser itself; nothing here can reject for long.
    this.#deliveries = delivery.catch(() => undefined);
    return delivery;
  }

  #handle(report: Report): void {
    switch (report.type) {
      case 'state':
        this.#setState(report.state);
        return;
      case 'info':
        this.#info = report.info;
        this.#host.dispatchEvent(new Event('mnist-session-info', { bubbles: true, composed: true }));
        return;
      case 'failure':
        this.fail(new MnistError(report.code, report.message));
        return;
      case 'mnist-evaluation':
        this.#evaluation = report.detail;
    }
    this.#host.dispatchEvent(new MnistEvent(report.type, report.detail));
  }

  #setState(state: TrainerState): void {
    const previous = this.state;
    if (state === previous) return;
    this.#lastChange = { state, previous };
    this.#host.dispatchEvent(new MnistEvent('mnist-state-change', this.#lastChange));
  }

  #forget(): void {
    this.#open = undefined;
    this.#info = undefined;
    this.#evaluation = undefined;
  }
}
