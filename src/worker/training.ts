/** The training loop: epochs of mini-batches, with pause, stop, and news of how it goes. */
import { MnistError } from '../shared/errors.js';
import type { Augmentation, BatchEnd, BatchPoint, EpochEnd, Evaluation, TrainEnd } from '../shared/types.js';
import { createAugment } from './augment.js';
import { shuffledBatches } from './batches.js';
import { breathe } from './breathe.js';
import type { Dataset } from './dataset/dataset.js';
import type { Batch, Engine } from './engine/engine.js';
import { evaluate } from './evaluation.js';
import type { Random } from './random.js';
import { oneCycleRate } from './schedule.js';
import { Stopwatch } from './stopwatch.js';

/** Longest stretch of work without reading messages, in milliseconds: half a frame. */
const STRETCH = 8;

/** What to train with. Ranges are those of the trainer's attributes. */
export interface TrainingPlan {
  readonly dataset: Dataset;
  readonly epochs: number;
  readonly batchSize: number;
  /** Peak of the one-cycle schedule. */
  readonly learningRate: number;
  readonly augment: Augmentation;
  readonly random: Random;
}

/** Who hears of the progress. */
export interface TrainingListener {
  /** Called every few milliseconds, with every batch since the last call. */
  batches(progress: BatchEnd): void;
  epochEnd(epoch: EpochEnd): void;
  paused(): void;
  resumed(): void;
}

/** How a training ended; `evaluation` is that of the final weights, unless it was stopped. */
export interface TrainingResult {
  readonly end: TrainEnd;
  readonly evaluation: Evaluation | undefined;
}

/** One training of a network that an engine already holds. */
export class Training {
  readonly #engine: Engine;
  readonly #plan: TrainingPlan;
  readonly #listener: TrainingListener;
  readonly #abort = new AbortController();
  readonly #stopwatch = new Stopwatch();
  readonly #history: EpochEnd[] = [];
  #pauseWanted = false;
  #resume: (() => void) | undefined;
  #onPaused: (() => void)[] = [];
  /** Work that must not meet a batch half done, such as reading the weights. */
  #betweenBatches: (() => Promise<void>)[] = [];
  #ended = false;

  constructor(engine: Engine, plan: TrainingPlan, listener: TrainingListener) {
    this.#engine = engine;
    this.#plan = plan;
    this.#listener = listener;
  }

  /**
   * Trains to the end, or until `stop()`.
   *
   * @throws MnistError `nan-loss`, or what the engine throws; the engine then holds the weights of the last good epoch
   */
  async run(): Promise<TrainingResult> {
    const { epochs, batchSize, dataset } = this.#plan;
    const batches = Math.ceil(dataset.train.count / Math.min(batchSize, dataset.train.count));
    let good = await this.#engine.getState();
    let evaluation: Evaluation | undefined;
    try {
      for (let epoch = 1; epoch <= epochs; epoch++) {
        const trained = await this.#trainEpoch(epoch, batches);
        evaluation = await evaluate(this.#engine, dataset.test, this.#abort.signal);
        this.#history.push({
          ...trained,
          epoch,
          epochs,
          valLoss: evaluation.loss,
          valAccuracy: evaluation.accuracy,
        });
        this.#listener.epochEnd(this.#history.at(-1)!);
        if (epoch < epochs) good = await this.#engine.getState();
        await this.#rest();
      }
      return { end: this.#end('completed'), evaluation };
    } catch (error) {
      if (this.#abort.signal.aborted) return { end: this.#end('stopped'), evaluation: undefined };
      if (error instanceof MnistError && error.code === 'nan-loss') await this.#engine.setState(good);
      throw error;
    } finally {
      this.#ended = true;
      this.#settlePause();
      await this.#runBetweenBatches();
    }
  }

  /** Resolves once no batch is being trained any more. */
  pause(): Promise<void> {
    this.#pauseWanted = true;
    return new Promise((resolve) => {
      if (this.#resume !== undefined || this.#ended) resolve();
      else this.#onPaused.push(resolve);
    });
  }

  resume(): void {
    this.#pauseWanted = false;
    this.#resume?.();
  }

  /** Makes `run()` end after the batch under way. */
  stop(): void {
    this.#abort.abort();
    this.resume();
  }

  get paused(): boolean {
    return this.#resume !== undefined;
  }

  /** Runs work while the engine is not in the middle of a batch. */
  betweenBatches<T>(work: () => Promise<T>): Promise<T> {
    if (this.#ended || this.paused) return work();
    return new Promise((resolve, reject) => {
      this.#betweenBatches.push(() => work().then(resolve, reject));
    });
  }

  async #trainEpoch(epoch: number, batches: number): Promise<Pick<EpochEnd, 'loss' | 'accuracy' | 'seconds'>> {
    const { epochs, batchSize, dataset, random, augment, learningRate } = this.#plan;
    const before = this.#stopwatch.seconds;
    const progress = new EpochProgress(epoch, epochs, batches);
    const examples = shuffledBatches(dataset.train, batchSize, random, createAugment(augment, random));
    let batch = 0;
    let lastBreath = performance.now();
    let lastReadBack = lastBreath;
    this.#stopwatch.start();
    let current: Batch | undefined = take(examples);
    let upcoming = take(examples);
    while (current !== undefined) {
      const step = (epoch - 1) * batches + batch;
      const rate = oneCycleRate(step, epochs * batches, learningRate);
      const trained = this.#engine.trainBatch(current, rate, upcoming);
      // Prepared while the engine's device or other threads are at work.
      const afterNext = take(examples);
      await trained;
      this.#stopwatch.count(current.labels.length);
      [current, upcoming] = [upcoming, afterNext];
      batch += 1;
      const now = performance.now();
      if (now - lastBreath < STRETCH) continue;
      if (now - lastReadBack >= this.#engine.readBackInterval) {
        await this.#tell(progress);
        lastReadBack = performance.now();
      }
      await this.#rest();
      lastBreath = performance.now();
    }
    await this.#tell(progress);
    this.#stopwatch.stop();
    return { loss: progress.meanLoss, accuracy: progress.meanAccuracy, seconds: this.#stopwatch.seconds - before };
  }

  /** Reads what the batches reached since the last time, and tells the listener. */
  async #tell(progress: EpochProgress): Promise<void> {
    const points = progress.add(await this.#engine.takeMetrics());
    const last = points.at(-1);
    if (last === undefined) return;
    const { epoch, epochs, batches } = progress;
    const bad = points.find(({ loss }) => !Number.isFinite(loss));
    if (bad !== undefined) {
      throw new MnistError(
        'nan-loss',
        `The loss became ${bad.loss} in epoch ${epoch}, batch ${bad.batch}: a learning rate of ` +
          `${this.#plan.learningRate} is too high for this network. Lower \`learning-rate\` (0.003 works well). ` +
          'The weights from before this epoch were kept.',
      );
    }
    const imagesPerSecond = this.#stopwatch.perSecond;
    this.#listener.batches({ ...last, epoch, epochs, batches, points, imagesPerSecond });
  }

  /** Between two batches: reads messages, does what they asked for, and waits while paused. */
  async #rest(): Promise<void> {
    await breathe();
    await this.#runBetweenBatches();
    if (this.#pauseWanted) await this.#waitWhilePaused();
    this.#abort.signal.throwIfAborted();
  }

  async #waitWhilePaused(): Promise<void> {
    const running = this.#stopwatch.running;
    this.#stopwatch.stop();
    const resumed = new Promise<void>((resolve) => (this.#resume = resolve));
    this.#listener.paused();
    this.#settlePause();
    await resumed;
    this.#resume = undefined;
    if (this.#abort.signal.aborted) return;
    this.#listener.resumed();
    if (running) this.#stopwatch.start();
  }

  #settlePause(): void {
    for (const resolve of this.#onPaused.splice(0)) resolve();
  }

  async #runBetweenBatches(): Promise<void> {
    for (const work of this.#betweenBatches.splice(0)) await work();
  }

  #end(reason: TrainEnd['reason']): TrainEnd {
    this.#stopwatch.stop();
    return {
      reason,
      epochs: this.#history.length,
      seconds: this.#stopwatch.seconds,
      testAccuracy: this.#history.at(-1)?.valAccuracy ?? null,
      history: this.#history,
    };
  }
}

/** The next of the batches, if there is one. */
function take(batches: Iterator<Batch, void>): Batch | undefined {
  const next = batches.next();
  return next.done === true ? undefined : next.value;
}

/** Counts the batches of an epoch and their mean loss and accuracy. */
class EpochProgress {
  #count = 0;
  #loss = 0;
  #accuracy = 0;

  constructor(
    readonly epoch: number,
    readonly epochs: number,
    readonly batches: number,
  ) {}

  add(metrics: readonly { loss: number; accuracy: number }[]): BatchPoint[] {
    return metrics.map(({ loss, accuracy }) => {
      this.#loss += loss;
      this.#accuracy += accuracy;
      return { batch: this.#count++, loss, accuracy };
    });
  }

  get meanLoss(): number {
    return this.#loss / this.#count;
  }

  get meanAccuracy(): number {
    return this.#accuracy / this.#count;
  }
}
