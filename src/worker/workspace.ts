/** What a session holds: data, the engine with its network, and what is known of it. Tells the page what changes. */
import type { Checkpoint, NetworkFacts, NetworkState, TrainingCheckpoint } from '../messages/checkpoint.js';
import { checkNetwork } from '../network/check.js';
import { areSameLayers } from '../network/compare.js';
import type { Network } from '../network/network.js';
import { summaryOf } from '../network/summary.js';
import { classNames } from '../shared/class-names.js';
import { MnistError } from '../shared/errors.js';
import { USUAL_CLASSES, USUAL_SIZE } from '../shared/image.js';
import type { Settings } from '../messages/settings.js';
import type { Outdated } from '../messages/worker-api.js';
import type { EpochEnd, PictureSize, TrainerState } from '../shared/types.js';
import { factsOf, type Dataset } from '../data/dataset.js';
import type { DatasetLease, DatasetStore } from '../data/dataset-store.js';
import { holdOut } from '../data/hold-out.js';
import { isWebAssemblyForbidden, WEBASSEMBLY_FORBIDDEN } from '../engine/capabilities.js';
import type { Engine } from '../engine/engine.js';
import type { EngineChoice } from '../engine/start-engine.js';
import { EngineKeeper } from './engine-keeper.js';
import type { Reporter } from './reporter.js';

/** What to do about data of another network. */
const OTHERS = 'set `src` to data that fit it, or `reset()` and train another on these.';
const NOT_TRAINED = 'There is no trained network yet: train first, or restore or import a model.';

/** Stands for the network that is trained next, whose layers are known with the settings. */
const UNKNOWN: Network = { input: USUAL_SIZE, layers: [], classes: USUAL_CLASSES };

export class Workspace {
  readonly engines = new EngineKeeper(() => this.tellInfo());
  readonly reporter: Reporter;
  /** The network that is trained, or will be. */
  network = UNKNOWN;
  /** Finished epochs of the newest training. */
  history: readonly EpochEnd[] = [];
  /** What else is known of the network. */
  facts: NetworkFacts = {};
  readonly #datasets: DatasetStore;
  #data: DatasetLease | undefined;
  #dataset: Dataset | undefined;
  #dataKey = '';
  #loading: Promise<unknown> | undefined;

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
    const { height, width } = (this.trained ? undefined : this.dataset) ?? this.network.input;
    return { height, width };
  }

  /** How many classes the network tells apart, or the one that is trained next. */
  get classes(): number {
    return (this.trained ? undefined : this.dataset?.classes) ?? this.network.classes;
  }

  /** Whether the network was imported, and is trained in place of the one that `model` asks for. */
  standsIn({ layers }: Settings): boolean {
    const { standsFor } = this.facts;
    return this.trained && standsFor !== undefined && areSameLayers(standsFor, layers);
  }

  /** What the classes of the network are called. */
  labelsFor(labels: readonly string[] | undefined): readonly string[] {
    return classNames(this.network.classes, labels, this.facts.labels, this.dataset?.labels);
  }

  /** The data, with those training images held out that validate. */
  get dataset(): Dataset | undefined {
    return this.#dataset;
  }

  /** The same as they were loaded: all training images in use are together. */
  get loaded(): Dataset | undefined {
    return this.#data?.dataset;
  }

  /** Settles when the data that are on their way are there, or will not come; undefined while none are. */
  get loading(): Promise<unknown> | undefined {
    return this.#loading;
  }

  /** Loads data, unless they are there, and says so. */
  async load(settings: Settings, signal: AbortSignal): Promise<Dataset> {
    const { src, trainSize, validationSize, testSize, classCount, transpose } = settings;
    const key = [src, trainSize, validationSize, testSize, classCount, transpose].join('|');
    if (this.#dataset !== undefined && this.#dataKey === key) return this.#dataset;
    const loading = this.#load(settings, key, signal);
    this.#loading = loading.catch(() => undefined);
    try {
      return await loading;
    } finally {
      this.#loading = undefined;
    }
  }

  async #load(settings: Settings, key: string, signal: AbortSignal): Promise<Dataset> {
    const { src, trainSize, validationSize, testSize, classCount, transpose } = settings;
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
    const dataset = splitOf(data, validationSize);
    this.#data?.release();
    this.#data = data;
    this.#dataset = dataset;
    this.#dataKey = key;
    if (!this.trained) this.#expectNetwork(settings);
    this.tellInfo();
    void this.reporter.tell({ type: 'mnist-data', detail: factsOf(dataset) });
    return dataset;
  }

  /**
   * Loads data to test the network with, or to teach it more.
   *
   * @throws MnistError `data-dimensions` or `data-label-range` for pictures and classes of another network
   */
  async loadForNetwork(settings: Settings, signal: AbortSignal): Promise<Dataset> {
    const dataset = await this.load(settings, signal);
    const { input, classes } = this.network;
    if (dataset.width !== input.width || dataset.height !== input.height) {
      const message =
        `The pictures are ${dataset.width}×${dataset.height} pixels, and the network reads ` +
        `${input.width}×${input.height}: ${OTHERS}`;
      throw new MnistError('data-dimensions', message, undefined, settings.src);
    }
    // A network of our own may know classes of which the page names fewer by now; those of an imported one are unknown.
    if (this.standsIn(settings) ? dataset.classes !== classes : dataset.classes > classes) {
      const naming = dataset.classes < classes ? `name all ${classes} in \`labels\`, ` : '';
      const message = `The data have ${dataset.classes} classes, and the network tells ${classes} apart: ${naming}${OTHERS}`;
      throw new MnistError('data-label-range', message, undefined, settings.src);
    }
    return dataset;
  }

  /**
   * The network that the settings ask for, for the pictures that are there, else for MNIST's.
   *
   * @throws MnistError `invalid-attribute` when its layers do not fit the pictures
   */
  networkOf({ layers, classCount }: Settings): Network {
    const { height, width } = this.dataset ?? USUAL_SIZE;
    const classes = classCount ?? this.dataset?.classes ?? USUAL_CLASSES;
    const network = { input: { height, width }, layers, classes };
    checkNetwork(network);
    return network;
  }

  /** The engine that the settings ask for, made for a network; what the last one had learned moves over. */
  async requireEngine(settings: Settings, network: Network): Promise<Engine> {
    const choice = choiceOf(settings, network);
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
    facts: NetworkFacts,
  ): Promise<void> {
    const engine = await this.requireEngine(settings, network.network);
    await engine.setState(network);
    this.take({ settings, network, history, facts, training: undefined }, 'network');
  }

  /** Takes over what a checkpoint says; the network goes to the next engine that is made. */
  take(checkpoint: Checkpoint, outdated?: Outdated): void {
    this.network = checkpoint.network.network;
    this.history = checkpoint.history;
    this.facts = checkpoint.facts;
    this.engines.keep(checkpoint.network, choiceOf(checkpoint.settings, this.network));
    this.tellInfo(checkpoint, outdated);
  }

  /** Keeps a copy of the network, here and for the page. */
  keep(settings: Settings, network: NetworkState, training?: TrainingCheckpoint): Checkpoint {
    const { history, facts } = this;
    this.engines.keep(network);
    return { settings, network, history, facts, training };
  }

  /** Forgets what was learned. */
  forget(): void {
    this.engines.keep(undefined);
    this.network = UNKNOWN;
    this.history = [];
    this.facts = {};
    this.tellInfo(undefined, 'network');
  }

  setState(state: TrainerState): Promise<void> {
    return this.reporter.tell({ type: 'state', state });
  }

  /** The network to train next, where its layers fit the pictures: training tells of those that do not. */
  #expectNetwork(settings: Settings): void {
    try {
      this.network = this.networkOf(settings);
    } catch {
      // There is time to choose others.
    }
  }

  /** The page works without WebAssembly, but so slowly that its author should hear of it. */
  async #tellOfForbiddenWebAssembly(): Promise<void> {
    if (!isWebAssemblyForbidden()) return;
    const message = `${WEBASSEMBLY_FORBIDDEN} Without it, training is very slow.`;
    await this.reporter.tell({ type: 'failure', code: 'backend-unavailable', message });
  }

  tellInfo(checkpoint?: Checkpoint, outdated?: Outdated): void {
    const { engine } = this.engines;
    void this.reporter.tell({
      type: 'info',
      info: {
        backend: engine?.backend ?? null,
        device: engine?.device ?? '',
        threads: engine?.threads,
        summary: summaryOf(this.network),
        input: this.input,
        classes: this.classes,
        trained: this.trained,
        ...this.facts,
        history: this.history,
        trainCount: this.dataset?.train.count ?? 0,
        testCount: this.dataset?.test.count ?? 0,
      },
      outdated,
      ...(checkpoint && { checkpoint }),
    });
  }

  dispose(): void {
    this.engines.dispose();
    this.#data?.release();
    this.#data = undefined;
    this.#dataset = undefined;
  }
}

/** The data of a lease, split; a lease whose data cannot be is given back. */
function splitOf(data: DatasetLease, validationSize: number | undefined): Dataset {
  try {
    return holdOut(data.dataset, validationSize);
  } catch (error) {
    data.release();
    throw error;
  }
}

function choiceOf({ backend, threads, batchSize }: Settings, network: Network): EngineChoice {
  return { backend, threads, network, batchSize };
}

function notTrained(): MnistError {
  return new MnistError('not-trained', NOT_TRAINED);
}
