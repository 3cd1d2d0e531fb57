/** `<mnist-trainer>`: loads the data, trains, evaluates, saves. */
import type { PropertyValues, TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { parseNetwork } from '../network/parse.js';
import { summaryOf } from '../network/summary.js';
import { classNames, DIGITS, readLabels } from '../shared/class-names.js';
import { MnistError } from '../shared/errors.js';
import { MnistEvent, type MnistEventMap } from '../shared/events.js';
import { toImage, toLabelledImages, USUAL_SIZE } from '../shared/image.js';
import { missingPart } from '../shared/missing-part.js';
import type { Settings } from '../messages/settings.js';
import type {
  Augmentation,
  Backend,
  BatchEnd,
  DataFacts,
  EpochEnd,
  Evaluation,
  ExportFormat,
  LabelledImage,
  LayerSummary,
  LoadProgress,
  ModelImport,
  ModelKind,
  OptimizerName,
  Prediction,
  Recovery,
  Sample,
  ScheduleName,
  Split,
  StateChange,
  Threads,
  TrainEnd,
  TrainerState,
  Transpose,
} from '../shared/types.js';
import { version } from '../shared/version.js';
import { Session, type SettingsUser } from '../page/session.js';
import { TRAINER_CONNECTED, trainerTags } from '../page/trainer-tags.js';
import { readWorkerUrl } from '../page/worker-url.js';
import { defaultDataUrl } from '../page/beside-script.js';
import { Localizer } from '../localize/localizer.js';
import { number, text } from '../theme/attributes.js';
import { toggleState } from '../theme/custom-state.js';
import { StyledElement } from '../theme/styled-element.js';
import { theme } from '../theme/theme.styles.js';
import { styles } from './mnist-trainer.styles.js';
import { renderPanel, type Notice, type PanelActions } from './panel.js';
import type { RawSettings, readSettings } from './settings.js';

/** Milliseconds between two updates of the line under the bar: people read no faster, and painting takes time from training. */
const PROGRESS_INTERVAL = 100;

/**
 * Trains a network to read handwritten digits, in a worker, with visible controls; `hidden` makes it headless.
 *
 * Changed attributes count from the next method call or press of a button on; a training under way goes on as it began.
 * Every method rejects with an `MnistError`, which is also the detail of an `mnist-error` event.
 *
 * @summary Loads the data, trains, evaluates and saves.
 *
 * @fires {MnistEvent<'mnist-state-change'>} mnist-state-change - The state moved; detail `{state, previous}`.
 * @fires {MnistEvent<'mnist-load-progress'>} mnist-load-progress - Data arrived; detail `{loaded, total, file}` in bytes.
 * @fires {MnistEvent<'mnist-data'>} mnist-data - Data were understood; detail `{width, height, classes, labels, train, validation, test, notes}`.
 * @fires {MnistEvent<'mnist-batch-end'>} mnist-batch-end - Up to twenty times a second while training; `points` holds every batch since the last one.
 * @fires {MnistEvent<'mnist-epoch-end'>} mnist-epoch-end - An epoch is done, and the network was measured on the held-out images.
 * @fires {MnistEvent<'mnist-train-end'>} mnist-train-end - Training finished or was stopped.
 * @fires {MnistEvent<'mnist-evaluation'>} mnist-evaluation - The test set was evaluated, at the end of a training or by `evaluate()`.
 * @fires {MnistEvent<'mnist-import'>} mnist-import - `importModel()` took a network over; detail `{model, width, height, classes, pixels, evidence, pictures, accuracy, notes}`.
 * @fires {MnistEvent<'mnist-prediction'>} mnist-prediction - `predict()` read an image.
 * @fires {MnistEvent<'mnist-recovery'>} mnist-recovery - The worker or the GPU was lost, and the trainer has what it had learned again; a training goes on with `epoch` and `batch`, none of which is told twice.
 * @fires {MnistEvent<'mnist-error'>} mnist-error - Something failed; detail has `code`, `message`, `cause`.
 *
 * @slot - Shown under the controls.
 * @slot heading - A heading of your own above them.
 *
 * @csspart card - All of it: border, background and padding.
 * @csspart status - The sentence that says what the trainer is doing.
 * @csspart controls - The row of buttons.
 * @csspart button - Every button.
 * @csspart primary - The main button: train, pause or resume.
 * @csspart progress - Both progress bars.
 * @csspart notes - What was changed to make sense of the data, and what was found out about an imported network.
 * @csspart details - The line under the training bar: epoch, batch, loss, speed, time left.
 * @csspart result - The test accuracy; the newest accuracy on the held-out images until there is one.
 * @csspart error - The sentence of the last failure.
 * @csspart model - The buttons that save, download and open the model.
 *
 * @cssstate idle - Nothing is loaded. One state holds at a time, as in the property `state`.
 * @cssstate loading - Data or engine are on their way.
 * @cssstate ready - It can train or predict.
 * @cssstate training - A network is being trained.
 * @cssstate paused - A training is held.
 * @cssstate error - The last command failed, and may be tried again.
 *
 * @cssprop [--mnist-accent=light-dark(#2456d6, #7aa2ff)] - Colour of the main button and the bars; all three elements take it.
 * @cssprop [--mnist-on-accent=light-dark(#fff, #0b1020)] - Colour of text on it.
 * @cssprop --mnist-surface - Background of the cards of all three elements; a trace of the text's colour by default.
 * @cssprop --mnist-border - Colour of their lines; the text's colour at 20 % by default.
 * @cssprop [--mnist-radius=12px] - Radius of their corners.
 * @cssprop [--mnist-gap=1rem] - Margin above and below each of them; between two it counts once. `margin` sets it, too.
 */
export class MnistTrainer extends StyledElement {
  static override readonly styles = [theme, styles];
  /** Version of the package. */
  static readonly version: string = version;

  /**
   * URL of the folder with the four IDX files, plain or with `.gz`; one that ends in a hyphen is what their names begin
   * with, such as `data/emnist-letters-`. Default: `data/` beside the script.
   */
  @property({ converter: text('') }) src = '';
  /** Class names, separated by commas, 2 to 256. Default: `0,1,2,3,4,5,6,7,8,9`, or what the loaded data call them. */
  @property({ converter: text(DIGITS) }) labels = DIGITS;
  /** Whether the pictures in the data lie on their side: `on`, `off`, or `auto`, by their files' names. Default: `auto`. */
  @property({ converter: text('auto') }) transpose: Transpose = 'auto';
  /** How many training images to use, from the front, those that are held out among them. Default: all. */
  @property({ attribute: 'train-size', converter: number(undefined) }) trainSize: number | undefined;
  /**
   * How many of the training images in use are held out, the last ones, to watch the learning by; 0: none, and `valLoss`
   * and `valAccuracy` are null. Default: a twelfth, which is 5,000 of 60,000.
   */
  @property({ attribute: 'validation-size', converter: number(undefined) }) validationSize: number | undefined;
  /** How many test images to use, from the front. Default: all. */
  @property({ attribute: 'test-size', converter: number(undefined) }) testSize: number | undefined;
  /**
   * The network: `cnn` (two convolutions, 53,866 parameters), `dense` (one hidden layer of 128), `linear` (none), `lenet`
   * (that of 1998), `deep` (which reads best, trained for as long as docs/networks.md says), or layers separated by commas,
   * such as `conv 32 5x5, pool, dropout 0.25, dense 100 tanh`; the layer over the classes is implied. Default: `cnn`.
   */
  @property({ converter: text('cnn') }) model: ModelKind = 'cnn';
  /** Passes over the training images, 1 to 10,000. Default: 5. */
  @property({ converter: number(5) }) epochs = 5;
  /** Images in a mini-batch, 1 to 100,000. Default: 64. */
  @property({ attribute: 'batch-size', converter: number(64) }) batchSize = 64;
  /** How weights are moved: `adam`, `sgd`, `momentum` or `rmsprop`. Default: `adam`. */
  @property({ converter: text('adam') }) optimizer: OptimizerName = 'adam';
  /** Highest learning rate, above 0 to 10; `sgd` and `momentum` want about 0.1 and 0.02. Default: 0.003. */
  @property({ attribute: 'learning-rate', converter: number(0.003) }) learningRate = 0.003;
  /** The learning rate: up to its highest and down to 0 (`one-cycle`), or always the same (`constant`). Default: `one-cycle`. */
  @property({ converter: text('one-cycle') }) schedule: ScheduleName = 'one-cycle';
  /** Pull of the weights towards 0 (L2), 0 to 1; 0.0001 is a usual one. Default: 0. */
  @property({ attribute: 'weight-decay', converter: number(0) }) weightDecay = 0;
  /** Any integer; the same seed, backend and thread count give the same weights. Default: none, different each time. */
  @property({ converter: number(undefined) }) seed: number | undefined;
  /** What computes: `auto` (the fastest that works), `webgpu`, `webgl`, `simd`, `wasm` or `cpu`. Default: `auto`. */
  @property({ converter: text('auto') }) backend: Backend | 'auto' = 'auto';
  /** Workers of the SIMD engine: `auto` or 1 to 16. Default: `auto`. */
  @property({ converter: text('auto') }) threads: Threads = 'auto';
  /** How training images change at random: `none`, `shift` (by a pixel) or `drawn` (as hands differ). Default: `shift`. */
  @property({ converter: text('shift') }) augment: Augmentation = 'shift';
  /** Key in IndexedDB: the model is restored from it on connect and saved under it after training. Default: none. */
  @property({ attribute: 'storage-key', converter: text('') }) storageKey = '';
  /** Train as soon as connected. Default: off. */
  @property({ type: Boolean }) autostart = false;
  /** URL of the worker script, for self-hosting. Default: `worker.js` beside the script. */
  @property({ attribute: 'worker-src', converter: text('') }) workerSrc = '';

  /** @internal */
  readonly session = new Session(this);

  readonly #internals = this.attachInternals();
  readonly #localizer = new Localizer(this);
  /** What checks the attributes; comes with the first command. */
  #readSettings: typeof readSettings | undefined;
  /** Whether it has done what its attributes ask for once it is there. */
  #hasBegun = false;
  @state() private loadProgress: LoadProgress | undefined;
  @state() private batchEnd: BatchEnd | undefined;
  /** When that is shown anew, on the clock of events. */
  #progressDue = 0;
  @state() private trainEnd: TrainEnd | undefined;
  /** Where the training goes on that was interrupted, until its next epoch. */
  @state() private recovery: Recovery | undefined;
  @state() private failure: MnistError | undefined;
  /** What was found out about the network, if it was imported. */
  @state() private imported: ModelImport | undefined;
  /** What the last press of a model button led to. */
  @state() private notice: Notice | undefined;

  /** What the trainer is doing. */
  get state(): TrainerState {
    return this.session.state;
  }

  /** Finished epochs of the newest training. */
  get history(): readonly EpochEnd[] {
    return this.session.info?.history ?? [];
  }

  /** What computes; null before the first training. */
  get backendInUse(): Backend | null {
    return this.session.info?.backend ?? null;
  }

  /**
   * The layers of the network that is there, else of the one that `model` asks for: name, type, output shape, parameters;
   * none if it asks for none that can be.
   */
  get modelSummary(): readonly LayerSummary[] {
    const { info, data } = this.session;
    if (info?.trained === true) return info.summary;
    try {
      return summaryOf(parseNetwork(this.model, data ?? USUAL_SIZE, this.#namesOfData.length));
    } catch {
      return [];
    }
  }

  /** The newest evaluation of the test set; null before the first. */
  get evaluation(): Evaluation | null {
    return this.session.evaluation ?? null;
  }

  /** The data that were loaded last: size of the pictures, classes, how many there are, what was noticed; null before. */
  get data(): DataFacts | null {
    return this.session.data ?? null;
  }

  /** Class names: `labels` where it has as many as the network tells apart, else those of its file or of the data, else 0, 1, 2, … */
  get labelNames(): readonly string[] {
    const { info, data } = this.session;
    if (info?.trained !== true) return this.#namesOfData;
    return classNames(info.classes, this.#ownLabels, info.labels, data?.labels);
  }

  /** Of the classes in the data. */
  get #namesOfData(): readonly string[] {
    return this.#ownLabels ?? this.session.data?.labels ?? readLabels(DIGITS);
  }

  /** Names that the page has set; undefined where it leaves them to the data. */
  get #ownLabels(): readonly string[] | undefined {
    return this.labels === DIGITS ? undefined : readLabels(this.labels);
  }

  constructor() {
    super();
    toggleState(this.#internals, this.state, true);
    // First in line, so that what is shown and `state` agree with the event for every later listener.
    this.addEventListener('mnist-state-change', this.#onStateChange);
    this.addEventListener('mnist-session-info', this.#onSessionInfo);
    this.addEventListener('mnist-data', () => this.requestUpdate());
    this.addEventListener('mnist-load-progress', this.#onLoadProgress);
    this.addEventListener('mnist-batch-end', this.#onBatchEnd);
    this.addEventListener('mnist-train-end', this.#onTrainEnd);
    this.addEventListener('mnist-import', this.#onImport);
    this.addEventListener('mnist-recovery', this.#onRecovery);
    this.addEventListener('mnist-error', this.#onError);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    trainerTags.add(this.localName);
    // One that was taken away before it could begin.
    if (this.hasUpdated) void this.#begin();
    this.dispatchEvent(new Event(TRAINER_CONNECTED, { bubbles: true }));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // An element that is only moved in the document is connected again by then.
    queueMicrotask(() => {
      if (!this.isConnected) this.session.close();
    });
  }

  protected override firstUpdated(): void {
    void this.#begin();
  }

  protected override updated(changed: PropertyValues<this>): void {
    // Who is linked shows the names.
    if (changed.get('labels') !== undefined) this.session.tellInfo();
  }

  /** Downloads the data, unless they are there. */
  load(): Promise<StateChange> {
    this.#forgetNews();
    return this.session.load();
  }

  /**
   * Trains for `epochs`, going on from what was learned before; loads the data first if need be. While training it
   * returns the same promise; while paused it resumes.
   *
   * @returns the detail of `mnist-train-end`, also when stopped
   */
  train(): Promise<TrainEnd> {
    this.#forgetNews();
    return this.session.train();
  }

  /** Holds the training after the batch under way. Rejects with `invalid-state` when nothing is being trained. */
  pause(): Promise<StateChange> {
    this.#forgetNews();
    return this.session.pause();
  }

  /** Goes on with a paused training. Rejects with `invalid-state` when there is none. */
  resume(): Promise<StateChange> {
    this.#forgetNews();
    return this.session.resume();
  }

  /** Ends loading or training; what was learned stays. Resolves with the detail of `mnist-train-end`, or null. */
  stop(): Promise<TrainEnd | null> {
    this.#forgetNews();
    return this.session.stop();
  }

  /** Stops, and forgets what was learned. The data stay in memory. */
  reset(): Promise<StateChange> {
    this.#forgetNews();
    return this.session.reset();
  }

  /**
   * Teaches the network corrections, such as those of a pad: trains on varied copies of them among up to 10,000 training
   * images, for a few seconds and at a low rate, so that the rest is not unlearned. Loads the data if need be. The
   * training reports and ends as any other; `augment`, `epochs`, `batch-size` and `learning-rate` do not matter to it.
   * Rejects with `not-trained`, `invalid-argument`, or with `invalid-state` while training.
   *
   * @param corrections at least one
   * @returns the detail of `mnist-train-end`
   */
  async fineTune(corrections: Iterable<LabelledImage>): Promise<TrainEnd> {
    let images: LabelledImage[];
    try {
      images = toLabelledImages(corrections, this.session.info);
    } catch (error) {
      throw this.session.fail(error);
    }
    this.#forgetNews();
    return this.session.fineTune(images);
  }

  /** Measures the network on the test set. Rejects with `not-trained`, or with `invalid-state` while training. */
  evaluate(): Promise<Evaluation> {
    this.#forgetNews();
    return this.session.evaluate();
  }

  /**
   * Reads one image, also while training.
   *
   * @param image a byte for each pixel, 784 of 28×28, row by row, white (255) on black (0); of the size of the network's
   *   pictures
   */
  async predict(image: Uint8Array | Uint8ClampedArray | readonly number[]): Promise<Prediction> {
    try {
      const prediction = await this.session.predict(toImage(image, this.session.input));
      this.dispatchEvent(new MnistEvent('mnist-prediction', prediction));
      return prediction;
    } catch (error) {
      throw this.session.fail(error);
    }
  }

  /**
   * One example of the dataset, which is loaded if need be.
   *
   * @param index counts from 0; a random one if left out
   */
  sample(split: Split, index?: number): Promise<Sample> {
    return this.session.sample(split, index);
  }

  /** Saves the network and its optimizer in IndexedDB under `storage-key`. */
  async save(): Promise<void> {
    this.#forgetNews();
    return this.session.save(this.#requireStorageKey());
  }

  /** Takes back what was saved under `storage-key`. Rejects with `storage-empty` when there is nothing. */
  async restore(): Promise<void> {
    this.#forgetNews();
    return this.session.restore(this.#requireStorageKey());
  }

  /**
   * The network as files: `model.json` and `weights.bin` for TensorFlow.js; `model.onnx` for ONNX runtimes; or
   * `model-pytorch.zip`, which also holds a script that goes on training.
   *
   * @param format `tfjs`, `onnx` or `pytorch`
   */
  exportModel(format: ExportFormat = 'tfjs'): Promise<File[]> {
    this.#forgetNews();
    return this.session.exportModel(format);
  }

  /**
   * Replaces the network by a TensorFlow.js or Keras layers model, whatever its layers, pictures and classes. It stands in
   * for the one of `model`, and `train()` goes on with it, until `reset()`, or `model` asks for other layers. Which pixels
   * it takes is found out on test images of `src`, or on those beside the script. Rejects with `model-invalid` or
   * `model-shape`, and the network from before stays.
   *
   * @param files `model.json` and its weight files
   * @returns the detail of `mnist-import`: what was found out
   */
  async importModel(files: Iterable<File>): Promise<ModelImport> {
    this.#forgetNews();
    // What is no list is refused with what else is no model.
    return this.session.importModel(Array.from<File>((files as typeof files | undefined) ?? [files as never]));
  }

  /** @internal */
  async prepare(): Promise<void> {
    this.#readSettings = (await import('./settings.js')).readSettings;
  }

  /** @internal */
  readSettings(command: SettingsUser): () => Settings {
    // As they are now: the check may have to wait for its script.
    const { elementProperties } = this.constructor as typeof StyledElement;
    const names = [...elementProperties.keys()] as (keyof this)[];
    const raw = Object.fromEntries(names.map((name) => [name, this[name]])) as unknown as RawSettings;
    const attributes = new Map(this.getAttributeNames().map((name) => [name, this.getAttribute(name)]));
    return () => this.#readSettings!(raw, (name) => attributes.get(name) ?? null, defaultDataUrl(), command);
  }

  /** @internal */
  readOwnLabels(): readonly string[] | undefined {
    return this.#ownLabels;
  }

  /** @internal */
  readLabels(): readonly string[] {
    return this.labelNames;
  }

  /** @internal */
  readWorkerUrl(): URL | undefined {
    return readWorkerUrl(this.workerSrc);
  }

  protected override render(): TemplateResult {
    return renderPanel(
      {
        localizer: this.#localizer,
        state: this.state,
        info: this.session.info,
        notes: this.session.data?.notes ?? [],
        imported: this.imported,
        loadProgress: this.loadProgress,
        batchEnd: this.batchEnd,
        trainEnd: this.trainEnd,
        recovery: this.recovery,
        failure: this.failure,
        notice: this.notice,
        canSave: this.storageKey !== '',
      },
      this.#actions,
    );
  }

  /** What was told of former commands, when another one is called; that the last one failed stays until one succeeds. */
  #forgetNews(): void {
    if (this.state !== 'error') this.failure = undefined;
    this.notice = undefined;
  }

  /** What was told of a training, when another one begins, and when the network is another one. */
  #forgetTraining(): void {
    this.batchEnd = undefined;
    this.trainEnd = undefined;
    this.imported = undefined;
  }

  #requireStorageKey(): string {
    if (this.storageKey !== '') return this.storageKey;
    throw this.session.fail(
      new MnistError('storage-key-missing', 'Set `storage-key` on the trainer: models are saved under it.'),
    );
  }

  /** What the attributes ask for once the element is there. */
  async #begin(): Promise<void> {
    if (this.#hasBegun) return;
    this.#hasBegun = true;
    if (this.storageKey !== '') await this.#restoreSaved().catch(() => undefined);
    this.#hasBegun = this.isConnected;
    if (this.#hasBegun && this.autostart) this.#actions.train();
  }

  /** On a first visit there is nothing to restore, and no reason to start a worker. */
  async #restoreSaved(): Promise<void> {
    const { isModelSaved } = await this.#part(import('../page/saved-model.js'));
    // Who has begun something else meanwhile wants that.
    if ((await isModelSaved(this.storageKey)) && this.state === 'idle' && this.isConnected) await this.restore();
  }

  /** Waits for a part of the script that few pages need; tells when it cannot be loaded. */
  async #part<Part>(loading: Promise<Part>): Promise<Part> {
    try {
      return await loading;
    } catch (error) {
      throw this.session.fail(missingPart('trainer-failed', error));
    }
  }

  // Failures of what a button started arrive as `mnist-error`, which shows them.
  readonly #actions: PanelActions = {
    train: () => void this.train().catch(() => undefined),
    pause: () => void this.pause().catch(() => undefined),
    resume: () => void this.resume().catch(() => undefined),
    stop: () => void this.stop().catch(() => undefined),
    reset: () => void this.reset().catch(() => undefined),
    save: () => void this.#saveAndSay().catch(() => undefined),
    export: () => void this.#download('tfjs').catch(() => undefined),
    exportOnnx: () => void this.#download('onnx').catch(() => undefined),
    exportPyTorch: () => void this.#download('pytorch').catch(() => undefined),
    import: () => void this.#openFiles().catch(() => undefined),
  };

  async #saveAndSay(): Promise<void> {
    await this.save();
    this.notice = 'saved';
  }

  async #download(format: ExportFormat): Promise<void> {
    const [{ downloadFile }, files] = await Promise.all([this.#part(import('./files.js')), this.exportModel(format)]);
    for (const file of files) downloadFile(file);
  }

  async #openFiles(): Promise<void> {
    const { pickFiles } = await this.#part(import('./files.js'));
    // Of any kind: TensorFlow.js used to write weights into files without an ending.
    const files = await pickFiles('');
    if (files.length === 0) return;
    await this.importModel(files);
    this.notice = 'imported';
  }

  readonly #onStateChange = ({ detail }: MnistEventMap['mnist-state-change']): void => {
    toggleState(this.#internals, detail.previous, false);
    toggleState(this.#internals, detail.state, true);
    this.notice = undefined;
    if (detail.previous === 'error') this.failure = undefined;
    if (detail.state === 'loading') this.loadProgress = undefined;
    if (detail.state === 'training' && detail.previous !== 'paused') this.#forgetTraining();
    this.requestUpdate();
  };

  readonly #onSessionInfo = (event: Event): void => {
    if ((event as CustomEvent<boolean>).detail) this.#forgetTraining();
    this.requestUpdate();
  };

  readonly #onLoadProgress = ({ detail }: MnistEventMap['mnist-load-progress']): void => {
    this.loadProgress = detail;
  };

  readonly #onBatchEnd = ({ detail, timeStamp }: MnistEventMap['mnist-batch-end']): void => {
    if (timeStamp < this.#progressDue && detail.batch + 1 < detail.batches) return;
    this.#progressDue = timeStamp + PROGRESS_INTERVAL;
    this.batchEnd = detail;
    if (this.recovery?.epoch !== detail.epoch) this.recovery = undefined;
  };

  readonly #onTrainEnd = ({ detail }: MnistEventMap['mnist-train-end']): void => {
    this.trainEnd = detail;
    this.recovery = undefined;
  };

  readonly #onImport = ({ detail }: MnistEventMap['mnist-import']): void => {
    this.imported = detail;
  };

  readonly #onRecovery = ({ detail }: MnistEventMap['mnist-recovery']): void => {
    this.recovery = detail;
  };

  readonly #onError = ({ detail }: MnistEventMap['mnist-error']): void => {
    // Visitors get everything in English then: nothing of theirs has failed.
    if (detail.code !== 'translation-failed') this.failure = detail;
    this.recovery = undefined;
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'mnist-trainer': MnistTrainer;
  }
}
