/**
 * A trainer's session, seen from the page: opens itself in the worker when first needed, sends commands, and turns the
 * worker's reports into DOM events on the trainer.
 */
import { MnistError } from '../shared/errors.js';
import { MnistEvent } from '../shared/events.js';
import { USUAL_SIZE } from '../shared/image.js';
import { missingPart } from '../shared/missing-part.js';
import { DEFAULT_CALIBRATION, toPrediction } from '../shared/prediction.js';
import type { Settings } from '../messages/settings.js';
import type {
  DataFacts,
  Evaluation,
  ExportFormat,
  LabelledImage,
  LayerActivation,
  ModelImport,
  PictureSize,
  Prediction,
  Sample,
  Split,
  StateChange,
  TrainEnd,
  TrainerState,
} from '../shared/types.js';
import type { ModelFacts, Report, SessionApi, SessionInfo } from '../messages/worker-api.js';
import type { Call, Connection } from './connection.js';
import { nextFrame } from './next-frame.js';
import type { Remote } from 'comlink';
import { defaultDataUrl } from './beside-script.js';

/** Commands that the attributes matter to. */
export type SettingsUser =
  'load' | 'train' | 'fineTune' | 'evaluate' | 'sample' | 'restore' | 'importModel' | 'loadModel';

/** What a session needs to know of its trainer, asked anew for every command. */
export interface SessionHost extends EventTarget {
  /** Loads what checks the attributes. */
  prepare(): Promise<void>;
  /**
   * Takes the attributes down as they are now.
   *
   * @returns checks those that the command uses, once `prepare()` has resolved; throws an MnistError for a bad one
   */
  readSettings(command: SettingsUser): () => Settings;
  /** Class names that the page has set; undefined where it leaves them to the data. */
  readOwnLabels(): readonly string[] | undefined;
  /** Class names. */
  readLabels(): readonly string[];
  /** Script of the worker; undefined for the one beside the script. May throw an MnistError. */
  readWorkerUrl(): URL | undefined;
}

const NOT_TRAINED = 'There is no trained network yet: press Train first, or restore or import a model.';

/** A command that the attributes matter to. */
type SetCommand<T> = (api: Remote<SessionApi>, settings: Settings, isRetry: boolean) => Promise<T>;

export class Session {
  readonly #host: SessionHost;
  /** Loaded with the first command, as most of it is what talks to the worker: a page that nobody uses does without. */
  #loading: Promise<Connection> | undefined;
  #connection: Connection | undefined;
  #lastChange: StateChange = { state: 'idle', previous: 'idle' };
  #info: SessionInfo | undefined;
  #data: DataFacts | undefined;
  #evaluation: Evaluation | undefined;
  /** The training that was begun last, until it ends or is told to. */
  #training: Promise<TrainEnd> | undefined;
  /** The end of the newest training, once it was told. */
  #trainEnd: TrainEnd | undefined;
  /** Whether the worker's newest word on it was that the training waits. */
  #isPaused = false;
  /** How often the session was closed. */
  #closings = 0;
  /** Calls of `pause()` that are under way. */
  #pausing = 0;

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

  /** The data that were loaded last; undefined before the first. */
  get data(): DataFacts | undefined {
    return this.#data;
  }

  /** Size of the pictures that the network reads, or the one that is trained next. */
  get input(): PictureSize {
    return this.#info?.input ?? USUAL_SIZE;
  }

  /** The newest evaluation; undefined before the first, and after a reset. */
  get evaluation(): Evaluation | undefined {
    return this.#evaluation;
  }

  load(): Promise<StateChange> {
    return this.#transition(this.#commandWith('load', (api, settings) => api.load(settings)));
  }

  /** While something is trained the promise of that; a training that waits is told to go on. */
  train(): Promise<TrainEnd> {
    const running = this.#training;
    if (running === undefined) return this.#train('train', (api, settings) => api.train(settings));
    this.resume().catch(() => undefined);
    return running;
  }

  async pause(): Promise<StateChange> {
    this.#pausing += 1;
    try {
      return await this.#needOpen('Nothing is being trained, so there is nothing to pause.', () =>
        // In another worker the training begins paused.
        this.#transition(this.#command((api, isRetry) => (isRetry ? Promise.resolve() : api.pause()))),
      );
    } finally {
      this.#pausing -= 1;
    }
  }

  resume(): Promise<StateChange> {
    return this.#needOpen('No training is paused, so there is nothing to resume.', () =>
      this.#transition(this.#command((api) => api.resume())),
    );
  }

  /** Resolves with the end of the training that it stopped; null if none was under way. */
  async stop(): Promise<TrainEnd | null> {
    this.#training = undefined;
    return this.#isOpen ? this.#command((api) => api.stop()) : null;
  }

  async reset(): Promise<StateChange> {
    this.#training = undefined;
    if (this.#isOpen) return this.#transition(this.#command((api) => api.reset()));
    this.#connection?.forget();
    this.#settleWithoutWorker('ready');
    return this.#lastChange;
  }

  evaluate(): Promise<Evaluation> {
    return this.#commandWith('evaluate', (api, settings) => api.evaluate(settings));
  }

  /** Teaches the network corrections, at least one; resolves with the end of that short training. */
  async fineTune(corrections: readonly LabelledImage[]): Promise<TrainEnd> {
    if (corrections.length === 0) {
      throw this.fail(new MnistError('invalid-argument', 'There are no corrections to teach.'));
    }
    return this.#needNetwork(() => this.#train('fineTune', (api, settings) => api.fineTune(settings, corrections)));
  }

  /** Takes over the model in a folder; see `SessionApi`. */
  loadModel(folder: string): Promise<ModelFacts> {
    return this.#commandWith('loadModel', (api, settings) => api.loadModel(settings, folder, defaultDataUrl()));
  }

  /**
   * Reads a picture without telling anybody: whoever asked dispatches the event.
   *
   * @param pixels a byte for each, of the size `input`
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

  /** What the convolution layers respond to in such a picture, from first to last. */
  activations(pixels: Uint8Array): Promise<readonly LayerActivation[]> {
    return this.#ask((api) => api.activations(pixels));
  }

  sample(split: Split, index?: number): Promise<Sample> {
    return this.#commandWith('sample', async (api, settings) => {
      const sample = await api.sample(settings, split, index);
      return { ...sample, label: this.#host.readLabels()[sample.labelIndex] ?? String(sample.labelIndex) };
    });
  }

  save(key: string): Promise<void> {
    return this.#needNetwork(() => this.#command((api) => api.save(this.#host.readOwnLabels(), key)));
  }

  restore(key: string): Promise<void> {
    return this.#commandWith('restore', (api, settings) => api.restore(settings, key));
  }

  exportModel(format: ExportFormat): Promise<File[]> {
    return this.#needNetwork(() => this.#command((api) => api.exportModel(format, this.#host.readLabels())));
  }

  importModel(files: readonly File[]): Promise<ModelImport> {
    return this.#commandWith('importModel', (api, settings) => api.importModel(settings, files, defaultDataUrl()));
  }

  /** Stops everything and frees the worker's side. What was learned comes back with the next command. */
  close(): void {
    this.#closings += 1;
    this.#training = undefined;
    if (!this.#isOpen) return;
    this.#connection?.close();
    this.#settleWithoutWorker('ready');
  }

  /** Tells the page of a failure: every one passes here exactly once. */
  fail(error: unknown): MnistError {
    const failure = MnistError.from(error);
    this.#host.dispatchEvent(new MnistEvent('mnist-error', failure));
    return failure;
  }

  /** Begins a training and waits for its end, also when that comes in another worker. */
  #train(name: SettingsUser, begin: SetCommand<TrainEnd>): Promise<TrainEnd> {
    this.#trainEnd = undefined;
    const training = this.#commandWith(name, async (api, settings, isRetry) => {
      const end = isRetry ? (this.#trainEnd ?? (await api.trainEnd())) : null;
      return end ?? begin(api, settings, isRetry);
    });
    this.#training = training;
    const forget = (): void => {
      if (this.#training === training) this.#training = undefined;
    };
    training.then(forget, forget);
    return training;
  }

  async #transition(command: Promise<void>): Promise<StateChange> {
    await command;
    return this.#lastChange;
  }

  /** For commands that make no sense without a worker: starting one for them would change nothing. */
  async #needOpen<T>(message: string, command: () => Promise<T>): Promise<T> {
    if (!this.#isOpen) throw this.fail(new MnistError('invalid-state', message));
    return command();
  }

  /** The same for those that need what was learned, which lies here also without a worker. */
  async #needNetwork<T>(command: () => Promise<T>): Promise<T> {
    if (!this.#mayHaveNetwork) throw this.fail(new MnistError('not-trained', NOT_TRAINED));
    return command();
  }

  /** Whether there is a worker's side, as far as is known, or one on its way. */
  get #isOpen(): boolean {
    return this.#connection?.isOpen ?? this.#loading !== undefined;
  }

  get #mayHaveNetwork(): boolean {
    return this.#isOpen || this.#connection?.checkpoint !== undefined;
  }

  #command<T>(command: Call<T>): Promise<T> {
    return this.#tellingFailure(this.#call(() => command));
  }

  /** With the attributes as they are now. */
  #commandWith<T>(name: SettingsUser, command: SetCommand<T>): Promise<T> {
    const check = this.#host.readSettings(name);
    return this.#tellingFailure(
      this.#call(() => {
        const settings = check();
        return (api, isRetry) => command(api, settings, isRetry);
      }),
    );
  }

  async #tellingFailure<T>(result: Promise<T>): Promise<T> {
    try {
      return await result;
    } catch (error) {
      throw this.fail(error);
    }
  }

  /** For questions to the network: they change nothing, and whoever asked tells of a failure. */
  async #ask<T>(question: (api: Remote<SessionApi>) => Promise<T>): Promise<T> {
    if (!this.#mayHaveNetwork) throw new MnistError('not-trained', NOT_TRAINED);
    return this.#call(() => question);
  }

  /** @param prepare makes the call when all parts of the script are there; may throw, and then no worker is started */
  async #call<T>(prepare: () => Call<T>): Promise<T> {
    const closings = this.#closings;
    const connection = await this.#connect();
    let call: Call<T>;
    try {
      call = prepare();
    } catch (error) {
      // Of the parts that were loading: nothing else is on its way.
      if (!connection.isOpen && this.state === 'loading') this.#setState('idle');
      throw error;
    }
    const result = connection.call(call);
    if (closings !== this.#closings) {
      // Closed while a part of the script was loading: done now, when there is something to stop.
      connection.close();
      this.#settleWithoutWorker('ready');
    }
    return result;
  }

  async #connect(): Promise<Connection> {
    if (this.#connection !== undefined) return this.#connection;
    this.#setState('loading');
    this.#loading ??= Promise.all([import('./connection.js'), this.#host.prepare()]).then(([{ Connection }]) =>
      this.#createConnection(Connection),
    );
    try {
      return await this.#loading;
    } catch (error) {
      this.#loading = undefined;
      this.#setState('error');
      throw missingPart('worker-failed', error);
    }
  }

  #createConnection(Class: typeof Connection): Connection {
    this.#connection ??= new Class({
      readWorkerUrl: () => this.#host.readWorkerUrl(),
      isPaused: () => this.#isPaused || this.#pausing > 0,
      opening: () => this.#setState('loading'),
      gaveUp: () => this.#settleWithoutWorker('error'),
      report: (report) => this.#handle(report),
      recovered: (cause, position) =>
        this.#tellRecovery(cause, position ? position.history.length + 1 : null, position?.batch ?? null),
    });
    return this.#connection;
  }

  #handle(report: Report): void | Promise<void> {
    switch (report.type) {
      case 'state':
        if (report.state !== 'loading') this.#isPaused = report.state === 'paused';
        // Who hears of it may train anew.
        if (report.state === 'ready' || report.state === 'error') this.#training = undefined;
        this.#setState(report.state);
        return;
      case 'info':
        this.#info = report.info;
        if (report.outdated !== undefined) this.#evaluation = report.info.evaluation;
        this.tellInfo(report.outdated === 'network');
        return;
      case 'checkpoint':
        return;
      case 'failure':
        this.fail(new MnistError(report.code, report.message, undefined, report.subject));
        return;
      case 'recovery':
        this.#tellRecovery(new MnistError(report.code, report.message), report.epoch, report.batch);
        return;
      case 'mnist-data':
        this.#data = report.detail;
        break;
      case 'mnist-evaluation':
        this.#evaluation = report.detail;
        break;
      case 'mnist-train-end':
        this.#trainEnd = report.detail;
    }
    this.#host.dispatchEvent(new MnistEvent(report.type, report.detail));
    // More than the page can show would only hold it up.
    return report.type === 'mnist-batch-end' ? nextFrame() : undefined;
  }

  /**
   * Tells who is linked that facts about the session have changed.
   *
   * @param isOther whether the network is another one, or none, so that nothing told of the one before is true any more
   */
  tellInfo(isOther = false): void {
    const options = { bubbles: true, composed: true, detail: isOther };
    this.#host.dispatchEvent(new CustomEvent('mnist-session-info', options));
  }

  #tellRecovery(cause: MnistError, epoch: number | null, batch: number | null): void {
    this.#host.dispatchEvent(new MnistEvent('mnist-recovery', { epoch, batch, cause }));
  }

  /** What the worker would say, were it there. */
  #settleWithoutWorker(state: 'ready' | 'error'): void {
    const checkpoint = this.#connection?.checkpoint;
    // It has been trained since.
    if (this.state === 'training' || this.state === 'paused') this.#evaluation = undefined;
    if (checkpoint === undefined) {
      this.#info = undefined;
      this.#evaluation = undefined;
      this.tellInfo(true);
    } else if (this.#info !== undefined) this.#info = { ...this.#info, history: checkpoint.history };
    this.#setState(state === 'ready' && checkpoint === undefined ? 'idle' : state);
  }

  #setState(state: TrainerState): void {
    const previous = this.state;
    if (state === previous) return;
    this.#lastChange = { state, previous };
    this.#host.dispatchEvent(new MnistEvent('mnist-state-change', this.#lastChange));
  }
}
