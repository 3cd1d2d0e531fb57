/** The helper threads of a SIMD engine: hands out the parts of batches, and exchanges gradients with those left. */
import type { Draw } from '../kernels.js';
import { isSameNetwork } from '../../../network/compare.js';
import type { Network } from '../../../network/network.js';
import type { Batch, NetworkState } from '../../engine.js';
import { MOST_ALONG, type Exchange, type Gathered, type PartResult } from './exchange.js';
import type { Helper } from './helper.js';
import { MessageExchange } from './message-exchange.js';
import { split, type Part } from '../part.js';
import { createSharedMemory, SharedExchange } from './shared-exchange.js';
import type { JoinMessage } from './thread-messages.js';

/** Milliseconds between two looks whether gradients have come. */
const TICK = 500;
/** How many looks may find some missing. */
const MOST_LOOKS = 7;
/** The look at which the helpers get what they themselves may wait for. */
const SEND_AGAIN = 2;

/** A batch that was handed out. */
export interface Assignment {
  readonly batch: Batch;
  readonly draw: Draw;
  readonly ticket: number;
  /** By rank; the first is the engine's own. */
  readonly parts: readonly Part[];
}

/** Ranks count from 1 in the order of the helpers; the engine itself has rank 0. */
export class Team {
  readonly #helpers: readonly Helper[];
  readonly #shares: boolean;
  /** Made anew for every network where it lies in shared memory. */
  #exchange: Exchange;
  /** Whose gradients the shared memory has room for. */
  #network: Network | undefined;
  #ticket = 0;
  #clock: ReturnType<typeof setInterval> | undefined;
  /** Looks that found gradients missing, and how many there may be. */
  #looks = 0;
  #mostLooks = MOST_LOOKS;

  /** @param share whether gradients go through shared memory */
  constructor(helpers: readonly Helper[], share: boolean) {
    this.#helpers = helpers;
    this.#shares = share && helpers.length > 0;
    this.#exchange = connect(this.#shares ? [] : helpers);
    for (const [i, helper] of helpers.entries()) helper.onLost = () => this.#exchange.leave(i + 1);
  }

  /** Helpers that are left. */
  get size(): number {
    return this.#helpers.filter(({ alive }) => alive).length;
  }

  /** Gives every helper a copy of the network. What was handed out before is void. */
  setState(state: NetworkState): void {
    const memory = this.#shares ? this.#renewMemory(state.network) : undefined;
    const ticket = this.#ticket;
    for (const [i, helper] of this.#helpers.entries()) {
      const place = memory && { rank: i + 1, threads: 1 + this.#helpers.length, memory };
      helper.postMessage({ kind: 'state', ticket, state, place }, []);
    }
  }

  /** Sends every helper its part of a batch. */
  handOut(batch: Batch, draw: Draw): Assignment {
    const assignment = this.#assign(batch, draw);
    this.#postParts(assignment);
    return assignment;
  }

  /**
   * Sends all helpers the engine's result, and their parts of the next batch, with which they begin as soon as they are
   * done with this one.
   *
   * @param draw what dropout draws by in the next batch
   */
  send(ticket: number, result: PartResult, upcoming: Batch | undefined, draw: Draw): Assignment | undefined {
    const assignment = upcoming && this.#assign(upcoming, draw);
    const fits = assignment?.parts.every(({ labels }) => labels.length <= MOST_ALONG) === true;
    this.#exchange.send(ticket, result, { next: fits ? assignment.parts : undefined });
    if (assignment !== undefined && !fits) this.#postParts(assignment);
    return assignment;
  }

  /** Sends the helpers that are left a result in the place of one that is gone. */
  sendFor(rank: number, ticket: number, result: PartResult): void {
    this.#exchange.send(ticket, result, { rank });
  }

  /**
   * The helpers' gradients. A helper is given up, and its gradients are left out, if it fails or does not answer within
   * 3 to 3.5 seconds and as long again as the engine took for its own part.
   *
   * @param taken milliseconds that the engine took
   */
  async receive(ticket: number, taken: number): Promise<Gathered> {
    this.#looks = 0;
    this.#mostLooks = MOST_LOOKS + Math.ceil(taken / TICK);
    if (this.size > 0) this.#clock ??= setInterval(() => this.#look(), TICK);
    return (await this.#exchange.receive(ticket)) ?? new Map();
  }

  /** Ends all helpers; a `receive()` under way resolves with what has come. */
  dispose(): void {
    this.#stopClock();
    for (const helper of this.#helpers) helper.fail(new Error('the thread was ended'));
  }

  #assign(batch: Batch, draw: Draw): Assignment {
    return { batch, draw, ticket: this.#ticket++, parts: split(batch, 1 + this.#helpers.length, draw) };
  }

  /** Memory for the gradients of another network than before; undefined where there is room for them. */
  #renewMemory(network: Network): SharedArrayBuffer | undefined {
    if (this.#network !== undefined && isSameNetwork(network, this.#network)) return undefined;
    this.#network = network;
    const threads = 1 + this.#helpers.length;
    const memory = createSharedMemory(threads, network);
    this.#exchange = new SharedExchange(0, threads, memory, network);
    for (const [i, { alive }] of this.#helpers.entries()) if (!alive) this.#exchange.leave(i + 1);
    return memory;
  }

  #postParts({ ticket, parts }: Assignment): void {
    for (const [i, helper] of this.#helpers.entries()) {
      if (!helper.alive) continue;
      const part = parts[i + 1]!;
      const pixels = new Uint8Array(part.pixels);
      const labels = new Uint8Array(part.labels);
      helper.postMessage({ kind: 'part', ticket, part: { ...part, pixels, labels } }, [pixels.buffer, labels.buffer]);
    }
  }

  /**
   * Looks are counted rather than time: after the device has slept, an answer gets its chance to come first. The clock
   * runs on between batches, because a new one for each costs a few percent of a step; it stops when there are none.
   */
  #look(): void {
    const { missing } = this.#exchange;
    if (missing.length === 0) {
      this.#stopClock();
      return;
    }
    this.#looks += 1;
    if (this.#looks === SEND_AGAIN) this.#exchange.sendAgain();
    if (this.#looks < this.#mostLooks) return;
    for (const rank of missing) this.#helpers[rank - 1]!.fail(new Error('the thread did not answer in time'));
  }

  #stopClock(): void {
    clearInterval(this.#clock);
    this.#clock = undefined;
  }
}

/** Lets the helpers and the engine reach each other by messages. */
function connect(helpers: readonly Helper[]): Exchange {
  const ways = helpers.map((): [rank: number, port: MessagePort][] => []);
  for (let one = 0; one < helpers.length; one++) {
    for (let other = one + 1; other < helpers.length; other++) {
      const { port1, port2 } = new MessageChannel();
      ways[one]!.push([other + 1, port1]);
      ways[other]!.push([one + 1, port2]);
    }
  }
  const exchange = new MessageExchange(
    0,
    helpers.map((helper, i) => [i + 1, helper]),
  );
  for (const [i, helper] of helpers.entries()) {
    const join: JoinMessage = { kind: 'join', rank: i + 1, peers: ways[i]! };
    helper.onPacket = (packet) => exchange.accept(packet);
    helper.postMessage(
      join,
      join.peers.map(([, port]) => port),
    );
  }
  return exchange;
}
