/** An engine that nothing has to be learned for: it takes an image for the class that its first pixel names. */
import { parseNetwork } from '../../src/network/parse.js';
import { Random } from '../../src/base/random.js';
import type { Examples } from '../../src/data/dataset.js';
import type { Batch, BatchMetrics, Engine, NetworkState, StepOptions } from '../../src/engine/engine.js';
import { initialNetwork } from '../../src/engine/initial-network.js';

const SIDE = 28;
const IMAGE_BYTES = SIDE * SIDE;
const CLASS_COUNT = 10;

/** What it gives to the class that it names; the others share the rest. */
export const CONFIDENCE = 0.91;
const REST = (1 - CONFIDENCE) / (CLASS_COUNT - 1);

export class FirstPixelEngine implements Engine {
  readonly backend = 'cpu';
  readonly device = 'first pixel';
  readonly readBackInterval = 0;
  /** Of every batch so far. */
  readonly rates: number[] = [];
  #metrics: BatchMetrics[] = [];
  #state = initialNetwork(parseNetwork('linear', { height: SIDE, width: SIDE }, CLASS_COUNT), new Random(1));

  setState(state: NetworkState): Promise<void> {
    this.#state = state;
    return Promise.resolve();
  }

  getState(): Promise<NetworkState> {
    return Promise.resolve({ ...this.#state, step: this.rates.length });
  }

  trainBatch(_batch: Batch, { learningRate }: StepOptions): Promise<void> {
    this.rates.push(learningRate);
    this.#metrics.push({ loss: 1, accuracy: 0.5 });
    return Promise.resolve();
  }

  takeMetrics(): Promise<readonly BatchMetrics[]> {
    return Promise.resolve(this.#metrics.splice(0));
  }

  predict(pixels: Uint8Array): Promise<Float32Array> {
    const probabilities = new Float32Array((pixels.length / IMAGE_BYTES) * CLASS_COUNT).fill(REST);
    for (let image = 0; image * IMAGE_BYTES < pixels.length; image++) {
      probabilities[image * CLASS_COUNT + pixels[image * IMAGE_BYTES]!] = CONFIDENCE;
    }
    return Promise.resolve(probabilities);
  }

  dispose(): void {
    this.#metrics = [];
  }
}

/** Images that it takes for the classes `read`, while they are of the classes `labels`. */
export function examplesOf(labels: readonly number[], read: readonly number[]): Examples {
  const pixels = new Uint8Array(labels.length * IMAGE_BYTES);
  read.forEach((label, image) => (pixels[image * IMAGE_BYTES] = label));
  return { count: labels.length, pixels, labels: Uint8Array.from(labels) };
}
