/** What the threads of a SIMD engine send each other. */
import type { Score, SimdKernels } from '../../../simd/kernels.js';
import type { NetworkState } from '../engine.js';

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

/** The engine to a thread: its part of a batch, possibly empty. */
export interface PartMessage {
  readonly kind: 'part';
  /** Counts the batches that are handed out. */
  readonly ticket: number;
  readonly pixels: Uint8Array<ArrayBuffer>;
  readonly labels: Uint8Array<ArrayBuffer>;
  /** Size of the whole batch. */
  readonly divisor: number;
}

/** How every thread moves its network once the gradients of a batch are complete. */
export interface Update {
  readonly learningRate: number;
  /** Counts from 1. */
  readonly step: number;
}

/** Every thread to every other, unless they share memory: the gradients of its part. */
export interface GradientsMessage extends Score {
  readonly kind: 'gradients';
  readonly ticket: number;
  /** Whose part it is. */
  readonly rank: number;
  /** Floats, flat like the parameters; null for an empty part. Belongs to the receiver now. */
  readonly buffer: ArrayBuffer | null;
  /** In the engine's own message only. */
  readonly update: Update | undefined;
}

export type ThreadRequest = StartMessage | JoinMessage | StateMessage | PartMessage | GradientsMessage;

/** A thread to the engine. An error means that the thread is of no more use. */
export type ThreadAnswer = { readonly kind: 'ready' } | GradientsMessage | Error;
