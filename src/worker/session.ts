/** One trainer's side of the worker: its data, its engine, its network, and what it is doing. */
import { describe, MnistError } from '../shared/errors.js';
import { IMAGE_BYTES, summaryOf } from '../shared/model.js';
import type { Calibration } from '../shared/prediction.js';
import type {
  EpochEnd,
  Evaluation,
  LabelledImage,
  LayerActivation,
  ModelKind,
  Split,
  TrainEnd,
  TrainerState,
} from '../shared/types.js';
import type { ModelFacts, RawSample, Report, SessionApi, Settings } from '../shared/worker-api.js';
import { activationsOf } from './activations.js';
import { blameContentSecurityPolicy } from './content-security-policy.js';
import type { DatasetLease, DatasetStore } from './dataset/dataset-store.js';
import { isWebAssemblyForbidden, WEBASSEMBLY_FORBIDDEN } from './engine/capabilities.js';
import { createEngine, type EngineChoice } from './engine/create-engine.js';
import type { Engine, NetworkState } from './engine/engine.js';
import { evaluate } from './evaluation.js';
import { AccuracyGuard, FINE_TUNING, mixCorrections, withEvaluation } from './fine-tuning.js';
import { freshOptimizer, initialNetwork } from './initial-network.js';
import { readModelFacts } from './model-facts.js';
import { fromFiles, toFiles } from './model-file.js';
import { downloadModel } from './model-folder.js';
import { restoreModel, saveModel } from './model-store.js';
import { Random } from './random.js';
import { Reporter } from './reporter.js';
import { Training } from './training.js';

const NOT_TRAINED = 'There is no trained network yet: train first, or restore or import a model.';

export class WorkerSession implements SessionApi {
  readonly #datasets: DatasetStore;
  readonly #reporter: Reporter;
  /** Commands that use the engine run one after the other. */
  #queue: Promise<unknown> = Promise.resolve();
  /** Ends all commands under way or waiting. */
  #abort = new AbortController();
  #data: DatasetLease | undefined;
  #dataKey = '';
  #engine: Engine | undefined;
  #engineKey = '';
  #model: ModelKind = 'cnn';
  /** Whether the engine holds a network that has learned something. */
  #trained = false;
  #history: readonly EpochEnd[] = [];
  /** What the network's file says about its probabilities; what is trained here goes by the defaults. */
  #calibration: Calibration | undefined;
  /** The training under way, from the command to its end. */
  #trainEnd: Promise<TrainEnd> | undefined;
  /** Its loop, once data and engine are there. */
  #training: Training | undefined;

  constructor(datasets: DatasetStore, report: (report: Report) => Promise<void>) {
    this.#datasets = datasets;
    this.#reporter = new Reporter(report);
  }

  async load(settings: Settings): Promise<void> {
    await this.#untilStopped((signal) => this.#load(settings, signal));
  }

  train(settings: Settings): Promise<TrainEnd> {
    if (this.#trainEnd === undefined) return this.#beginTraining(settings);
    this.#training?.resume();
    return this.#trainEnd;
  }

  async fineTune(settings: Settings, corrections: readonly LabelledImage[]): Promise<TrainEnd> {
    this.#refuseWhileTraining('corrected');
    this.#requireTrained();
    return this.#beginTraining({ ...settings, ...FINE_TUNING, model: this.#model }, corrections);
  }

  async pause(): Promise<void> {
    if (this.#training === undefined) {
      throw new MnistError('invalid-state', 'Nothing is being trained, so there is nothing to pause.');
    }
    await this.#training.pause();
  }

  // Async, as all methods are: a call that cannot be made rejects rather than throws.
  // eslint-disable-next-line @typescript-eslint/require-await
  async resume(): Promise<void> {
    if (this.#training === undefined) {
      throw new MnistError('invalid-state', 'No training is paused, so there is nothing to resume.');
    }
    this.#training.resume();
  }

  async stop(): Promise<TrainEnd | null> {
    const end = this.#trainEnd;
    this.#abort.abort();
    // What is asked for from now on is not meant.
    this.#abort = new AbortController();
    this.#training?.stop();
    // A failure is told to whoever started the training.
    if (end !== undefined) return end.catch(() => null);
    await this.#queue.catch(() => undefined);
    return null;
  }

  async reset(settings: Settings): Promise<void> {
    await this.stop();
    await this.#enqueue(async () => {
      this.#trained = false;
      this.#history = [];
      this.#model = settings.model;
      this.#tellInfo();
      await this.#setState(this.#data === undefined ? 'idle' : 'ready');
    });
  }

  async evaluate(settings: Settings): Promise<Evaluation> {
    this.#refuseWhileTraining('evaluated');
    const evaluation = await this.#untilStopped(async (signal) => {
      const engine = this.#requireTrained();
      const { dataset } = await this.#load(settings, signal);
      return evaluate(engine, dataset.test, signal);
    });
    if (evaluation === undefined) throw new MnistError('stopped', 'The evaluation was stopped before it was done.');
    await this.#reporter.tell({ type: 'mnist-evaluation', detail: evaluation });
    return evaluation;
  }

  async predict(pixels: Uint8Array): Promise<Float32Array> {
    checkImage(pixels);
    return this.#requireTrained().predict(pixels);
  }

  async activations(pixels: Uint8Array): Promise<readonly LayerActivation[]> {
    checkImage(pixels);
    return activationsOf(await this.#readNetwork(), pixels);
  }

  async sample(settings: Settings, split: Split, index: number | undefined): Promise<RawSample> {
    if (this.#data === undefined) await this.load(settings);
    const examples = this.#data?.dataset[split];
    if (examples === undefined) throw new MnistError('invalid-state', 'The data are not loaded.');
    const { count } = examples;
    const chosen = index ?? Math.floor(Math.random() * count);
    if (!Number.isSafeInteger(chosen) || chosen < 0 || chosen >= count) {
      throw new MnistError('invalid-argument', `There is no ${split} image ${chosen}: they go from 0 to ${count - 1}.`);
    }
    const pixels = examples.pixels.slice(chosen * IMAGE_BYTES, (chosen + 1) * IMAGE_BYTES);
    return { split, index: chosen, count, pixels, labelIndex: examples.labels[chosen]! };
  }

  async save(key: string): Promise<void> {
    const network = await this.#readNetwork();
    await saveModel(key, { network, history: this.#history });
  }

  restore(settings: Settings, key: string): Promise<void> {
    return this.#enqueue(() =>
      this.#settled(async () => {
        const { network, history } = await restoreModel(key);
        await this.#adopt(settings, network, history, `The model saved under “${key}”`);
      }),
    );
  }

  async exportModel(labels: readonly string[]): Promise<File[]> {
    return toFiles(await this.#readNetwork(), { labels });
  }

  async importModel(settings: Settings, files: readonly File[]): Promise<void> {
    this.#refuseWhileTraining('imported');
    return this.#enqueue(() =>
      this.#settled(async () => {
        const content = await fromFiles(files);
        const network = freshOptimizer(content.model, content.parameters);
        await this.#adopt(settings, network, [], 'The imported model', readModelFacts(content).calibration);
      }),
    );
  }

  async loadModel(settings: Settings, folder: string): Promise<ModelFacts> {
    this.#refuseWhileTraining('loaded');
    return this.#enqueue(() =>
      this.#settled(async () => {
        const content = await fromFiles(await downloadModel(folder, this.#abort.signal));
        const facts = readModelFacts(content);
        const network = freshOptimizer(content.model, content.parameters);
        await this.#adopt({ ...settings, model: facts.model }, network, [], 'The model', facts.calibration);
        return facts;
      }),
    );
  }

  async close(): Promise<void> {
    await this.stop();
    await this.#queue.catch(() => undefined);
    this.#engine?.dispose();
    this.#data?.release();
    this.#engine = undefined;
    this.#data = undefined;
  }

  #beginTraining(settings: Settings, corrections?: readonly LabelledImage[]): Promise<TrainEnd> {
    const end = this.#train(settings, corrections).finally(() => (this.#trainEnd = undefined));
    this.#trainEnd = end;
    return end;
  }

  async #train(settings: Settings, corrections?: readonly LabelledImage[]): Promise<TrainEnd> {
    const random = new Random(settings.seed);
    let end: TrainEnd = { reason: 'stopped', epochs: 0, seconds: 0, testAccuracy: null, history: [] };
    await this.#untilStopped(async (signal) => {
      const { dataset: loaded } = await this.#load(settings, signal);
      const dataset = corrections === undefined ? loaded : mixCorrections(loaded, corrections, random);
      const engine = await this.#requireEngine(settings);
      signal.throwIfAborted();
      if (!this.#trained || this.#model !== settings.model) {
        this.#model = settings.model;
        this.#calibration = undefined;
        await engine.setState(initialNetwork(settings.model, random));
      }
      const guard = corrections && (await AccuracyGuard.create(engine, dataset.test, signal));
      this.#training = new Training(
        engine,
        { ...settings, dataset, random },
        {
          batches: (progress) => this.#reporter.batches(progress),
          epochEnd: (epoch) => {
            this.#history = [...this.#history, epoch];
            void this.#reporter.tell({ type: 'mnist-epoch-end', detail: epoch });
            this.#tellInfo();
          },
          paused: () => void this.#setState('paused'),
          resumed: () => void this.#setState('training'),
        },
      );
      this.#history = [];
      const untrained = !this.#trained;
      // From here on the network may be asked: watching it learn is the point.
      this.#trained = true;
      this.#tellInfo();
      void this.#setState('training');
      try {
        const result = await this.#training.run();
        end = result.end;
        if (result.evaluation !== undefined) {
          const evaluation = guard === undefined ? result.evaluation : await guard.limit(result.evaluation);
          end = withEvaluation(end, evaluation);
          this.#history = end.history;
          await this.#reporter.tell({ type: 'mnist-evaluation', detail: evaluation });
        }
      } catch (error) {
        if (untrained && this.#history.length === 0) this.#trained = false;
        throw error;
      } finally {
        this.#training = undefined;
      }
    });
    if (settings.storageKey !== undefined && this.#trained) await this.#trySave(settings.storageKey);
    this.#tellInfo();
    await this.#reporter.tell({ type: 'mnist-train-end', detail: end });
    return end;
  }

  /** What was trained is not lost with the room to save it: the failure is told, but the training has succeeded. */
  async #trySave(key: string): Promise<void> {
    try {
      await this.save(key);
    } catch (error) {
      const { code, message } = MnistError.from(error);
      await this.#reporter.tell({ type: 'failure', code, message });
    }
  }

  /** Loads data, unless they are there, and says so. */
  async #load(settings: Settings, signal: AbortSignal): Promise<DatasetLease> {
    const key = [settings.src, settings.trainSize, settings.testSize, settings.classCount].join('|');
    if (this.#data !== undefined && this.#dataKey === key) return this.#data;
    await this.#setState('loading');
    const data = await this.#datasets.acquire({
      src: settings.src,
      trainSize: settings.trainSize,
      testSize: settings.testSize,
      classCount: settings.classCount,
      signal,
      onProgress: (detail) => void this.#reporter.tell({ type: 'mnist-load-progress', detail }),
    });
    this.#data?.release();
    this.#data = data;
    this.#dataKey = key;
    this.#tellInfo();
    return data;
  }

  /** The engine that the settings ask for; what the last one had learned moves over. */
  async #requireEngine(settings: Settings): Promise<Engine> {
    const choice: EngineChoice = {
      backend: settings.backend,
      threads: settings.threads,
      model: settings.model,
      batchSize: settings.batchSize,
    };
    const key = JSON.stringify(choice);
    if (this.#engine !== undefined && this.#engineKey === key) return this.#engine;
    await this.#setState('loading');
    const engine = await createEngine(choice);
    if (choice.backend === 'auto' && engine.backend === 'cpu') await this.#tellOfForbiddenWebAssembly();
    if (this.#engine !== undefined && this.#trained) await engine.setState(await this.#engine.getState());
    this.#engine?.dispose();
    this.#engine = engine;
    this.#engineKey = key;
    this.#tellInfo();
    return engine;
  }

  /** The page works without WebAssembly, but so slowly that its author should hear of it. */
  async #tellOfForbiddenWebAssembly(): Promise<void> {
    if (!isWebAssemblyForbidden()) return;
    const message = `${WEBASSEMBLY_FORBIDDEN} Without it, training is very slow.`;
    await this.#reporter.tell({ type: 'failure', code: 'backend-unavailable', message });
  }

  async #adopt(
    settings: Settings,
    network: NetworkState,
    history: readonly EpochEnd[],
    what: string,
    calibration?: Calibration,
  ): Promise<void> {
    if (network.model !== settings.model) {
      throw new MnistError(
        'model-shape',
        `${what} is a \`${network.model}\` network, but the trainer is set to \`${settings.model}\`. ` +
          `Set \`model="${network.model}"\` on the trainer.`,
      );
    }
    const engine = await this.#requireEngine(settings);
    await engine.setState(network);
    this.#model = network.model;
    this.#trained = true;
    this.#history = history;
    this.#calibration = calibration;
    this.#tellInfo();
  }

  #requireTrained(): Engine {
    if (this.#engine === undefined || !this.#trained) throw new MnistError('not-trained', NOT_TRAINED);
    return this.#engine;
  }

  #readNetwork(): Promise<NetworkState> {
    const engine = this.#requireTrained();
    const read = (): Promise<NetworkState> => engine.getState();
    return this.#training === undefined ? read() : this.#training.betweenBatches(read);
  }

  #refuseWhileTraining(what: string): void {
    if (this.#trainEnd !== undefined) {
      throw new MnistError('invalid-state', `A network cannot be ${what} while it is being trained: stop it first.`);
    }
  }

  #enqueue<T>(command: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(command, command);
    this.#queue = result.catch(() => undefined);
    return result;
  }

  /**
   * Runs a command in its turn. `stop()` ends it early, also while it is still waiting, which is no failure: the result
   * is undefined then.
   */
  #untilStopped<T>(command: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const { signal } = this.#abort;
    return this.#enqueue(() =>
      this.#settled(async () => {
        try {
          signal.throwIfAborted();
          return await command(signal);
        } catch (error) {
          if (signal.aborted) return undefined;
          throw error;
        }
      }),
    );
  }

  /** Runs a command and says in what state it left the session. */
  async #settled<T>(command: () => Promise<T>): Promise<T> {
    try {
      const result = await command();
      await this.#setState(this.#data === undefined && !this.#trained ? 'idle' : 'ready');
      return result;
    } catch (error) {
      await this.#setState('error');
      throw await blameContentSecurityPolicy(
        MnistError.from(error, 'internal', `Something unexpected went wrong: ${describe(error)}`),
      );
    }
  }

  async #setState(state: TrainerState): Promise<void> {
    await this.#reporter.tell({ type: 'state', state });
  }

  #tellInfo(): void {
    void this.#reporter.tell({
      type: 'info',
      info: {
        backend: this.#engine?.backend ?? null,
        device: this.#engine?.device ?? '',
        summary: summaryOf(this.#model),
        trained: this.#trained,
        calibration: this.#calibration,
        history: this.#history,
        trainCount: this.#data?.dataset.train.count ?? 0,
        testCount: this.#data?.dataset.test.count ?? 0,
      },
    });
  }
}

function checkImage(pixels: unknown): void {
  if (pixels instanceof Uint8Array && pixels.length === IMAGE_BYTES) return;
  throw new MnistError('invalid-argument', `An image must be ${IMAGE_BYTES} bytes (28×28, 0 is background).`);
}
