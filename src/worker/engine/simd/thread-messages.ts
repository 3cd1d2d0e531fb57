/** What the threads of a SIMD engine send each other. */
import type { SimdKernels } from '../../../simd/kernels.js';
import type { NetworkState } from '../engine.js';
import type { Part } from './part.js';

/** The engine to a new thread, which answers `ready`: the compiled kernels. */
export interface StartMessage {
  readonly kind: 'start';
  readonly kernels: SimdKernels;
}

/** The engine to a thread: its number among the threads, of which the engine's is 0, and how it reaches the others. */
export interface JoinMessage {
  readonly kind: 'join';
  readonly rank: number;
  readonly way: SharedWay | MessageWay;
}

/** Memory of `createSharedMemory()`. */
export interface SharedWay {
  readonly threads: number;
  readonly memory: SharedArrayBuffer;
}

/** Ports to all but the engine, which is reached as every worker reaches who made it. */
export interface MessageWay {
  readonly peers: readonly (readonly [rank: number, port: MessagePort])[];
}

/** The engine to a thread: the network to train from now on. What was handed out under earlier tickets is void. */
export interface StateMessage {
  readonly kind: 'state';
  readonly ticket: number;
  readonly state: NetworkState;
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
  /** Counts from 1. */
  readonly step: number;
}

/** An `ArrayBuffer` is a packet, see `packet.ts`; every thread sends one to every other, unless they share memory. */
export type ThreadRequest = StartMessage | JoinMessage | StateMessage | PartMessage | ArrayBuffer;

/** A thread to the engine. An error means that the thread is of no more use. */
export type ThreadAnswer = { readonly kind: 'ready' } | ArrayBuffer | Error;
