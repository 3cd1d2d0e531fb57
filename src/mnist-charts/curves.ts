/** What the curves show: the training so far, thinned to at most 100 points a chart. */
import type { BatchEnd, EpochEnd } from '../shared/types.js';
import { Series, type Point } from './series.js';

export type Metric = 'loss' | 'accuracy';

/** Together at most 100, which the charts library draws in a few milliseconds. */
const TRAINING_POINTS = 80;
const VALIDATION_POINTS = 20;

/** One metric: per batch on the training set, per epoch on the images that are held out, if there are any. */
export class Curve {
  readonly #training = new Series(TRAINING_POINTS);
  readonly #validation = new Series(VALIDATION_POINTS);

  get training(): readonly Point[] {
    return this.#training.points;
  }

  get validation(): readonly Point[] {
    return this.#validation.points;
  }

  addTraining(point: Point): void {
    this.#training.add(point);
  }

  addValidation(point: Point): void {
    this.#validation.add(point);
  }
}

/** Both metrics of one training, and its finished epochs. */
export class Curves {
  #loss = new Curve();
  #accuracy = new Curve();
  #history: EpochEnd[] = [];
  #epochs = 1;

  /** How many epochs the training has in all. */
  get epochs(): number {
    return this.#epochs;
  }

  /** Finished epochs. */
  get history(): readonly EpochEnd[] {
    return this.#history;
  }

  get empty(): boolean {
    return this.#loss.training.length === 0 && this.#history.length === 0;
  }

  of(metric: Metric): Curve {
    return metric === 'loss' ? this.#loss : this.#accuracy;
  }

  /** The first batch of the first epoch begins new curves. */
  addBatches({ epoch, epochs, batch, batches, points }: BatchEnd): void {
    for (const point of points) {
      // Points that were held up since the epoch before have higher numbers than the newest batch.
      const finished = (point.batch > batch ? epoch - 1 : epoch) - 1;
      if (finished === 0 && point.batch === 0) this.clear();
      this.#epochs = epochs;
      const x = finished + (point.batch + 1) / batches;
      this.#loss.addTraining({ x, y: point.loss });
      this.#accuracy.addTraining({ x, y: point.accuracy });
    }
  }

  addEpoch(epoch: EpochEnd): void {
    const known = this.#history.find((finished) => finished.epoch === epoch.epoch);
    if (known !== undefined && known.valLoss === epoch.valLoss && known.loss === epoch.loss) return;
    // A number that was there already belongs to a training whose first batch was missed.
    if (known !== undefined) this.clear();
    this.#history.push(epoch);
    this.#epochs = epoch.epochs;
    const { epoch: x, valLoss, valAccuracy } = epoch;
    if (valLoss !== null) this.#loss.addValidation({ x, y: valLoss });
    if (valAccuracy !== null) this.#accuracy.addValidation({ x, y: valAccuracy });
  }

  /** For who comes late: batches are gone, the means of finished epochs stand for them. */
  catchUp(history: readonly EpochEnd[]): void {
    const last = history.at(-1);
    if (last === undefined || this.#history.some(({ epoch, loss }) => epoch === last.epoch && loss === last.loss))
      return;
    this.clear();
    for (const epoch of history) {
      this.#loss.addTraining({ x: epoch.epoch - 0.5, y: epoch.loss });
      this.#accuracy.addTraining({ x: epoch.epoch - 0.5, y: epoch.accuracy });
      this.addEpoch(epoch);
    }
  }

  clear(): void {
    this.#loss = new Curve();
    this.#accuracy = new Curve();
    this.#history = [];
  }
}
