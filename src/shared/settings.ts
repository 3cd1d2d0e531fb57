/** What a trainer is set to. */
import type { Augmentation, Backend, ModelKind } from './types.js';

/** The trainer's attributes, checked and with their defaults; sent along with every call that depends on them. */
export interface Settings {
  /** Absolute URL of the folder with the data, ending in a slash. */
  readonly src: string;
  /** How many classes have a name: labels in the data must be below it. */
  readonly classCount: number;
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
  /** How training images are changed at random. */
  readonly augment: Augmentation;
  /** Key in IndexedDB under which the model is saved after training. */
  readonly storageKey: string | undefined;
}
