/** Exactly what crosses the thread: the calls that the page makes, and the reports that the worker sends back. */
import type { MnistEventDetails } from './events.js';
import type { Backend, Evaluation, LayerSummary, ModelKind, Prediction, Sample, Split, TrainEnd } from './types.js';

/** The trainer's attributes, checked and with their defaults; sent along with every call that depends on them. */
export interface Settings {
  /** Absolute URL of the folder with the data, ending in a slash. */
  readonly src: string;
  /** Ten class names. */
  readonly labels: readonly string[];
  /** How many examples to use, from the front; Infinity for all. */
  readonly trainSize: number;
  readonly testSize: number;
  readonly model: ModelKind;
  readonly epochs: number;
  readonly batchSize: number;
  /** Peak of the one-cycle schedule. */
  readonly learningRate: number;
  /** Undefined: a different one each time. */
  readonly seed: number | undefined;
  readonly backend: Backend | 'auto';
  /** Workers of the SIMD engine. */
  readonly threads: number | 'auto';
  /** Whether training images are shifted at random. */
  readonly augment: boolean;
  /** Key in IndexedDB under which the model is kept. */
  readonly storageKey: string | undefined;
}

/** The reports that become DOM events under the same name on the trainer. */
export type ReportName = Exclude<keyof MnistEventDetails, 'mnist-prediction' | 'mnist-error'>;

/** A message from a session to its trainer: the name of an event and its detail. */
export type Report = {
  [Name in ReportName]: { readonly type: Name; readonly detail: MnistEventDetails[Name] };
}[ReportName];

/** Facts about a session that the page shows. */
export interface SessionInfo {
  readonly backend: Backend | null;
  /** What computes, in words. */
  readonly device: string;
  readonly summary: readonly LayerSummary[];
  /** Whether there is a trained network to predict with. */
  readonly trained: boolean;
  /** Examples in memory. */
  readonly trainCount: number;
  readonly testCount: number;
}

/** A trainer's side of the worker. Every method may be called at any time and rejects with an MnistError. */
export interface SessionApi {
  info(): SessionInfo;
  load(settings: Settings): Promise<void>;
  train(settings: Settings): Promise<TrainEnd>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  /** Ends a training or a load that is under way; resolves once it has ended. */
  stop(): Promise<void>;
  reset(): Promise<void>;
  evaluate(settings: Settings): Promise<Evaluation>;
  /** `pixels`: 784 bytes. */
  predict(pixels: Uint8Array): Promise<Prediction>;
  sample(settings: Settings, split: Split, index: number | undefined): Promise<Sample>;
  save(key: string): Promise<void>;
  restore(key: string): Promise<void>;
  /** The two files of a TensorFlow.js layers model. */
  exportModel(): Promise<File[]>;
  importModel(files: readonly File[]): Promise<void>;
  /** Stops everything and frees the engine and the data. */
  close(): Promise<void>;
}

/** What the worker exposes: a factory of sessions. The callback is a Comlink proxy that resolves when the page has handled the report. */
export interface WorkerApi {
  openSession(report: (report: Report) => Promise<void>): Promise<SessionApi>;
}
