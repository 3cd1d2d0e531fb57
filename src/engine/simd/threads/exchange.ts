/** How threads that train copies of one network tell each other the gradients of their parts of a batch. */
import type { Score, SimdNetwork } from '../kernels.js';
import type { Part } from '../part.js';
import type { Update } from './thread-messages.js';

/** What a thread made of its part. */
export interface PartResult extends Score {
  /** Flat like the parameters; null for an empty part. */
  readonly gradients: Float32Array | null;
  /** How everybody moves the network; in the engine's own result only. */
  readonly update?: Update | undefined;
  /** The receiver's part of the next batch, if it comes along; in the engine's own result only. */
  readonly next?: Part | undefined;
}

/** The results of a batch's parts by rank, but without one's own. */
export type Gathered = ReadonlyMap<number, PartResult>;

/** What goes along with a result. */
export interface SendOptions {
  /** Whose result it is. Default: one's own. */
  readonly rank?: number;
  /** Everybody's parts of the next batch by rank, of at most `MOST_ALONG` images each. */
  readonly next?: readonly Part[] | undefined;
}

/** The most images of a part that goes along with a result; there is room for so many in shared memory. */
export const MOST_ALONG = 256;

/**
 * Milliseconds for which a thread stays awake for the others' gradients. Others are rarely later than this, and waking
 * up takes longer than most waits.
 */
export const WATCH = 0.5;

/** One thread's place in the exchange. Every thread sends its gradients to all others and waits for theirs. */
export interface Exchange {
  /** Number of the thread's own part. */
  readonly rank: number;
  /** Those who have not sent their gradients for the batch that is waited for. */
  readonly missing: readonly number[];
  /** Sends everybody a result. */
  send(ticket: number, result: PartResult, options?: SendOptions): void;
  /**
   * Resolves with the results of all others, or of those that are left; with undefined once the ticket is void. Tickets
   * only rise. The arrays hold until the next ticket's results are there.
   */
  receive(ticket: number): Promise<Gathered | undefined>;
  /**
   * Sends everybody the results received last once more: a thread that ended while it sent them reached some threads
   * only, and the others wait for them in vain.
   */
  sendAgain(): void;
  /** Goes on without a thread. */
  leave(rank: number): void;
  /** Makes every earlier ticket void. */
  forgetBefore(ticket: number): void;
}

/**
 * Adds the others' gradients to the network's own in the order of ranks, so that every thread gets the same bits.
 *
 * @param rank of the network's own part
 * @param isEmpty whether that part had no images
 */
export function addInOrder(network: SimdNetwork, rank: number, isEmpty: boolean, gathered: Gathered): void {
  const others = [...gathered]
    .flatMap(([from, { gradients }]) => (gradients === null ? [] : [{ from, gradients }]))
    .sort((a, b) => a.from - b.from);
  const before = others.filter(({ from }) => from < rank).length;
  if (!isEmpty && before <= 1) {
    // The first two may change places: a + b is b + a to the last bit.
    for (const { gradients } of others) network.addGradients(gradients);
    return;
  }
  const own = isEmpty ? [] : [{ from: rank, gradients: network.gradients.slice() }];
  const [first, ...rest] = [...others.slice(0, before), ...own, ...others.slice(before)];
  network.gradients.set(first!.gradients);
  for (const { gradients } of rest) network.addGradients(gradients);
}
