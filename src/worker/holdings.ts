/** What a session holds: data, the engine with its network, and what is known of it. Tells the page what changes. */
import type { Checkpoint, NetworkState, TrainingCheckpoint } from '../shared/checkpoint.js';
import { MnistError } from '../shared/errors.js';
import { USUAL_SIZE } from '../shared/image.js';
import { CLASS_COUNT, summaryOf } from '../shared/model.js';
import type { Calibration } from '../shared/prediction.js';
import type { Settings } from '../shared/settings.js';
import type { EpochEnd, ModelKind, PictureSize, TrainerState } from '../shared/types.js';
import { factsOf, type Dataset } from './dataset/dataset.js';
import type { DatasetLease, DatasetStore } from './dataset/dataset-store.js';
import { isWebAssemblyForbidden, WEBASSEMBLY_FORBIDDEN } from './engine/capabilities.js';
import type { EngineChoice } from './engine/create-engine.js';
import type { Engine } from './engine/engine.js';
import { EngineKeeper } from './engine-keeper.js';
import type { Reporter } from './reporter.js';

const NOT_TRAINED = 'There is no trained network yet: train first, or restore or import a model.';

export class Holdings {
  readonly engines = new EngineKeeper(() => this.tellInfo());
  readonly reporter: Reporter;
  /** Of the network that is trained, or will be. */
  model: ModelKind = 'cnn';
  /** Finished epochs of the newest training. */
  history: readonly EpochEnd[] = [];
  /** What the network's file says about its probabilities; what is trained here goes by the defaults. */
  calibration: Calibration | undefined;
  readonly #datasets: DatasetStore;
  #data: DatasetLease | undefined;
  #dataKey = '';

  constructor(datasets: DatasetStore, reporter: Reporter) {
    this.#datasets = datasets;
    this.reporter = reporter;
  }

  /** Whether there is a network that has learned something. */
  get trained(): boolean {
    return this.engines.network !== undefined;
  }

  /** Size of the pictures that the network reads, or the one that is trained next. */
  get input(): PictureSize {
    const { height, width } = (this.trained ? undefined : this.dataset) ?? USUAL_SIZE;
    return { height, width };
  }

  /** How many classes the network tells apart, or the one that is trained next. */
  get classes(): number {
    return (this.trained ? undefined : this.dataset?.classes) ?? CLASS_COUNT;
  }

  get dataset(): Dataset | undefined {
    return this.#data?.dataset;
  }

  /** Loads data, unless they are there, and says so. */
  async load(settings: Settings, signal: AbortSignal): Promise<Dataset> {
    const { src, trainSize, testSize, classCount, transpose } = settings;
    const key = [src, trainSize, testSize, classCount, transpose].join('|');
    if (this.#data !== undefined && this.#dataKey === key) return this.#data.dataset;
    await this.setState('loading');
    const data = await this.#datasets.acquire({
      src,
      trainSize,
      testSize,
      classCount,
      transpose,
      signal,
      onProgress: (detail) => void this.reporter.tell({ type: 'mnist-load-progress', detail }),
    });
    this.#data?.release();
    this.#data = data;
    this.#dataKey = key;
    this.tellInfo();
    void this.reporter.tell({ type: 'mnist-data', detail: factsOf(data.dataset) });
    return data.dataset;
  }

  /**
   * Loads data to train or test a network with.
   *
   * @throws MnistError `data-dimensions` or `data-label-range` for what the networks cannot read yet
   */
  async loadForNetwork(settings: Settings, signal: AbortSignal): Promise<Dataset> {
    const dataset = await this.load(settings, signal);
    const { width, height, classes } = dataset;
    if (width !== USUAL_SIZE.width || height !== USUAL_SIZE.height) {
      const message = `The pictures are ${width}×${height} pixels, and a network reads 28×28.`;
      throw new MnistError('data-dimensions', message, undefined, settings.src);
    }
    if (classes > CLASS_COUNT) {
      const message = `The data have ${classes} classes, and a network tells ${CLASS_COUNT} apart.`;
      throw new MnistError('data-label-range', message, undefined, settings.src);
    }
    return dataset;
  }

  /** The engine that the settings ask for; what the last one had learned moves over. */
  async requireEngine(settings: Settings): Promise<Engine> {
    const choice = choiceOf(settings);
    if (this.engines.fits(choice)) return this.engines.require(choice);
    await this.setState('loading');
    const engine = await this.engines.require(choice);
    if (choice.backend === 'auto' && engine.backend === 'cpu') await this.#tellOfForbiddenWebAssembly();
    return engine;
  }

  /** @throws MnistError `not-trained` */
  checkTrained(): void {
    if (!this.trained) throw notTrained();
  }

  /** @throws MnistError `not-trained` */
  async requireTrained(): Promise<Engine> {
    const engine = await this.engines.requireTrained();
    if (engine === undefined) throw notTrained();
    return engine;
  }

  /** @throws MnistError `not-trained` */
  async readNetwork(): Promise<NetworkState> {
    const network = this.trained ? await this.engines.read() : undefined;
    if (network === undefined) throw notTrained();
    return network;
  }

  /** Replaces the network by one from elsewhere. */
  async adopt(
    settings: Settings,
    network: NetworkState,
    history: readonly EpochEnd[],
    calibration: Calibration | undefined,
  ): Promise<void> {
    const engine = await this.requireEngine(settings);
    await engine.setState(network);
    this.take({ settings, network, history, calibration, training: undefined });
  }

  /** Takes over what a checkpoint says; the network goes to the next engine that is made. */
  take(checkpoint: Checkpoint): void {
    this.model = checkpoint.network.model;
    this.history = checkpoint.history;
    this.calibration = checkpoint.calibration;
    this.engines.keep(checkpoint.network, choiceOf({ ...checkpoint.settings, model: this.model }));
    this.tellInfo(checkpoint);
  }

  /** Keeps a copy of the network, here and for the page. */
  keep(settings: Settings, network: NetworkState, training?: TrainingCheckpoint): Checkpoint {
    const { history, calibration } = this;
    this.engines.keep(network);
    return { settings, network, history, calibration, training };
  }

  /** Forgets what was learned. */
  forget(model: ModelKind): void {
    this.engines.keep(undefined);
    this.model = model;
    this.history = [];
    this.calibration = undefined;
    this.tellInfo();
  }

  setState(state: TrainerState): Promise<void> {
    return this.reporter.tell({ type: 'state', state });
  }

  /** The page works without WebAssembly, but so slowly that its author should hear of it. */
  async #tellOfForbiddenWebAssembly(): Promise<void> {
    if (!isWebAssemblyForbidden()) return;
    const message = `${WEBASSEMBLY_FORBIDDEN} Without it, training is very slow.`;
    await this.reporter.tell({ type: 'failure', code: 'backend-unavailable', message });
  }

  tellInfo(checkpoint?: Checkpoint): void {
    const { engine } = this.engines;
    void this.reporter.tell({
      type: 'info',
      info: {
        backend: engine?.backend ?? null,
        device: engine?.device ?? '',
        threads: engine?.threads,
        summary: summaryOf(this.model),
        input: this.input,
        classes: this.classes,
        trained: this.trained,
        calibration: this.calibration,
        history: this.history,
        trainCount: this.dataset?.train.count ?? 0,
        testCount: this.dataset?.test.count ?? 0,
      },
      ...(checkpoint && { checkpoint }),
    });
  }

  dispose(): void {
    this.engines.dispose();
    this.#data?.release();
    this.#data = undefined;
  }
}

function choiceOf({ backend, threads, model, batchSize }: Settings): EngineChoice {
  return { backend, threads, model, batchSize };
}

function notTrained(): MnistError {
  return new MnistError('not-trained', NOT_TRAINED);
}
