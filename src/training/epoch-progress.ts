/** Counts the batches of an epoch and sums up their loss and accuracy. */
import type { TrainingPosition } from '../messages/checkpoint.js';
import type { BatchPoint } from '../shared/types.js';

export class EpochProgress {
  loss: number;
  accuracy: number;
  #count: number;

  /** @param from where the epoch goes on, if it was interrupted */
  constructor(
    readonly epoch: number,
    readonly epochs: number,
    readonly batches: number,
    from: TrainingPosition,
  ) {
    this.#count = from.batch;
    this.loss = from.loss;
    this.accuracy = from.accuracy;
  }

  add(metrics: readonly { loss: number; accuracy: number }[]): BatchPoint[] {
    return metrics.map(({ loss, accuracy }) => {
      this.loss += loss;
      this.accuracy += accuracy;
      return { batch: this.#count++, loss, accuracy };
    });
  }

  get meanLoss(): number {
    return this.loss / this.#count;
  }

  get meanAccuracy(): number {
    return this.accuracy / this.#count;
  }
}
