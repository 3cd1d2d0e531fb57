/** What a trainer is set to. */
import type { Layer } from '../network/network.js';
import type { OptimizerName } from '../optimizer/optimizers.js';
import type { ScheduleName } from '../optimizer/schedules.js';
import type { Augmentation, Backend, Transpose } from '../shared/types.js';

/** The trainer's attributes, checked and with their defaults; sent along with every call that depends on them. */
export interface Settings {
  /** Absolute URL of the folder with the data, ending in a slash, or in what the names of the files begin with. */
  readonly src: string;
  /** How many classes have a name: the labels in the data must belong to them. Undefined: as many as the data have. */
  readonly classCount: number | undefined;
  /** Names of classes that the page gives; undefined: those of the data, or of the network. */
  readonly labels?: readonly string[] | undefined;
  /** Whether the pictures in the data lie on their side. */
  readonly transpose: Transpose;
  /** How many examples to use, from the front; Infinity for all. */
  readonly trainSize: number;
  readonly testSize: number;
  /** How many of these training images are held out, the last ones; undefined: a twelfth of them. */
  readonly validationSize: number | undefined;
  /** Of the network. Whether they fit is known once the pictures are. */
  readonly layers: readonly Layer[];
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: OptimizerName;
  /** Its highest value; how it goes over the training is the schedule's affair. */
  readonly learningRate: number;
  readonly schedule: ScheduleName;
  /** L2, 0…1. */
  readonly weightDecay: number;
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
