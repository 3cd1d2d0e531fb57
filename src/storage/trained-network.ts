/** What goes into files: a network, what it has learned, and what its classes are called. */
import type { Network } from '../network/network.js';

export interface TrainedNetwork {
  readonly network: Network;
  /** Flat, in the order of `parameterTensorsOf(network)`. */
  readonly parameters: Float32Array;
  /** One name for each class. */
  readonly labels: readonly string[];
}
