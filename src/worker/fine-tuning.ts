/** Teaches a network corrections without unlearning the rest: what it is trained with, and what is kept of that. */
import type { Settings } from '../messages/settings.js';
import type { Evaluation, LabelledImage, TrainEnd } from '../shared/types.js';
import type { Random } from './base/random.js';
import { pixelsOf, type Dataset, type Examples } from './dataset/dataset.js';
import type { Engine, NetworkState } from './engine/engine.js';
import { evaluate } from './evaluation.js';

/** The most images of the training set that take part. */
const MOST_KNOWN = 10_000;
/** Share of the corrections, all together, beside these. */
const SHARE = 0.1;
/** Copies of each correction: fewer would not stand out, more would teach nothing new. */
const COPIES = { least: 20, most: 400 };

/** The recipe: a short training at a low rate, on images varied as drawings are. */
export const FINE_TUNING = {
  epochs: 3,
  batchSize: 64,
  optimizer: 'adam',
  learningRate: 0.001,
  schedule: 'one-cycle',
  weightDecay: 0,
  augment: 'drawn',
} as const satisfies Partial<Settings>;

/** How much test accuracy corrections may cost, 0…1. */
const TOLERANCE = 0.003;
/** Shares of a fine-tuning that are tried when the whole of it costs more. */
const PARTS = [0.75, 0.5, 0.25, 0];

/**
 * Mixes copies of the corrections into a random part of the training set; the test set stays as it is.
 *
 * @param corrections at least one
 */
export function mixCorrections(dataset: Dataset, corrections: readonly LabelledImage[], random: Random): Dataset {
  const { train, height, width } = dataset;
  const known = Math.min(train.count, MOST_KNOWN);
  const wanted = Math.round((known * SHARE) / corrections.length);
  const copies = Math.min(Math.max(wanted, COPIES.least), COPIES.most);
  const count = known + copies * corrections.length;
  const mixed: Examples = {
    count,
    pixels: new Uint8Array(count * height * width),
    labels: new Uint8Array(count),
  };
  for (let i = 0; i < known; i++) {
    const from = known === train.count ? i : random.integer(train.count);
    pixelsOf(mixed, i).set(pixelsOf(train, from));
    mixed.labels[i] = train.labels[from]!;
  }
  for (let i = known; i < count; i++) {
    const { pixels, index } = corrections[(i - known) % corrections.length]!;
    pixelsOf(mixed, i).set(pixels);
    mixed.labels[i] = index;
  }
  return { ...dataset, train: mixed };
}

/** Remembers a network, and limits what a fine-tuning may cost it. */
export class AccuracyGuard {
  readonly #engine: Engine;
  readonly #test: Examples;
  readonly #signal: AbortSignal;
  readonly #before: NetworkState;
  readonly #accuracy: number;

  /** Measures the network as it is; aborting the signal rejects with its reason, also in `limit()`. */
  static async create(engine: Engine, test: Examples, signal: AbortSignal): Promise<AccuracyGuard> {
    const { accuracy } = await evaluate(engine, test, signal);
    return new AccuracyGuard(engine, test, signal, await engine.getState(), accuracy);
  }

  private constructor(engine: Engine, test: Examples, signal: AbortSignal, before: NetworkState, accuracy: number) {
    this.#engine = engine;
    this.#test = test;
    this.#signal = signal;
    this.#before = before;
    this.#accuracy = accuracy;
  }

  /**
   * Takes back as much of the fine-tuning as costs too much: parameters on the line between the network before and
   * after are those of a good network, too. M. Wortsman et al., “Robust fine-tuning of zero-shot models”, 2022,
   * https://arxiv.org/abs/2109.01903.
   *
   * @param evaluation of the network after the fine-tuning
   * @returns that of the network which the engine holds in the end
   */
  async limit(evaluation: Evaluation): Promise<Evaluation> {
    const least = this.#accuracy - TOLERANCE;
    if (evaluation.accuracy >= least) return evaluation;
    const after = await this.#engine.getState();
    let kept = evaluation;
    for (const part of PARTS) {
      const parameters = this.#before.parameters.map((value, i) => value + part * (after.parameters[i]! - value));
      await this.#engine.setState({ ...this.#before, parameters });
      kept = await evaluate(this.#engine, this.#test, this.#signal);
      if (kept.accuracy >= least) break;
    }
    return kept;
  }
}

/** The end of a training whose network was changed once more afterwards. */
export function withEvaluation(end: TrainEnd, { accuracy, loss }: Evaluation): TrainEnd {
  const history = end.history.map((epoch, index) =>
    index === end.history.length - 1 ? { ...epoch, valAccuracy: accuracy, valLoss: loss } : epoch,
  );
  return { ...end, testAccuracy: accuracy, history };
}
