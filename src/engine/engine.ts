/** What every engine offers: one network with its optimizer, trained a mini-batch at a time. */
import type { NetworkState } from '../messages/checkpoint.js';
import type { Backend } from '../shared/types.js';

export type { NetworkState } from '../messages/checkpoint.js';

/** A mini-batch as bytes: `pixels` holds count × height × width values 0…255, `labels` count class indices. */
export interface Batch {
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** How a batch moves the network. */
export interface StepOptions {
  /** At least 0. */
  readonly learningRate: number;
  /** L2, 0…1; see `optimizer/weight-decay.ts`. Default: 0. */
  readonly weightDecay?: number;
  /** What dropout draws by, with the number of steps before this one; a whole number. Default: 0. */
  readonly seed?: number;
}

/** Mean loss and accuracy of one mini-batch, before its update. */
export interface BatchMetrics {
  readonly loss: number;
  readonly accuracy: number;
}

/** A network on a device. Calls must not overlap, except that `predict` may run between two `trainBatch`. */
export interface Engine {
  readonly backend: Backend;
  /** Name of what computes: `WebAssembly relaxed SIMD`, or that of the GPU. */
  readonly device: string;
  /** How many threads compute, where they can be counted. */
  readonly threads?: number;
  /** Replaces the network and the optimizer's state by a copy of these. */
  setState(state: NetworkState): Promise<void>;
  /** A copy of the network and the optimizer's state. */
  getState(): Promise<NetworkState>;
  /**
   * One step of the optimizer. It may return before the device has finished, but never runs ahead by more than about
   * 50 ms. The batch must not change before it has returned.
   *
   * Batch normalisation takes the mean and variance of the images that are computed together, as trainers that divide
   * their batches do: of a thread's part, and of 256 images of one that is larger. Other layers do not notice.
   *
   * @param upcoming the batch that will be trained next, if it is ready: threads begin it without being asked again. It
   *   must not change before it has been trained.
   */
  trainBatch(batch: Batch, options: StepOptions, upcoming?: Batch): Promise<void>;
  /**
   * Metrics of every batch trained since the last call, in order; waits for the device. On a GPU this costs a read-back:
   * wait `readBackInterval` between calls.
   */
  takeMetrics(): Promise<readonly BatchMetrics[]>;
  /** Milliseconds that should pass between two `takeMetrics`: 0 where they are free. */
  readonly readBackInterval: number;
  /** Probabilities, count × classes, of count × height × width bytes. Any count; large ones are split inside. */
  predict(pixels: Uint8Array): Promise<Float32Array>;
  /** Frees everything. The engine cannot be used afterwards. */
  dispose(): void;
}
