/**
 * Which pixels a network was trained on. No file tells it, and networks that are fed others read next to nothing right, so
 * it is found out on pictures whose classes are known.
 */
import type { PixelRangeName } from '../../shared/types.js';
import { withScaling, type Scaling, type TrainedNetwork } from './scaling.js';

/** Numbers for paper and for full ink. */
export interface PixelRange extends Scaling {
  readonly name: PixelRangeName;
}

/** Pictures as the engines take them, and what they show. */
export interface LabelledPictures {
  /** [count, height, width] bytes, 0 is paper and 255 full ink. */
  readonly pixels: Uint8Array;
  /** [count] classes from 0. */
  readonly labels: ArrayLike<number>;
}

/** Class probabilities [count, classes] that a network gives for pictures. */
export type Predict = (trained: TrainedNetwork, pixels: Uint8Array) => Promise<ArrayLike<number>>;

export interface FoundRange {
  readonly range: PixelRange;
  /** The network for pixels from 0 to 1. */
  readonly trained: TrainedNetwork;
  /** Share of the pictures that it reads right. */
  readonly accuracy: number;
  /** False when naming the most frequent class every time would do as well: then the range is a guess. */
  readonly isBetterThanChance: boolean;
  /** What was found, or a warning; an English sentence. */
  readonly note: string;
}

/** Dark ink on white paper as well as white on black, the usual ones first. */
export const PIXEL_RANGES: readonly PixelRange[] = [
  { name: '0–1', scale: 1, offset: 0 },
  { name: '0–255', scale: 255, offset: 0 },
  { name: '−1–1', scale: 2, offset: -1 },
  { name: '1–0', scale: -1, offset: 1 },
  { name: '255–0', scale: -255, offset: 255 },
  { name: '1–−1', scale: -2, offset: 1 },
];

const [UNIT, BYTES] = PIXEL_RANGES as readonly [PixelRange, PixelRange];
/** Bytes are brought to numbers of about 1 before they are computed with; by mean and deviation, to at most 3. */
const MOST_BROUGHT_TO = 4;

/** By so much less may be read right, and the range still be the right one: a ReLU network without biases reads as well. */
const TIE = 0.02;
/**
 * By so many times less may its loss be, and an earlier range still be the right one: a network that has learned little is
 * less sure than it could be, and nearer to the truth with twice the ink than with what it has learned from.
 */
const CLEAR = 1.5;
/** Standard deviations above chance. */
const SIGNIFICANT = 3;
/**
 * Share of the truth that is given to all classes alike. Without it, a network that is fed 255 times what it expects and
 * still reads all pictures right would be the best for being the surest. C. Szegedy et al., “Rethinking the Inception
 * architecture for computer vision”, 2016.
 */
const SMOOTHING = 0.001;
/** Keeps a class that a network rules out from having an infinite logarithm. */
const LEAST = 1e-30;

/**
 * The range that a model tells of by what it does to its pixels first: whoever divides them by about 255 gets bytes.
 *
 * @param rescaling of its own, which is part of the network
 */
export function rangeSaidBy({ scale }: Scaling): PixelRange {
  return 255 * Math.abs(scale) <= MOST_BROUGHT_TO ? BYTES : UNIT;
}

/**
 * Tries all ranges. Of those that read as many pictures right, give or take a little, it is the one whose probabilities
 * are nearest to the truth, if by far: others make a network far too sure, or not sure at all.
 *
 * @param trained as it was read
 * @param pictures of the network's size and classes; some hundred are enough
 * @param predict is asked once for each range, one after another; the networks may differ in their layers
 */
export async function findPixelRange(
  trained: TrainedNetwork,
  pictures: LabelledPictures,
  predict: Predict,
): Promise<FoundRange> {
  const tries = [];
  for (const range of PIXEL_RANGES) {
    const scaled = withScaling(trained, range);
    const probabilities = await predict(scaled, pictures.pixels);
    tries.push({ range, trained: scaled, ...measure(probabilities, pictures.labels, trained.network.classes) });
  }
  const most = Math.max(...tries.map(({ accuracy }) => accuracy));
  const ties = tries.filter(({ accuracy }) => accuracy >= most - TIE);
  const least = Math.min(...ties.map(({ loss }) => loss));
  const best = ties.find(({ loss }) => loss <= CLEAR * least);
  const { range, accuracy } = best!;
  const isBetterThanChance = isAboveChance(accuracy, pictures.labels);
  const share = `${(100 * accuracy).toFixed(1)} %`;
  const note = isBetterThanChance
    ? `It takes pixels of ${range.name} and reads ${share} of ${pictures.labels.length} pictures right.`
    : `Whatever range its pixels have, it reads no more pictures right than chance (${share} of ${pictures.labels.length}): it may have been trained on others, or on other classes.`;
  return { range, trained: best!.trained, accuracy, isBetterThanChance, note };
}

/** Share of the pictures that are read right, and mean cross-entropy with the smoothed truth. */
function measure(probabilities: ArrayLike<number>, labels: ArrayLike<number>, classes: number) {
  let right = 0;
  let loss = 0;
  for (let i = 0; i < labels.length; i++) {
    const logs = Array.from({ length: classes }, (_, c) => Math.log(Math.max(probabilities[i * classes + c]!, LEAST)));
    const ofLabel = logs[labels[i]!] ?? Math.log(LEAST);
    if (logs.indexOf(Math.max(...logs)) === labels[i]) right += 1;
    loss -= (1 - SMOOTHING) * ofLabel + (SMOOTHING / classes) * logs.reduce((sum, log) => sum + log, 0);
  }
  // What overflows is far from the truth.
  return { accuracy: right / labels.length, loss: Number.isFinite(loss) ? loss / labels.length : Number.MAX_VALUE };
}

/** By the normal approximation of how many a guess at the most frequent class reads right. */
function isAboveChance(accuracy: number, labels: ArrayLike<number>): boolean {
  const counts = new Map<number, number>();
  for (const label of Array.from(labels)) counts.set(label, (counts.get(label) ?? 0) + 1);
  const chance = Math.max(...counts.values()) / labels.length;
  return accuracy > chance + SIGNIFICANT * Math.sqrt((chance * (1 - chance)) / labels.length);
}
