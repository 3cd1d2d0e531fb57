/** The training loop: epochs of mini-batches, with pause, stop, and news of how it goes. */
import type { NetworkState, RandomState, TrainingPosition } from '../messages/checkpoint.js';
import { SCHEDULES, type ScheduleName } from '../optimizer/schedules.js';
import { MnistError } from '../shared/errors.js';
import type { Augmentation, BatchEnd, EpochEnd, Evaluation, TrainEnd } from '../shared/types.js';
import { createAugment } from '../data/augment.js';
import { yieldToEventLoop } from '../base/yield-to-event-loop.js';
import { Random } from '../base/random.js';
import { shuffledBatches } from './batches.js';
import type { Dataset } from '../data/dataset.js';
import type { Batch, Engine } from '../engine/engine.js';
import { EpochProgress } from './epoch-progress.js';
import { evaluate } from './evaluation.js';
import { measure, yardstickOf, type Measures, type Yardstick } from './measures.js';
import { Stopwatch } from './stopwatch.js';

/** Longest stretch of work without reading messages, in milliseconds: half a frame. */
const STRETCH = 8;
/** Batches drawn before messages are read. */
const DRAWN_AT_ONCE = 50;
/** Milliseconds after which the middle of an epoch is remembered, too: where an epoch takes minutes, seconds are lost. */
const CHECKPOINT_INTERVAL = 5000;
/** Milliseconds that the test images may take after `stop()`: whoever stops does not want to wait. */
const STOP_TIMEOUT = 1500;

/** What to train with. Ranges are those of the trainer's attributes. */
export interface TrainingPlan {
  readonly dataset: Dataset;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly schedule: ScheduleName;
  readonly weightDecay: number;
  readonly augment: Augmentation;
  /** What the network is measured by after every epoch. Default: images of the dataset. */
  readonly yardstick?: Yardstick | undefined;
  /** Told what the network of the last epoch reaches, may change it, and says what the one that is kept reaches. */
  readonly limit?: ((reached: Measures, signal: AbortSignal) => Promise<Measures>) | undefined;
}

/** Who hears of the progress. */
export interface TrainingListener {
  /** Called every few milliseconds, with every batch since the last call. */
  batches(progress: BatchEnd): void;
  epochEnd(epoch: EpochEnd, network: NetworkState, position: TrainingPosition): void;
  /** Called now and then in the middle of an epoch, with what it takes to go on from there. */
  checkpoint(network: NetworkState, position: TrainingPosition): void;
  /** Both resolve when everybody knows. */
  paused(): Promise<void>;
  resumed(): Promise<void>;
}

/** How a training ended; `evaluation` is that of the final weights on the test images, unless nobody waits for it. */
export interface TrainingResult {
  readonly end: TrainEnd;
  readonly evaluation: Evaluation | undefined;
}

/**
 * Where a training begins that was not interrupted.
 *
 * @param random decides the order of the images and how they change
 */
export function startOf(random: RandomState): TrainingPosition {
  return { history: [], batch: 0, random, loss: 0, accuracy: 0, epochSeconds: 0, seconds: 0 };
}

/** One training of a network that an engine already holds. */
export class Training {
  readonly #engine: Engine;
  readonly #plan: TrainingPlan;
  readonly #listener: TrainingListener;
  readonly #start: TrainingPosition;
  readonly #random: Random;
  readonly #abort = new AbortController();
  /** Ends what comes after a stop, too. */
  readonly #discard = new AbortController();
  readonly #stopwatch: Stopwatch;
  readonly #history: EpochEnd[];
  #pauseWanted = false;
  #resume: (() => void) | undefined;
  #onPaused: (() => void)[] = [];
  #onResumed: (() => void)[] = [];
  /** Work that must not meet a batch half done, such as reading the weights. */
  #betweenBatches: (() => Promise<void>)[] = [];
  #ended = false;

  /** @param start where to begin; the engine holds the network of that moment */
  constructor(engine: Engine, plan: TrainingPlan, listener: TrainingListener, start: TrainingPosition) {
    this.#engine = engine;
    this.#plan = plan;
    this.#listener = listener;
    this.#start = start;
    this.#random = new Random(start.random);
    this.#stopwatch = new Stopwatch(start.seconds);
    this.#history = [...start.history];
  }

  /**
   * Trains to the end, or until `stop()`.
   *
   * @throws MnistError `nan-loss`, or what the engine throws; after `nan-loss` the engine holds the weights of the last
   *   good epoch
   */
  async run(): Promise<TrainingResult> {
    const { epochs, batchSize, dataset, yardstick = yardstickOf(dataset) } = this.#plan;
    const batches = Math.ceil(dataset.train.count / Math.min(batchSize, dataset.train.count));
    let measures: Measures | undefined;
    try {
      let good = await this.#engine.getState();
      try {
        while (this.#history.length < epochs) {
          const epoch = this.#history.length + 1;
          // What was asked for before the first batch, such as going on paused.
          await this.#rest();
          const trained = await this.#trainEpoch(epoch, batches);
          measures = await measure(this.#engine, yardstick, this.#abort.signal);
          good = await this.#readGood(epoch);
          const end = { ...trained, epoch, epochs, ...measures };
          this.#history.push(end);
          this.#listener.epochEnd(end, good, this.#positionAfterEpoch());
        }
        if (measures !== undefined) await this.#limit(measures, this.#abort.signal);
        // The only time that they are read: nothing that has been decided before went by them.
        const evaluation = await evaluate(this.#engine, dataset.test, this.#abort.signal);
        return { end: this.#end('completed', evaluation.accuracy), evaluation };
      } catch (error) {
        const isLost = error instanceof MnistError && error.code === 'nan-loss';
        if (isLost || (this.#abort.signal.aborted && !(await this.#isFinite()))) await this.#engine.setState(good);
        throw error;
      }
    } catch (error) {
      if (!this.#abort.signal.aborted) throw error;
      this.#stopwatch.stop();
      const evaluation = await this.#testStopped(yardstick);
      return { end: this.#end('stopped', evaluation?.accuracy ?? null), evaluation };
    } finally {
      this.#ended = true;
      this.#stopwatch.stop();
      settle(this.#onPaused);
      settle(this.#onResumed);
      await this.#runBetweenBatches();
    }
  }

  /** Resolves once no batch is being trained any more, and the listener knows. */
  pause(): Promise<void> {
    this.#pauseWanted = true;
    return new Promise((resolve) => {
      if (this.#resume !== undefined || this.#ended) resolve();
      else this.#onPaused.push(resolve);
    });
  }

  /** Resolves once batches are being trained again, and the listener knows. */
  resume(): Promise<void> {
    this.#pauseWanted = false;
    return new Promise((resolve) => {
      if (this.#resume === undefined) {
        resolve();
        return;
      }
      this.#onResumed.push(resolve);
      this.#resume();
    });
  }

  /** Makes `run()` end after the batch under way, and after a look at the test images. */
  stop(): void {
    this.#abort.abort();
    void this.resume();
  }

  /** The same without that look: nobody wants the network any more. */
  discard(): void {
    this.#discard.abort();
    this.stop();
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
    const { epochs, batchSize, dataset, augment, learningRate, schedule, weightDecay } = this.#plan;
    const from = epoch === this.#start.history.length + 1 ? this.#start : this.#positionAfterEpoch();
    const before = this.#stopwatch.seconds - from.epochSeconds;
    const progress = new EpochProgress(epoch, epochs, batches, from);
    const change = await createAugment(augment, this.#random, dataset);
    const examples = shuffledBatches(dataset.train, batchSize, this.#random, change);
    let batch = 0;
    // Batches that were trained before an interruption are only drawn again.
    for (; batch < from.batch; batch++) {
      if (batch % DRAWN_AT_ONCE === 0) await this.#rest();
      examples.next();
    }
    // The same for whoever goes on in the middle of the epoch, and another one in the next.
    const [seed] = from.random;
    let current = take(examples);
    let upcoming = take(examples);
    let lastYield = performance.now();
    let lastReadBack = lastYield;
    let lastCheckpoint = lastYield;
    this.#stopwatch.start();
    while (current !== undefined) {
      const step = (epoch - 1) * batches + batch;
      const rate = SCHEDULES[schedule](step, epochs * batches, learningRate);
      const trained = this.#engine.trainBatch(current, { learningRate: rate, weightDecay, seed }, upcoming);
      // Prepared while the engine's device or other threads are at work.
      const afterNext = take(examples);
      await trained;
      this.#stopwatch.count(current.labels.length);
      [current, upcoming] = [upcoming, afterNext];
      batch += 1;
      const now = performance.now();
      if (now - lastYield < STRETCH) continue;
      if (now - lastReadBack >= this.#engine.readBackInterval) {
        await this.#tell(progress);
        lastReadBack = performance.now();
      }
      await this.#rest();
      lastYield = performance.now();
      if (lastYield - lastCheckpoint < CHECKPOINT_INTERVAL) continue;
      await this.#tell(progress);
      const network = await this.#readGood(epoch);
      const { loss, accuracy } = progress;
      const { seconds } = this.#stopwatch;
      this.#listener.checkpoint(network, {
        ...from,
        batch,
        loss,
        accuracy,
        epochSeconds: seconds - before,
        seconds,
      });
      lastCheckpoint = performance.now();
    }
    await this.#tell(progress);
    this.#stopwatch.stop();
    return { loss: progress.meanLoss, accuracy: progress.meanAccuracy, seconds: this.#stopwatch.seconds - before };
  }

  /** Lets whoever guards the network change it; the history then tells of the one that is kept. */
  async #limit(reached: Measures, signal: AbortSignal): Promise<void> {
    const kept = await this.#plan.limit?.(reached, signal);
    const last = this.#history.at(-1);
    if (kept !== undefined && last !== undefined) this.#history.splice(-1, 1, { ...last, ...kept });
  }

  /**
   * The weights of this moment are the final ones: they are limited as those of a whole training, and the test images
   * are read, unless that takes too long.
   */
  async #testStopped(yardstick: Yardstick): Promise<Evaluation | undefined> {
    const { signal } = this.#discard;
    let timer: ReturnType<typeof setTimeout> | undefined;
    try {
      const { limit, dataset } = this.#plan;
      if (limit !== undefined) await limit(await measure(this.#engine, yardstick, signal), signal);
      timer = setTimeout(() => this.#discard.abort(), STOP_TIMEOUT);
      return await evaluate(this.#engine, dataset.test, signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Where the next epoch begins. */
  #positionAfterEpoch(): TrainingPosition {
    return { ...startOf(this.#random.state), history: [...this.#history], seconds: this.#stopwatch.seconds };
  }

  /** @throws MnistError `nan-loss` when the last update was too much, which only the next batch would show */
  async #readGood(epoch: number): Promise<NetworkState> {
    const network = await this.#engine.getState();
    if (network.parameters.every(Number.isFinite)) return network;
    throw this.#diverged(`The weights stopped being numbers in epoch ${epoch}`);
  }

  async #isFinite(): Promise<boolean> {
    return (await this.#engine.getState()).parameters.every(Number.isFinite);
  }

  #diverged(what: string): MnistError {
    return new MnistError(
      'nan-loss',
      `${what}: a learning rate of ${this.#plan.learningRate} is too high for this network. ` +
        'Lower `learning-rate` (0.003 works well). The last good weights were kept.',
      undefined,
      `learning-rate="${this.#plan.learningRate}"`,
    );
  }

  /** Reads what the batches reached since the last time, and tells the listener. */
  async #tell(progress: EpochProgress): Promise<void> {
    const points = progress.add(await this.#engine.takeMetrics());
    const last = points.at(-1);
    if (last === undefined) return;
    const { epoch, epochs, batches } = progress;
    const bad = points.find(({ loss }) => !Number.isFinite(loss));
    if (bad !== undefined) throw this.#diverged(`The loss became ${bad.loss} in epoch ${epoch}, batch ${bad.batch}`);
    const imagesPerSecond = this.#stopwatch.perSecond;
    const { batchSize } = this.#plan;
    this.#listener.batches({ ...last, epoch, epochs, batches, batchSize, points, imagesPerSecond });
  }

  /** Between two batches: reads messages, does what they asked for, and waits while paused. */
  async #rest(): Promise<void> {
    await yieldToEventLoop();
    await this.#runBetweenBatches();
    if (this.#pauseWanted) await this.#waitWhilePaused();
    this.#abort.signal.throwIfAborted();
  }

  async #waitWhilePaused(): Promise<void> {
    const running = this.#stopwatch.running;
    this.#stopwatch.stop();
    const resumed = new Promise<void>((resolve) => (this.#resume = resolve));
    await this.#listener.paused();
    settle(this.#onPaused);
    await resumed;
    this.#resume = undefined;
    if (!this.#abort.signal.aborted) await this.#listener.resumed();
    settle(this.#onResumed);
    if (running && !this.#abort.signal.aborted) this.#stopwatch.start();
  }

  async #runBetweenBatches(): Promise<void> {
    for (const work of this.#betweenBatches.splice(0)) await work();
  }

  #end(reason: TrainEnd['reason'], testAccuracy: number | null): TrainEnd {
    this.#stopwatch.stop();
    return {
      reason,
      epochs: this.#history.length,
      seconds: this.#stopwatch.seconds,
      testAccuracy,
      history: this.#history,
    };
  }
}

function settle(waiting: (() => void)[]): void {
  for (const resolve of waiting.splice(0)) resolve();
}

/** The next of the batches, if there is one. */
function take(batches: Iterator<Batch, void>): Batch | undefined {
  const next = batches.next();
  return next.done === true ? undefined : next.value;
}
