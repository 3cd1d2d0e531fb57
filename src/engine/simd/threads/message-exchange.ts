/** The exchange by messages, which works on every page: packets are buffers that change hands. */
import { yieldToEventLoop } from '../../../base/yield-to-event-loop.js';
import { WATCH, type Exchange, type Gathered, type PartResult, type SendOptions } from './exchange.js';
import { packetBytes, readPacket, writePacket } from './packet.js';

/** The way to another thread. */
export interface Peer {
  postMessage(packet: ArrayBuffer, transfer: Transferable[]): void;
}

interface Waiting {
  readonly ticket: number;
  readonly resolve: (gathered: Gathered | undefined) => void;
}

export class MessageExchange implements Exchange {
  readonly rank: number;
  readonly #peers: Map<number, Peer>;
  /** By ticket: a thread may be one batch ahead of another. */
  readonly #arrived = new Map<number, Map<number, PartResult>>();
  /** Buffers come with the others' results and go with one's own: none is allocated after the first batches. */
  readonly #buffers: ArrayBuffer[] = [];
  #oldest = 0;
  /** What was received last. */
  #last: { readonly ticket: number; readonly gathered: Gathered } | undefined;
  #waiting: Waiting | undefined;

  constructor(rank: number, peers: Iterable<readonly [rank: number, peer: Peer]>) {
    this.rank = rank;
    this.#peers = new Map(peers);
  }

  get missing(): readonly number[] {
    if (this.#waiting === undefined) return [];
    const arrived = this.#arrived.get(this.#waiting.ticket);
    return [...this.#peers.keys()].filter((rank) => arrived?.has(rank) !== true);
  }

  send(ticket: number, result: PartResult, { rank = this.rank, next }: SendOptions = {}): void {
    for (const [to, peer] of this.#peers) {
      if (to === rank) continue;
      const packet = { ...result, ticket, rank, next: next?.[to] };
      const buffer = this.#takeBuffer(packetBytes(packet));
      writePacket(buffer, packet);
      peer.postMessage(buffer, [buffer]);
    }
  }

  /** Takes in the packet that another thread sent. */
  accept(buffer: ArrayBuffer): void {
    const { ticket, rank, ...result } = readPacket(buffer);
    if (ticket < this.#oldest) {
      this.#buffers.push(buffer);
      return;
    }
    let arrived = this.#arrived.get(ticket);
    if (arrived === undefined) this.#arrived.set(ticket, (arrived = new Map<number, PartResult>()));
    arrived.set(rank, result);
    this.#settleIfComplete();
  }

  receive(ticket: number): Promise<Gathered | undefined> {
    if (ticket < this.#oldest) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      this.#waiting = { ticket, resolve };
      this.#settleIfComplete();
      void this.#stayAwake(this.#waiting);
    });
  }

  sendAgain(): void {
    if (this.#last === undefined) return;
    const { ticket, gathered } = this.#last;
    for (const [rank, result] of gathered) this.send(ticket, result, { rank });
  }

  leave(rank: number): void {
    this.#peers.delete(rank);
    this.#settleIfComplete();
  }

  forgetBefore(ticket: number): void {
    this.#oldest = ticket;
    for (const [old, arrived] of this.#arrived) {
      if (old >= ticket) continue;
      this.#recycle(arrived);
      this.#arrived.delete(old);
    }
    if (this.#waiting !== undefined && this.#waiting.ticket < ticket) this.#settle(undefined);
  }

  /** A thread that is always at something hears a message at once. */
  async #stayAwake(waiting: Waiting | undefined): Promise<void> {
    const until = performance.now() + WATCH;
    while (waiting !== undefined && this.#waiting === waiting && performance.now() < until) await yieldToEventLoop();
  }

  #settleIfComplete(): void {
    if (this.#waiting === undefined || this.missing.length > 0) return;
    const { ticket } = this.#waiting;
    const gathered = this.#arrived.get(ticket) ?? new Map<number, PartResult>();
    this.#arrived.delete(ticket);
    this.#oldest = ticket + 1;
    if (this.#last !== undefined) this.#recycle(this.#last.gathered);
    this.#last = { ticket, gathered };
    this.#settle(gathered);
  }

  #recycle(gathered: Gathered): void {
    for (const { gradients } of gathered.values()) {
      if (gradients !== null) this.#buffers.push(gradients.buffer as ArrayBuffer);
    }
  }

  #settle(gathered: Gathered | undefined): void {
    const resolve = this.#waiting?.resolve;
    this.#waiting = undefined;
    resolve?.(gathered);
  }

  #takeBuffer(bytes: number): ArrayBuffer {
    const fitting = this.#buffers.findIndex(({ byteLength }) => byteLength >= bytes);
    return fitting < 0 ? new ArrayBuffer(bytes) : this.#buffers.splice(fitting, 1)[0]!;
  }
}
