/** Teaches a network corrections without unlearning the rest: what it is trained with, and what is kept of that. */
import type { LabelledImage } from '../shared/types.js';
import type { Random } from '../base/random.js';
import { pixelsOf, type Dataset, type Examples } from '../data/dataset.js';
import type { Engine, NetworkState } from '../engine/engine.js';
import { measure, type Measures, type Yardstick } from './measures.js';

/** The most images of the training set that take part. */
const MOST_KNOWN = 10_000;
/** Share of the corrections, all together, beside these. */
const SHARE = 0.1;
/** Copies of each correction: fewer would not stand out, more would teach nothing new. */
const COPIES = { least: 20, most: 400 };

/** How much accuracy corrections may cost on the held-out images, 0…1. */
const TOLERANCE = 0.003;
/** Shares of a fine-tuning that are tried when the whole of it costs more. */
const PARTS = [0.75, 0.5, 0.25, 0];

/**
 * Mixes copies of the corrections into a random part of the training set; all other images stay as they are.
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
  readonly #yardstick: Yardstick;
  readonly #before: NetworkState;
  readonly #accuracy: number;

  /** Measures the network as it is; aborting the signal rejects with its reason. */
  static async create(engine: Engine, yardstick: Yardstick, signal: AbortSignal): Promise<AccuracyGuard> {
    const accuracy = guardedOf(await measure(engine, yardstick, signal));
    return new AccuracyGuard(engine, yardstick, await engine.getState(), accuracy);
  }

  private constructor(engine: Engine, yardstick: Yardstick, before: NetworkState, accuracy: number) {
    this.#engine = engine;
    this.#yardstick = yardstick;
    this.#before = before;
    this.#accuracy = accuracy;
  }

  /**
   * Takes back as much of the fine-tuning as costs too much: parameters on the line between the network before and
   * after are those of a good network, too. M. Wortsman et al., “Robust fine-tuning of zero-shot models”, 2022,
   * https://arxiv.org/abs/2109.01903.
   *
   * @param reached by the network after the fine-tuning, by the same yardstick
   * @param signal aborting it rejects with its reason
   * @returns what the network reaches that the engine holds in the end
   */
  async limit(reached: Measures, signal: AbortSignal): Promise<Measures> {
    const least = this.#accuracy - TOLERANCE;
    if (guardedOf(reached) >= least) return reached;
    const after = await this.#engine.getState();
    let kept = reached;
    for (const part of PARTS) {
      const parameters = this.#before.parameters.map((value, i) => value + part * (after.parameters[i]! - value));
      await this.#engine.setState({ ...this.#before, parameters });
      kept = await measure(this.#engine, this.#yardstick, signal);
      if (guardedOf(kept) >= least) break;
    }
    return kept;
  }
}

/** The accuracy that is guarded: on images that are held out; where there are none, on those that were learned before. */
function guardedOf({ valAccuracy, trainAccuracy }: Measures): number {
  return valAccuracy ?? trainAccuracy;
}
