/** What the threads of a SIMD engine send each other. */
import type { SimdKernels } from '../load-kernels.js';
import type { Network } from '../../../network/network.js';
import type { NetworkState } from '../../engine.js';
import type { Part } from '../part.js';

/** The engine to a new thread, which answers `ready`: the compiled kernels, and the network that they will compute. */
export interface StartMessage {
  readonly kind: 'start';
  readonly kernels: SimdKernels;
  readonly network: Network;
}

/**
 * The engine to a thread that exchanges gradients by messages: its number among the threads, of which the engine's is 0,
 * and ports to all but the engine, which is reached as every worker reaches who made it.
 */
export interface JoinMessage {
  readonly kind: 'join';
  readonly rank: number;
  readonly peers: readonly (readonly [rank: number, port: MessagePort])[];
}

/** A thread's place in the memory through which gradients are exchanged: one of `createSharedMemory()`. */
export interface SharedPlace {
  readonly rank: number;
  readonly threads: number;
  readonly memory: SharedArrayBuffer;
}

/** The engine to a thread: the network to train from now on. What was handed out under earlier tickets is void. */
export interface StateMessage {
  readonly kind: 'state';
  readonly ticket: number;
  readonly state: NetworkState;
  /** Where its gradients go from now on; undefined: by messages, or where they went before. */
  readonly place?: SharedPlace | undefined;
}

/** The engine to a thread: its part of a batch, where that does not come along with the result of the batch before. */
export interface PartMessage {
  readonly kind: 'part';
  /** Counts the batches that are handed out. */
  readonly ticket: number;
  readonly part: Part;
}

/** How every thread moves its network once the gradients of a batch are complete. */
export interface Update {
  readonly learningRate: number;
  readonly weightDecay: number;
  /** Counts from 1. */
  readonly step: number;
}

/** An `ArrayBuffer` is a packet, see `packet.ts`; every thread sends one to every other, unless they share memory. */
export type ThreadRequest = StartMessage | JoinMessage | StateMessage | PartMessage | ArrayBuffer;

/** A thread to the engine. An error means that the thread is of no more use. */
export type ThreadAnswer = { readonly kind: 'ready' } | ArrayBuffer | Error;
