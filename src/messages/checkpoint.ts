/** What it takes to go on in a new worker, or with another engine, as if nothing had happened. */
import type { Layer, Network } from '../network/network.js';
import type { OptimizerName } from '../optimizer/optimizers.js';
import type { Calibration } from '../shared/prediction.js';
import type { EpochEnd, Evaluation, LabelledImage } from '../shared/types.js';
import type { Settings } from './settings.js';

/** A network, and everything that training changes of it. It can be moved between engines, saved, and restored. */
export interface NetworkState {
  readonly network: Network;
  /** Flat, in the order of `network/parameters.ts`; moving averages are the last of them. */
  readonly parameters: Float32Array;
  readonly optimizer: OptimizerName;
  /** What the optimizer remembers: slots × trainable parameters. */
  readonly optimizerState: Float32Array;
  /** Updates that the optimizer has made since its state was initial. */
  readonly step: number;
}

/** What belongs to a network beside its weights. */
export interface NetworkFacts {
  /** What its file said of its probabilities; what is trained here goes by the defaults. */
  readonly calibration?: Calibration | undefined;
  /** What its classes were called where it comes from, each of them. */
  readonly labels?: readonly string[] | undefined;
  /**
   * Of one that was imported: the layers that the trainer's `model` asked for. Until it asks for others, the imported one
   * stands in for these.
   */
  readonly standsFor?: readonly Layer[] | undefined;
  /** Finished epochs of the trainings before the newest one; undefined: none. */
  readonly earlier?: readonly EpochEnd[] | undefined;
  /** Of the network as it is, over the whole test set; undefined: it has learned since, or was never tested. */
  readonly evaluation?: Evaluation | undefined;
}

/** The words in which a random generator remembers where it is. */
export type RandomState = readonly [number, number, number, number];

/** How far a training has come: all that its next batch depends on, beside the network. */
export interface TrainingPosition {
  /** Finished epochs. */
  readonly history: readonly EpochEnd[];
  /** Batches done in the epoch after these. */
  readonly batch: number;
  /** The random generator at the beginning of that epoch; dropout draws by it, too. */
  readonly random: RandomState;
  /** Sums over the batches done in that epoch. */
  readonly loss: number;
  readonly accuracy: number;
  /** Training time of that epoch so far, and of the whole training. */
  readonly epochSeconds: number;
  readonly seconds: number;
}

/** A session's network at some moment, and what was being done with it. */
export interface Checkpoint {
  /** What the engine was made with; a training under way goes on by them. */
  readonly settings: Settings;
  readonly network: NetworkState;
  /** Finished epochs of the newest training. */
  readonly history: readonly EpochEnd[];
  readonly facts: NetworkFacts;
  /** The training under way. */
  readonly training: TrainingCheckpoint | undefined;
}

export interface TrainingCheckpoint {
  /**
   * What a fine-tuning teaches. One that was interrupted begins anew, with the network from before, as it takes only
   * seconds; `position` then holds the random generator from before the corrections were mixed in.
   */
  readonly corrections: readonly LabelledImage[] | undefined;
  readonly position: TrainingPosition;
}
