/** What the curves show: all that the network was trained so far, thinned to at most 100 points a chart. */
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

  /** Leaves out what comes after `x`. */
  cut(x: number): void {
    this.#training.cut(x);
    this.#validation.cut(x);
  }
}

/** Both metrics of a network, and its finished epochs, over all the trainings that it has gone through. */
export class Curves {
  #loss = new Curve();
  #accuracy = new Curve();
  #history: EpochEnd[] = [];
  #epochs = 1;
  #before = 0;
  #highest = 0;

  /** The epoch that the newest training ends with. */
  get last(): number {
    return this.#before + this.#epochs;
  }

  /** The highest loss that there was, also of points that are thinned by now: the axis shall not move with them. */
  get highestLoss(): number {
    return this.#highest;
  }

  /** Finished epochs, counted over all trainings. */
  get history(): readonly EpochEnd[] {
    return this.#history;
  }

  get empty(): boolean {
    return this.#loss.training.length === 0 && this.#history.length === 0;
  }

  of(metric: Metric): Curve {
    return metric === 'loss' ? this.#loss : this.#accuracy;
  }

  /** The first batch of the first epoch begins the newest training. */
  addBatches({ epoch, epochs, batch, batches, points }: BatchEnd): void {
    for (const point of points) {
      // Points that were held up since the epoch before have higher numbers than the newest batch.
      const finished = (point.batch > batch ? epoch - 1 : epoch) - 1;
      if (finished === 0 && point.batch === 0) this.#goBackTo(this.#before);
      this.#epochs = epochs;
      this.#addTraining(this.#before + finished + (point.batch + 1) / batches, point);
    }
  }

  addEpoch(end: EpochEnd): void {
    const epoch = this.#before + end.epoch;
    const known = this.#history.find((finished) => finished.epoch === epoch);
    if (known !== undefined && known.valLoss === end.valLoss && known.loss === end.loss) return;
    // A number that was there already belongs to a training whose first batch was missed.
    if (known !== undefined) this.#goBackTo(this.#before);
    this.#addEpoch(epoch, end);
  }

  /**
   * What the trainer knows of the network. Of epochs that nobody watched the batches are gone; their means stand for them.
   *
   * @param earlier finished epochs of the trainings before the newest one
   * @param history finished epochs of the newest training
   */
  catchUp(earlier: readonly EpochEnd[], history: readonly EpochEnd[]): void {
    const all = [...earlier, ...history];
    const unknown = all.findIndex(({ loss }, index) => !Object.is(this.#history[index]?.loss, loss));
    const known = unknown < 0 ? all.length : unknown;
    // What goes beyond was of another network, or of a training that was stopped in the middle of an epoch.
    if (this.#history.length > known || unknown >= 0 || earlier.length !== this.#before) this.#goBackTo(known);
    this.#before = earlier.length;
    for (const [index, end] of all.entries()) {
      if (index < known) continue;
      this.#addTraining(index + 0.5, end);
      this.#addEpoch(index + 1, end);
    }
  }

  clear(): void {
    this.#loss = new Curve();
    this.#accuracy = new Curve();
    this.#history = [];
    this.#before = 0;
    this.#highest = 0;
  }

  #addEpoch(epoch: number, end: EpochEnd): void {
    const { epochs, valLoss, valAccuracy } = end;
    this.#history.push({ ...end, epoch });
    this.#epochs = epochs;
    if (valLoss !== null) this.#loss.addValidation({ x: epoch, y: valLoss });
    if (valAccuracy !== null) this.#accuracy.addValidation({ x: epoch, y: valAccuracy });
    this.#highest = Math.max(this.#highest, valLoss ?? 0);
  }

  #addTraining(x: number, { loss, accuracy }: { readonly loss: number; readonly accuracy: number }): void {
    this.#loss.addTraining({ x, y: loss });
    this.#accuracy.addTraining({ x, y: accuracy });
    if (Number.isFinite(loss)) this.#highest = Math.max(this.#highest, loss);
  }

  /** Forgets what came after an epoch: a training that was stopped in the middle of one, or that was of another network. */
  #goBackTo(epoch: number): void {
    if (epoch === 0) {
      this.clear();
      return;
    }
    this.#loss.cut(epoch);
    this.#accuracy.cut(epoch);
    this.#history = this.#history.filter((finished) => finished.epoch <= epoch);
  }
}
