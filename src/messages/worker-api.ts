/** Exactly what crosses the thread: the calls that the page makes, and the reports that the worker sends back. */
import type { Layer, Network } from '../network/network.js';
import type { MnistErrorCode } from '../shared/errors.js';
import type { MnistEventDetails } from '../shared/events.js';
import type { Calibration } from '../shared/prediction.js';
import type {
  Backend,
  EpochEnd,
  Evaluation,
  ExportFormat,
  LabelledImage,
  LayerActivation,
  LayerSummary,
  ModelImport,
  PictureSize,
  Sample,
  Split,
  TrainEnd,
  TrainerState,
} from '../shared/types.js';
import type { Checkpoint } from './checkpoint.js';
import type { Settings } from './settings.js';

/** Events that come from the worker as they are. */
type ReportedEvent =
  | 'mnist-load-progress'
  | 'mnist-data'
  | 'mnist-batch-end'
  | 'mnist-epoch-end'
  | 'mnist-evaluation'
  | 'mnist-train-end'
  | 'mnist-import';

/**
 * A message from a session to its trainer: an event's name and detail, a new state, new facts, or a side failure. With
 * it may come a checkpoint that agrees with what it says.
 */
export type Report = (
  | { [Name in ReportedEvent]: { readonly type: Name; readonly detail: MnistEventDetails[Name] } }[ReportedEvent]
  | { readonly type: 'state'; readonly state: TrainerState }
  | {
      readonly type: 'info';
      readonly info: SessionInfo;
      /** What was told before and is true no more: how the network tested, or, as it is another one, all of it. */
      readonly outdated?: Outdated | undefined;
    }
  | { readonly type: 'checkpoint' }
  /** Something went wrong that does not make the command fail, such as saving after a training that succeeded. */
  | {
      readonly type: 'failure';
      readonly code: MnistErrorCode;
      readonly message: string;
      readonly subject?: string | undefined;
    }
  /** The engine was lost, and another one goes on; epoch and batch as in `mnist-recovery`. */
  | {
      readonly type: 'recovery';
      readonly code: MnistErrorCode;
      readonly message: string;
      readonly epoch: number | null;
      readonly batch: number | null;
    }
) & { readonly checkpoint?: Checkpoint };

export type Outdated = 'evaluation' | 'network';

/** Facts about a session that the page shows. */
export interface SessionInfo {
  /** What computes; null before the first training or prediction. */
  readonly backend: Backend | null;
  /** Its name: `WebAssembly relaxed SIMD`, or that of the GPU. */
  readonly device: string;
  /** How many threads compute; undefined where nobody counts them. */
  readonly threads?: number | undefined;
  readonly summary: readonly LayerSummary[];
  /** Size of the pictures that the network reads, or the one that is trained next, and how many classes it tells apart. */
  readonly input: PictureSize;
  readonly classes: number;
  /** Whether there is a trained network to predict with. */
  readonly trained: boolean;
  /** How its probabilities become answers; undefined: by the defaults. */
  readonly calibration?: Calibration | undefined;
  /** What its classes were called where it comes from, each of them; undefined where nobody says. */
  readonly labels?: readonly string[] | undefined;
  /** Of an imported network: what `model` asked for when it came. It stays until `model` asks for something else. */
  readonly standsFor?: readonly Layer[] | undefined;
  /** Finished epochs of the trainings that the network went through before the newest one; undefined: none. */
  readonly earlier?: readonly EpochEnd[] | undefined;
  /** Of the network as it is; undefined: it has learned since, or was never tested. */
  readonly evaluation?: Evaluation | undefined;
  /** Finished epochs of the newest training. */
  readonly history: readonly EpochEnd[];
  /** Examples in memory. */
  readonly trainCount: number;
  readonly testCount: number;
}

/** What a model file tells about its network. */
export interface ModelFacts {
  readonly network: Network;
  /** Class names; undefined if it has none. */
  readonly labels: readonly string[] | undefined;
  readonly calibration: Calibration | undefined;
}

/** One example as the worker knows it; the page adds the name of the class. */
export type RawSample = Omit<Sample, 'label'>;

/** A trainer's side of the worker. Every method may be called at any time and rejects with an MnistError. */
export interface SessionApi {
  load(settings: Settings): Promise<void>;
  train(settings: Settings): Promise<TrainEnd>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Ends a training or a load that is under way; resolves once it has ended, with null if there was no training. */
  stop(): Promise<TrainEnd | null>;
  /** Ends what is under way, and forgets what was learned; the data stay. */
  reset(): Promise<void>;
  /** Trains for a few seconds on corrections among images of the training set; reports as `train()` does. */
  fineTune(settings: Settings, corrections: readonly LabelledImage[]): Promise<TrainEnd>;
  evaluate(settings: Settings): Promise<Evaluation>;
  /** The probability of each class, for the bytes of a picture of the network's size. */
  predict(pixels: Uint8Array): Promise<Float32Array>;
  /** What the convolution layers respond to in such a picture, from first to last; none for a network without them. */
  activations(pixels: Uint8Array): Promise<readonly LayerActivation[]>;
  /** Without `index`: a random example. */
  sample(settings: Settings, split: Split, index: number | undefined): Promise<RawSample>;
  /** @param labels class names that the page has set */
  save(labels: readonly string[] | undefined, key: string): Promise<void>;
  restore(settings: Settings, key: string): Promise<void>;
  /** The network as files of a format. `labels` are the class names to keep with it. */
  exportModel(format: ExportFormat, labels: readonly string[]): Promise<File[]>;
  /**
   * Replaces the network by that of the files, whatever its layers.
   *
   * @param pictures absolute URL of a folder with data to try it on where the settings' own do not fit it
   */
  importModel(settings: Settings, files: readonly File[], pictures: string): Promise<ModelImport>;
  /**
   * Reads a model from a folder with `model.json`, whatever its network is.
   *
   * @param folder absolute URL, ending in a slash
   * @param pictures as for `importModel`
   */
  loadModel(settings: Settings, folder: string, pictures: string): Promise<ModelFacts>;
  /**
   * Takes up what a session in another worker had to leave: its network, and its training, which goes on by itself.
   * Resolves when the network is there.
   *
   * @param paused whether the training is to wait for `resume()`
   */
  recover(checkpoint: Checkpoint, paused: boolean): Promise<void>;
  /** The end of the training under way; null if there is none. */
  trainEnd(): Promise<TrainEnd | null>;
  /** Stops everything and frees the engine and the data. */
  close(): Promise<void>;
}

/** Absolute URL as it follows from a folder → absolute URL of the same file where a bundler has put it. */
export type MovedFiles = Readonly<Record<string, string>>;

/** What the worker exposes: a factory of sessions. `report` resolves when the page has handled the report. */
export interface WorkerApi {
  openSession(report: (report: Report) => Promise<void>, moved: MovedFiles): SessionApi;
  /** Resolves as soon as the worker reads its messages. */
  ping(): void;
}

/** Posted by the worker beside Comlink: how long it may stay silent from now on, in milliseconds. */
export interface HeartbeatTimeout {
  readonly heartbeatTimeout: number;
}

/** The message that the worker posts once its API is exposed: anything sent earlier would be lost. */
export const WORKER_READY = 'mnist-elements-ready';
