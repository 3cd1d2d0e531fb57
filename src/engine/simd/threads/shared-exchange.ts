/**
 * The exchange through shared memory, for pages that are cross-origin isolated. A thread sees what another has written
 * without being woken by a message, which at small batches is a good part of a step.
 */
import type { Network } from '../../../network/network.js';
import { parameterCountOf } from '../../../network/parameters.js';
import { imageBytesOf } from '../../check.js';
import { MOST_ALONG, WATCH, type Exchange, type Gathered, type PartResult, type SendOptions } from './exchange.js';

/** Longest sleep in milliseconds before the thread looks again. */
const SLEEP = 1000;

/** Loss, correct, number of gradients; learning rate, weight decay and step of the update. */
const NUMBERS = 6;
/** Of a part: number of images, divisor, and what dropout draws by: seed, step, first image. */
const PART_NUMBERS = 5;

type ResultNumbers = readonly [number, number, number, number, number, number];
type PartNumbers = readonly [number, number, number, number, number];

/** What a thread leaves for all others. */
interface Slot {
  readonly numbers: Float64Array;
  readonly gradients: Float32Array;
}

/** What the engine leaves for one thread: its part of the next batch. */
interface Inbox {
  readonly numbers: Float64Array;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** How many bytes a network's slots and inboxes have. */
function bytesOf(network: Network): { readonly slot: number; readonly inbox: number } {
  return {
    slot: NUMBERS * 8 + Math.ceil(parameterCountOf(network) / 2) * 8,
    inbox: PART_NUMBERS * 8 + MOST_ALONG * (imageBytesOf(network) + 1),
  };
}

/** The memory that threads exchange gradients through: who has written which ticket, then slots and inboxes. */
export function createSharedMemory(threads: number, network: Network): SharedArrayBuffer {
  const { slot, inbox } = bytesOf(network);
  return new SharedArrayBuffer(sequenceBytes(threads) + threads * 2 * (slot + inbox));
}

export class SharedExchange implements Exchange {
  readonly rank: number;
  /** By rank: one more than the last ticket that was written. */
  readonly #sequence: Int32Array;
  /** By rank. Two each: a thread may be one batch ahead of another, but never two. */
  readonly #slots: readonly (readonly [Slot, Slot])[];
  /** By rank, two each as well; only the engine writes them. */
  readonly #inboxes: readonly (readonly [Inbox, Inbox])[];
  readonly #peers: Set<number>;
  readonly #imageBytes: number;
  #oldest = 0;
  #waiting: number | undefined;

  /** @param memory of `createSharedMemory()` for this network, the same for all threads */
  constructor(rank: number, threads: number, memory: SharedArrayBuffer, network: Network) {
    const bytes = bytesOf(network);
    const gradientCount = parameterCountOf(network);
    const imageBytes = imageBytesOf(network);
    const ranks = Array.from({ length: threads }, (_, each) => each);
    const slot = (index: number): Slot => {
      const start = sequenceBytes(threads) + index * bytes.slot;
      return {
        numbers: new Float64Array(memory, start, NUMBERS),
        gradients: new Float32Array(memory, start + NUMBERS * 8, gradientCount),
      };
    };
    const inbox = (index: number): Inbox => {
      const start = sequenceBytes(threads) + threads * 2 * bytes.slot + index * bytes.inbox;
      const images = start + PART_NUMBERS * 8;
      return {
        numbers: new Float64Array(memory, start, PART_NUMBERS),
        pixels: new Uint8Array(memory, images, MOST_ALONG * imageBytes),
        labels: new Uint8Array(memory, images + MOST_ALONG * imageBytes, MOST_ALONG),
      };
    };
    this.rank = rank;
    this.#imageBytes = imageBytes;
    this.#sequence = new Int32Array(memory, 0, threads);
    this.#slots = ranks.map((each) => [slot(2 * each), slot(2 * each + 1)]);
    this.#inboxes = ranks.map((each) => [inbox(2 * each), inbox(2 * each + 1)]);
    this.#peers = new Set(ranks.filter((each) => each !== rank));
  }

  get missing(): readonly number[] {
    const ticket = this.#waiting;
    return ticket === undefined ? [] : [...this.#peers].filter((rank) => !this.#hasWritten(rank, ticket));
  }

  send(ticket: number, result: PartResult, { rank = this.rank, next }: SendOptions = {}): void {
    const { gradients, loss, correct, update } = result;
    const slot = this.#slots[rank]![ticket & 1]!;
    const { learningRate, weightDecay, step } = update ?? { learningRate: 0, weightDecay: 0, step: 0 };
    slot.numbers.set([loss, correct, gradients?.length ?? 0, learningRate, weightDecay, step]);
    if (gradients !== null) slot.gradients.set(gradients);
    if (rank === 0) this.#leaveParts(ticket, next);
    Atomics.store(this.#sequence, rank, ticket + 1);
    Atomics.notify(this.#sequence, rank);
  }

  async receive(ticket: number): Promise<Gathered | undefined> {
    this.#waiting = ticket;
    let until = performance.now() + WATCH;
    for (const rank of this.#peers) {
      while (this.#peers.has(rank) && !this.#hasWritten(rank, ticket)) {
        if (ticket < this.#oldest) break;
        if (performance.now() < until) continue;
        await this.#sleep(rank, ticket);
        until = performance.now() + WATCH;
      }
    }
    this.#waiting = undefined;
    if (ticket < this.#oldest) return undefined;
    this.#oldest = ticket + 1;
    return new Map([...this.#peers].map((rank) => [rank, this.#read(rank, ticket)]));
  }

  sendAgain(): void {
    // What one thread has seen, all see.
  }

  leave(rank: number): void {
    this.#peers.delete(rank);
    Atomics.notify(this.#sequence, rank);
  }

  forgetBefore(ticket: number): void {
    this.#oldest = ticket;
    for (const rank of this.#peers) Atomics.notify(this.#sequence, rank);
  }

  #hasWritten(rank: number, ticket: number): boolean {
    return Atomics.load(this.#sequence, rank) > ticket;
  }

  #read(rank: number, ticket: number): PartResult {
    const { numbers, gradients } = this.#slots[rank]![ticket & 1]!;
    const [loss, correct, count, learningRate, weightDecay, step] = numbers as unknown as ResultNumbers;
    return {
      loss,
      correct,
      gradients: count === 0 ? null : gradients.subarray(0, count),
      update: step === 0 ? undefined : { learningRate, weightDecay, step },
      next: rank === 0 ? this.#takePart(ticket) : undefined,
    };
  }

  #leaveParts(ticket: number, parts: SendOptions['next']): void {
    for (const rank of this.#peers) {
      const { numbers, pixels, labels } = this.#inboxes[rank]![ticket & 1]!;
      const part = parts?.[rank];
      if (part === undefined) {
        numbers.fill(0);
        continue;
      }
      const { seed, step, first } = part.draw;
      numbers.set([part.labels.length, part.divisor, seed, step, first]);
      pixels.set(part.pixels);
      labels.set(part.labels);
    }
  }

  #takePart(ticket: number): PartResult['next'] {
    const { numbers, pixels, labels } = this.#inboxes[this.rank]![ticket & 1]!;
    const [count, divisor, seed, step, first] = numbers as unknown as PartNumbers;
    if (divisor === 0) return undefined;
    return {
      pixels: pixels.subarray(0, count * this.#imageBytes),
      labels: labels.subarray(0, count),
      divisor,
      draw: { seed, step, first },
    };
  }

  /** Until the thread of that rank may have written, with messages handled meanwhile. */
  async #sleep(rank: number, ticket: number): Promise<void> {
    const seen = Atomics.load(this.#sequence, rank);
    if (seen > ticket) return;
    await Atomics.waitAsync(this.#sequence, rank, seen, SLEEP).value;
  }
}

/** Whether threads of this page can share memory (browsers show the class only then), and sleep until it changes. */
export function canShareMemory(): boolean {
  return typeof SharedArrayBuffer === 'function' && typeof Atomics.waitAsync === 'function';
}

function sequenceBytes(threads: number): number {
  return Math.ceil(threads / 2) * 8;
}
