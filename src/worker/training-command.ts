/**
 * One training from the command to its end: gets data, engine and network, trains, keeps checkpoints, and goes on with
 * another engine when one is lost.
 */
import type { TrainingPosition } from '../messages/checkpoint.js';
import { hasSameLayers, isSameNetwork } from '../network/compare.js';
import type { Network } from '../network/network.js';
import { MnistError } from '../shared/errors.js';
import type { Settings } from '../messages/settings.js';
import type { Outdated } from '../messages/worker-api.js';
import type { LabelledImage, TrainEnd } from '../shared/types.js';
import { loadPart } from '../base/load-part.js';
import { Random } from '../base/random.js';
import type { CommandQueue } from './command-queue.js';
import { isLoss } from './engine-keeper.js';
import type { Engine } from '../engine/engine.js';
import { freshOptimizer, initialNetwork } from '../engine/initial-network.js';
import { whileTraining } from '../engine/measure-alone.js';
import type { Workspace } from './workspace.js';
import { yardstickOf, type Measures } from '../training/measures.js';
import { startOf, Training } from '../training/training.js';

/** What to train. */
export interface TrainingOrder {
  readonly settings: Settings;
  /** What a fine-tuning teaches. */
  readonly corrections?: readonly LabelledImage[] | undefined;
  /** Where to go on after an interruption; the session holds the network of that moment. */
  readonly position?: TrainingPosition;
  /** Whether to wait for `resume()` before the first batch. */
  readonly paused?: boolean;
}

export class TrainingCommand {
  /** Resolves with what `mnist-train-end` tells, apart from saving. */
  readonly end: Promise<TrainEnd>;
  readonly #workspace: Workspace;
  readonly #order: TrainingOrder;
  #position: TrainingPosition | undefined;
  /** The loop, once data and engine are there. */
  #training: Training | undefined;
  #engine: Engine | undefined;
  #startsPaused: boolean;
  #isOver = false;
  /** Whether nothing had been learned before. */
  #isFirst = false;

  /** Begins when the queue lets it. */
  constructor(workspace: Workspace, queue: CommandQueue, order: TrainingOrder) {
    this.#workspace = workspace;
    this.#order = order;
    this.#position = order.position;
    this.#startsPaused = order.paused === true;
    this.end = this.#run(queue);
  }

  /** Whether it trains no more: what is asked for from now on comes after it. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** What it has made untrue, unless its network is tested in the end. */
  get outdated(): Outdated | undefined {
    return this.#position && 'evaluation';
  }

  /** Whether its loop may be in the middle of a batch. */
  get isTraining(): boolean {
    return this.#training !== undefined;
  }

  /** @throws MnistError `invalid-state` while data and engine are not there */
  async pause(): Promise<void> {
    if (this.#training === undefined) {
      throw new MnistError(
        'invalid-state',
        'The training has not begun yet: wait for the state `training`, or stop it.',
      );
    }
    await this.#training.pause();
  }

  async resume(): Promise<void> {
    this.#startsPaused = false;
    await this.#training?.resume();
  }

  /** Ends the loop after the batch under way; what comes before the loop is ended by the queue. */
  stop(): void {
    this.#isOver = true;
    this.#training?.stop();
  }

  /** The same for a network that nobody wants any more, which need not be tested. */
  discard(): void {
    this.stop();
    this.#training?.discard();
  }

  /** Runs work while no batch is half done. */
  betweenBatches<T>(work: () => Promise<T>): Promise<T> {
    return this.#training === undefined ? work() : this.#training.betweenBatches(work);
  }

  async #run(queue: CommandQueue): Promise<TrainEnd> {
    const end = await queue.addStoppable(async (signal) => {
      try {
        return await this.#untilEngineHolds(signal);
      } catch (error) {
        if (!signal.aborted) await this.#tidyUp(error);
        throw error;
      } finally {
        // Before anybody hears of the state that this leaves.
        this.#isOver = true;
      }
    });
    return end ?? stoppedAt(this.#position);
  }

  /** Trains, from the newest checkpoint again when the engine is lost. */
  async #untilEngineHolds(signal: AbortSignal): Promise<TrainEnd> {
    for (;;) {
      try {
        return await this.#train(signal);
      } catch (error) {
        if (!isLoss(error) || this.#engine === undefined || signal.aborted) throw error;
        await this.#workspace.setState('loading');
        await this.#workspace.engines.replace(this.#engine, error);
        const { code, message } = MnistError.from(error);
        const epoch = (this.#position?.history.length ?? 0) + 1;
        const batch = this.#position?.batch ?? 0;
        void this.#workspace.reporter.tell({ type: 'recovery', code, message, epoch, batch });
      }
    }
  }

  async #train(signal: AbortSignal): Promise<TrainEnd> {
    const { settings, corrections } = this.#order;
    const workspace = this.#workspace;
    // The network that is there goes on; else it is the one that the settings ask for.
    const goesOn = corrections !== undefined || this.#position !== undefined || workspace.standsIn(settings);
    const data = await (goesOn ? workspace.loadForNetwork(settings, signal) : workspace.load(settings, signal));
    const network = goesOn ? workspace.network : this.#wantedNetwork();
    const engine = await workspace.requireEngine(settings, network);
    this.#engine = engine;
    signal.throwIfAborted();
    const random = new Random(this.#position?.random ?? settings.seed);
    if (this.#position === undefined) await this.#begin(engine, network, random);
    const tuning = corrections && (await loadPart(import('../training/fine-tuning.js')));
    const dataset = tuning ? tuning.mixCorrections(data, corrections, random) : data;
    const yardstick = yardstickOf(data);
    const guard = await tuning?.AccuracyGuard.create(engine, yardstick, signal);
    const start = corrections === undefined ? this.#position! : startOf(random.state);
    const limit = guard && ((reached: Measures, signal: AbortSignal) => guard.limit(reached, signal));
    this.#training = this.#createTraining(engine, { ...settings, dataset, yardstick, limit }, start);
    void workspace.setState('training');
    if (signal.aborted) this.#training.stop();
    // Resolves with the first batch that waits, which is later.
    if (this.#startsPaused) void this.#training.pause();
    this.#startsPaused = false;
    try {
      const training = this.#training;
      const { end, evaluation } = await whileTraining(() => training.run());
      if (evaluation === undefined) return end;
      workspace.history = end.history;
      workspace.facts = { ...workspace.facts, evaluation };
      await workspace.reporter.tell({ type: 'mnist-evaluation', detail: evaluation });
      return end;
    } finally {
      this.#training = undefined;
    }
  }

  /** The network that the settings ask for: the one that is there, if it is that one. */
  #wantedNetwork(): Network {
    const { network, trained } = this.#workspace;
    const wanted = this.#workspace.networkOf(this.#order.settings);
    // Classes that no label names do no harm.
    const goesOn = trained && hasSameLayers(network, wanted) && network.classes >= wanted.classes;
    return goesOn ? network : wanted;
  }

  /** A new network, unless there is one to go on with; from here on it may be asked: watching it learn is the point. */
  async #begin(engine: Engine, network: Network, random: Random): Promise<void> {
    const { settings, corrections } = this.#order;
    const { optimizer } = settings;
    const workspace = this.#workspace;
    this.#isFirst = !workspace.trained;
    const isOther = this.#isFirst || !isSameNetwork(workspace.network, network);
    if (isOther) {
      workspace.network = network;
      workspace.facts = {};
      await engine.setState(initialNetwork(network, random, optimizer));
    } else {
      const { earlier = [], calibration } = workspace.facts;
      workspace.facts = {
        ...workspace.facts,
        // Corrections change little, and no more than is good; a training changes how sure a network is.
        calibration: corrections === undefined ? undefined : calibration,
        earlier: [...earlier, ...workspace.history],
        evaluation: undefined,
      };
    }
    workspace.history = [];
    const position = startOf(random.state);
    let state = await engine.getState();
    if (state.optimizer !== optimizer) {
      state = freshOptimizer(network, state.parameters, optimizer);
      await engine.setState(state);
    }
    workspace.tellInfo(workspace.keep(settings, state, { corrections, position }), isOther ? 'network' : undefined);
    this.#position = position;
  }

  #createTraining(engine: Engine, plan: ConstructorParameters<typeof Training>[1], start: TrainingPosition): Training {
    const { settings, corrections } = this.#order;
    const workspace = this.#workspace;
    return new Training(
      engine,
      plan,
      {
        batches: (progress) => workspace.reporter.batches(progress),
        epochEnd: (detail, network, position) => {
          workspace.history = position.history;
          if (corrections === undefined) {
            this.#position = position;
            const checkpoint = workspace.keep(settings, network, { corrections, position });
            void workspace.reporter.tell({ type: 'mnist-epoch-end', detail, checkpoint });
          } else void workspace.reporter.tell({ type: 'mnist-epoch-end', detail });
          workspace.tellInfo();
        },
        checkpoint: (network, position) => {
          if (corrections !== undefined) return;
          this.#position = position;
          const checkpoint = workspace.keep(settings, network, { corrections, position });
          void workspace.reporter.tell({ type: 'checkpoint', checkpoint });
        },
        paused: () => workspace.setState('paused'),
        resumed: () => workspace.setState('training'),
      },
      start,
    );
  }

  /** After a failure: what is good is kept, and what never learned anything is forgotten. */
  async #tidyUp(failure: unknown): Promise<void> {
    const workspace = this.#workspace;
    if (!workspace.trained) return;
    const { history = [], batch = 0 } = this.#position ?? {};
    const hasLearned = history.length > 0 || (batch > 0 && isLoss(failure));
    if (this.#isFirst && !hasLearned) workspace.forget();
    else workspace.tellInfo(workspace.keep(this.#order.settings, await workspace.readNetwork()), this.outdated);
  }
}

function stoppedAt(position: TrainingPosition | undefined): TrainEnd {
  const history = position?.history ?? [];
  return {
    reason: 'stopped',
    epochs: history.length,
    seconds: position?.seconds ?? 0,
    testAccuracy: null,
    history,
  };
}
