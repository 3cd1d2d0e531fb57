/** One trainer's side of the worker: its commands, in their turn. */
import type { Checkpoint } from '../messages/checkpoint.js';
import { MnistError } from '../shared/errors.js';
import type { Settings } from '../messages/settings.js';
import type {
  Evaluation,
  ExportFormat,
  LabelledImage,
  LayerActivation,
  ModelImport,
  Split,
  TrainEnd,
} from '../shared/types.js';
import type { ModelFacts, RawSample, Report, SessionApi } from '../messages/worker-api.js';
import { loadPart } from '../base/load-part.js';
import { CommandQueue } from './command-queue.js';
import type { DatasetStore } from '../data/dataset-store.js';
import type { NetworkState } from '../engine/engine.js';
import { evaluate } from '../training/evaluation.js';
import { FINE_TUNING } from '../training/fine-tuning-settings.js';
import { Workspace } from './workspace.js';
import { Reporter } from './reporter.js';
import { TrainingCommand, type TrainingOrder } from './training-command.js';

const SPLITS: readonly unknown[] = ['train', 'test'] satisfies Split[];

const loadModelCommands = () => loadPart(import('./model-commands.js'));

interface RunningTraining {
  readonly command: TrainingCommand;
  /** Settles when it is saved and told, too. */
  readonly end: Promise<TrainEnd>;
}

export class WorkerSession implements SessionApi {
  readonly #reporter: Reporter;
  readonly #workspace: Workspace;
  readonly #queue: CommandQueue;
  /** The training under way, from the command until its end has been told. */
  #training: RunningTraining | undefined;

  constructor(datasets: DatasetStore, report: (report: Report) => Promise<void>) {
    this.#reporter = new Reporter(report);
    this.#workspace = new Workspace(datasets, this.#reporter);
    this.#queue = new CommandQueue((succeeded) => this.#settle(succeeded));
  }

  async load(settings: Settings): Promise<void> {
    await this.#queue.addStoppable((signal) => this.#workspace.load(settings, signal));
  }

  train(settings: Settings): Promise<TrainEnd> {
    const training = this.#active;
    if (training === undefined) return this.#beginTraining({ settings });
    void training.command.resume();
    return training.end;
  }

  async fineTune(settings: Settings, corrections: readonly LabelledImage[]): Promise<TrainEnd> {
    this.#refuseWhileTraining('corrected');
    this.#workspace.checkTrained();
    for (const { pixels } of corrections) this.#checkPicture(pixels);
    return this.#beginTraining({ settings: { ...settings, ...FINE_TUNING }, corrections });
  }

  async pause(): Promise<void> {
    const training = this.#active;
    if (training === undefined) {
      throw new MnistError('invalid-state', 'Nothing is being trained, so there is nothing to pause.');
    }
    await training.command.pause();
  }

  async resume(): Promise<void> {
    const training = this.#active;
    if (training === undefined) {
      throw new MnistError('invalid-state', 'No training is paused, so there is nothing to resume.');
    }
    await training.command.resume();
  }

  async stop(): Promise<TrainEnd | null> {
    const training = this.#training;
    this.#end();
    // A failure is told to whoever started the training.
    if (training !== undefined) return training.end.catch(() => null);
    await this.#queue.idle();
    return null;
  }

  async reset(): Promise<void> {
    this.#discard();
    // In its turn at once: what is asked for after a reset must not come before it.
    // eslint-disable-next-line @typescript-eslint/require-await -- the queue takes promises
    await this.#queue.add(async () => this.#workspace.forget());
  }

  async evaluate(settings: Settings): Promise<Evaluation> {
    this.#refuseWhileTraining('evaluated');
    const evaluation = await this.#queue.addStoppable(async (signal) => {
      const engine = await this.#workspace.requireTrained();
      const { test } = await this.#workspace.loadForNetwork(settings, signal);
      return this.#workspace.engines.use(engine, (working) => evaluate(working, test, signal));
    });
    if (evaluation === undefined) throw new MnistError('stopped', 'The evaluation was stopped before it was done.');
    this.#workspace.facts = { ...this.#workspace.facts, evaluation };
    await this.#reporter.tell({ type: 'mnist-evaluation', detail: evaluation });
    return evaluation;
  }

  async predict(pixels: Uint8Array): Promise<Float32Array> {
    this.#checkPicture(pixels);
    const engine = await this.#workspace.requireTrained();
    return this.#workspace.engines.use(engine, (working) => working.predict(pixels));
  }

  async activations(pixels: Uint8Array): Promise<readonly LayerActivation[]> {
    this.#checkPicture(pixels);
    const { activationsOf } = await loadPart(import('../inspect/activations.js'));
    return activationsOf(await this.#readNetwork(), pixels);
  }

  async sample(settings: Settings, split: Split, index: number | undefined): Promise<RawSample> {
    if (!SPLITS.includes(split)) {
      throw new MnistError('invalid-argument', `There are no images ‘${split}’: ask for ‘train’ or ‘test’.`);
    }
    // While something is trained, of what it is trained with: that is there, or on its way.
    if (this.#active === undefined) await this.load(settings);
    else await (this.#workspace.loading ?? (this.#workspace.loaded === undefined ? this.load(settings) : undefined));
    const { loaded } = this.#workspace;
    if (loaded === undefined) throw new MnistError('invalid-state', 'The data are not loaded.');
    const { readSample } = await loadPart(import('./sample.js'));
    return readSample(loaded, split, index);
  }

  async save(labels: readonly string[] | undefined, key: string): Promise<void> {
    const { save } = await loadModelCommands();
    await save(this.#workspace, await this.#readNetwork(), labels, key);
  }

  async restore(settings: Settings, key: string): Promise<void> {
    this.#refuseWhileTraining('restored');
    return this.#queue.add(async () => (await loadModelCommands()).restore(this.#workspace, settings, key));
  }

  async exportModel(format: ExportFormat, labels: readonly string[]): Promise<File[]> {
    const network = await this.#readNetwork();
    return (await loadModelCommands()).exportModel(this.#workspace, network, format, labels);
  }

  async importModel(settings: Settings, files: readonly File[], pictures: string): Promise<ModelImport> {
    this.#refuseWhileTraining('imported');
    const detail = await this.#queue.addStoppable(async (signal) => {
      await this.#workspace.setState('loading');
      const { importModel } = await loadModelCommands();
      return importModel(this.#workspace, files, { settings, pictures, signal });
    });
    if (detail === undefined) {
      throw new MnistError('stopped', 'The import was stopped before it was done: the network from before stays.');
    }
    await this.#reporter.tell({ type: 'mnist-import', detail });
    return detail;
  }

  async loadModel(settings: Settings, folder: string, pictures: string): Promise<ModelFacts> {
    this.#refuseWhileTraining('loaded');
    return this.#queue.add(async () => {
      const { signal } = this.#queue;
      const { loadModel } = await loadModelCommands();
      return loadModel(this.#workspace, folder, { settings, pictures, signal });
    });
  }

  async recover(checkpoint: Checkpoint, paused: boolean): Promise<void> {
    const { settings, network, training } = checkpoint;
    this.#workspace.take(checkpoint);
    if (training === undefined) {
      await this.#queue.add(() => this.#workspace.requireEngine(settings, network.network));
    } else {
      // Its failure is told to whoever waits for its end.
      this.#beginTraining({ settings, ...training, paused }).catch(() => undefined);
    }
  }

  async trainEnd(): Promise<TrainEnd | null> {
    return (await this.#training?.end) ?? null;
  }

  async close(): Promise<void> {
    this.#discard();
    await this.stop();
    await this.#queue.idle();
    this.#workspace.dispose();
  }

  #beginTraining(order: TrainingOrder): Promise<TrainEnd> {
    // Now, while there is a network: it may be gone when the training ends and its result is to be saved.
    if (order.settings.storageKey !== undefined) loadModelCommands().catch(() => undefined);
    const command = new TrainingCommand(this.#workspace, this.#queue, order);
    // Right behind it: nothing that was asked for later may change the network before it is saved.
    const end = this.#queue.add(() => this.#endTraining(command, order.settings));
    const training = { command, end };
    this.#training = training;
    const forget = (): void => {
      if (this.#training === training) this.#training = undefined;
    };
    end.then(forget, forget);
    return end;
  }

  async #endTraining(command: TrainingCommand, settings: Settings): Promise<TrainEnd> {
    const end = await command.end;
    const workspace = this.#workspace;
    if (settings.storageKey !== undefined && workspace.trained) await this.#trySave(settings, settings.storageKey);
    const checkpoint = workspace.trained ? workspace.keep(settings, await workspace.readNetwork()) : undefined;
    workspace.tellInfo(undefined, end.testAccuracy === null ? command.outdated : undefined);
    await this.#reporter.tell({ type: 'mnist-train-end', detail: end, ...(checkpoint && { checkpoint }) });
    return end;
  }

  /** What was trained is not lost with the room to save it: the failure is told, but the training has succeeded. */
  async #trySave(settings: Settings, key: string): Promise<void> {
    try {
      await this.save(settings.labels, key);
    } catch (error) {
      const { code, message, subject } = MnistError.from(error);
      await this.#reporter.tell({ type: 'failure', code, message, subject });
    }
  }

  #readNetwork(): Promise<NetworkState> {
    const read = (): Promise<NetworkState> => this.#workspace.readNetwork();
    return this.#training?.command.betweenBatches(read) ?? read();
  }

  /** The training under way or waiting, unless it has trained its last batch. */
  get #active(): RunningTraining | undefined {
    return this.#training?.command.isOver === false ? this.#training : undefined;
  }

  /** Ends what can be ended early; it is over when its turn in the queue is. */
  #end(): void {
    this.#queue.stop();
    this.#training?.command.stop();
  }

  /** The same where what was learned last is of no interest. */
  #discard(): void {
    this.#end();
    this.#training?.command.discard();
  }

  #refuseWhileTraining(what: string): void {
    if (this.#active !== undefined) {
      throw new MnistError('invalid-state', `A network cannot be ${what} while it is being trained: stop it first.`);
    }
  }

  #checkPicture(pixels: unknown): void {
    const { width, height } = this.#workspace.input;
    if (pixels instanceof Uint8Array && pixels.length === width * height) return;
    throw new MnistError(
      'invalid-argument',
      `An image must be ${width * height} bytes (${width}×${height}, 0 is background).`,
    );
  }

  /** Says in what state a command left the session. */
  #settle(succeeded: boolean): Promise<void> {
    const isIdle = this.#workspace.dataset === undefined && !this.#workspace.trained;
    return this.#workspace.setState(!succeeded ? 'error' : isIdle ? 'idle' : 'ready');
  }
}
