/** The share of a batch that one thread computes. */
import type { Draw, Score, SimdNetwork } from './kernels.js';
import { yieldToEventLoop } from '../../base/yield-to-event-loop.js';
import type { Batch } from '../engine.js';

/** A thread's share of a batch, possibly empty. */
export interface Part extends Batch {
  /** Size of the whole batch. */
  readonly divisor: number;
  /** What dropout draws by; `first` is the number of the part's first image in the whole batch. */
  readonly draw: Required<Draw>;
}

/**
 * Images that one call of the kernels takes: about 6 ms of work for the default network, so that messages do not wait
 * longer. Batch normalisation takes the mean and variance of each call's images.
 */
export const PIECE = 256;

/**
 * How much smaller the first part is than the others: the thread that computes it also prepares the batches, hands them
 * out, and reports.
 */
const LESS = 1 / 16;

/**
 * Cuts a batch into `count` parts, the first a little smaller than the others, whose sizes differ by one at most. If
 * there are too few images, some parts are empty, but never the first.
 *
 * @param draw what dropout draws by; default: where there is none
 */
export function split(batch: Batch, count: number, draw: Draw = { seed: 0, step: 0 }): Part[] {
  const images = batch.labels.length;
  const first = count === 1 ? images : Math.max(1, Math.round((images * (1 - LESS)) / (count - LESS)));
  const end = (part: number): number => first + Math.round((part * (images - first)) / Math.max(1, count - 1));
  return Array.from({ length: count }, (_, part) => {
    const start = part === 0 ? 0 : end(part - 1);
    return { ...partOf(batch, start, end(part)), divisor: images, draw: { ...draw, first: start } };
  });
}

/** Images `start` to `end` of a batch, as windows on its memory. */
export function partOf({ pixels, labels }: Batch, start: number, end: number): Batch {
  const bytes = labels.length === 0 ? 0 : pixels.length / labels.length;
  return { pixels: pixels.subarray(start * bytes, end * bytes), labels: labels.subarray(start, end) };
}

/**
 * Leaves a part's gradients in the network. What fits into one call is done on return, so that it can be sent before
 * anything else gets its turn; more takes pauses for messages. An empty part leaves what was there.
 */
export function computePart(network: SimdNetwork, part: Part): Score | Promise<Score> {
  if (part.labels.length === 0) return { loss: 0, correct: 0 };
  const { pixels, labels, divisor, draw } = part;
  if (labels.length <= PIECE) return network.computeGradients(pixels, labels, divisor, false, draw);
  return computeInPieces(network, part);
}

async function computeInPieces(network: SimdNetwork, part: Part): Promise<Score> {
  const { divisor, draw } = part;
  const count = part.labels.length;
  const total = { loss: 0, correct: 0 };
  for (let start = 0; start < count; start += PIECE) {
    if (start > 0) await yieldToEventLoop();
    const { pixels, labels } = partOf(part, start, Math.min(start + PIECE, count));
    const first = draw.first + start;
    const { loss, correct } = network.computeGradients(pixels, labels, divisor, start > 0, { ...draw, first });
    total.loss += loss;
    total.correct += correct;
  }
  return total;
}
