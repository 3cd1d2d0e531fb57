/**
 * The exchange through shared memory, for pages that are cross-origin isolated. A thread sees what another has written
 * without being woken by a message, which at small batches is a good part of a step.
 */
import { parameterCountOf } from '../../../shared/model.js';
import type { Exchange, Gathered, PartResult } from './exchange.js';

/**
 * Milliseconds for which a thread watches for the others' gradients before it goes to sleep. Others are rarely later
 * than this, and waking up takes longer than most waits.
 */
const WATCH = 0.5;

/** Longest sleep in milliseconds before the thread looks again. */
const SLEEP = 1000;

/** Loss, correct, number of gradients, learning rate, step. */
const NUMBERS = 5;

const MOST_GRADIENTS = Math.max(parameterCountOf('cnn'), parameterCountOf('dense'));
const SLOT = NUMBERS * 8 + Math.ceil(MOST_GRADIENTS / 2) * 8;

interface Slot {
  readonly numbers: Float64Array;
  readonly gradients: Float32Array;
}

/** The memory that threads exchange gradients through: who has written which ticket, then two slots for each thread. */
export function createSharedMemory(threads: number): SharedArrayBuffer {
  return new SharedArrayBuffer(sequenceBytes(threads) + threads * 2 * SLOT);
}

export class SharedExchange implements Exchange {
  readonly rank: number;
  /** By rank: one more than the last ticket that was written. */
  readonly #sequence: Int32Array;
  /** By rank. Two each: a thread may be one batch ahead of another, but never two. */
  readonly #slots: readonly (readonly [Slot, Slot])[];
  readonly #peers: Set<number>;
  #oldest = 0;
  #waiting: number | undefined;

  /** @param memory of `createSharedMemory()`, the same for all threads */
  constructor(rank: number, threads: number, memory: SharedArrayBuffer) {
    const ranks = Array.from({ length: threads }, (_, each) => each);
    const slot = (index: number): Slot => {
      const start = sequenceBytes(threads) + index * SLOT;
      return {
        numbers: new Float64Array(memory, start, NUMBERS),
        gradients: new Float32Array(memory, start + NUMBERS * 8, MOST_GRADIENTS),
      };
    };
    this.rank = rank;
    this.#sequence = new Int32Array(memory, 0, threads);
    this.#slots = ranks.map((each) => [slot(2 * each), slot(2 * each + 1)]);
    this.#peers = new Set(ranks.filter((each) => each !== rank));
  }

  get missing(): readonly number[] {
    const ticket = this.#waiting;
    return ticket === undefined ? [] : [...this.#peers].filter((rank) => !this.#hasWritten(rank, ticket));
  }

  send(ticket: number, { gradients, loss, correct, update }: PartResult, rank: number = this.rank): void {
    const slot = this.#slots[rank]![ticket & 1]!;
    slot.numbers.set([loss, correct, gradients?.length ?? 0, update?.learningRate ?? 0, update?.step ?? 0]);
    if (gradients !== null) slot.gradients.set(gradients);
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

  release(): void {
    // The next but one batch overwrites the slots.
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
    const [loss, correct, count, learningRate, step] = numbers as unknown as [number, number, number, number, number];
    return {
      loss,
      correct,
      gradients: count === 0 ? null : gradients.subarray(0, count),
      update: step === 0 ? undefined : { learningRate, step },
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
