/** The SIMD engine: this project's own WebAssembly kernels, one call for a whole training step. */
import { describe, MnistError } from '../../shared/errors.js';
import { IMAGE_BYTES } from '../../shared/model.js';
import { loadSimdKernels, SimdNetwork, type SimdKernels } from '../../simd/kernels.js';
import { breathe } from '../breathe.js';
import type { Batch, BatchMetrics, Engine, NetworkState } from './engine.js';

/** Images computed without reading messages: about 8 ms of work. */
const PIECE = 256;

// Beside the worker script, wherever that came from; bundlers find the files by these expressions.
const SOURCES = {
  plain: new URL('./simd.wasm', import.meta.url),
  relaxed: new URL('./simd-relaxed.wasm', import.meta.url),
};

/** @throws MnistError `backend-unavailable` where WebAssembly SIMD is missing, `engine-failed` if it cannot be loaded */
export async function createSimdEngine(_threads: number | 'auto'): Promise<Engine> {
  return new SimdEngine(await loadKernels());
}

async function loadKernels(): Promise<SimdKernels> {
  try {
    return await loadSimdKernels(SOURCES);
  } catch (error) {
    throw new MnistError('backend-unavailable', `The simd backend cannot run here: ${describe(error)}`, error);
  }
}

class SimdEngine implements Engine {
  readonly backend = 'simd';
  readonly device: string;
  readonly readBackInterval = 0;
  readonly #kernels: SimdKernels;
  #network: SimdNetwork | undefined;
  #step = 0;
  #metrics: BatchMetrics[] = [];

  constructor(kernels: SimdKernels) {
    this.#kernels = kernels;
    this.device = `WebAssembly ${kernels.level === 'relaxed' ? 'relaxed SIMD' : 'SIMD'}, 1 thread`;
  }

  async setState(state: NetworkState): Promise<void> {
    let network = this.#network;
    if (network?.model !== state.model) network = await SimdNetwork.create(this.#kernels, state.model, PIECE);
    network.parameters.set(state.parameters);
    network.firstMoment.set(state.firstMoment);
    network.secondMoment.set(state.secondMoment);
    this.#network = network;
    this.#step = state.step;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- other engines have to wait
  async getState(): Promise<NetworkState> {
    const { model, parameters, firstMoment, secondMoment } = this.#requireNetwork();
    return {
      model,
      parameters: parameters.slice(),
      firstMoment: firstMoment.slice(),
      secondMoment: secondMoment.slice(),
      step: this.#step,
    };
  }

  async trainBatch({ pixels, labels }: Batch, learningRate: number): Promise<void> {
    const network = this.#requireNetwork();
    const count = labels.length;
    let { loss, correct } = network.computeGradients(
      pixels.subarray(0, PIECE * IMAGE_BYTES),
      labels.subarray(0, PIECE),
      count,
    );
    if (count > PIECE) {
      const sum = network.gradients.slice();
      for (let start = PIECE; start < count; start += PIECE) {
        await breathe();
        const score = network.computeGradients(
          pixels.subarray(start * IMAGE_BYTES, (start + PIECE) * IMAGE_BYTES),
          labels.subarray(start, start + PIECE),
          count,
        );
        loss += score.loss;
        correct += score.correct;
        network.gradients.forEach((gradient, i) => (sum[i]! += gradient));
      }
      network.gradients.set(sum);
    }
    this.#step += 1;
    network.applyAdam(learningRate, this.#step);
    this.#metrics.push({ loss: loss / count, accuracy: correct / count });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- other engines have to wait
  async takeMetrics(): Promise<readonly BatchMetrics[]> {
    return this.#metrics.splice(0);
  }

  async predict(pixels: Uint8Array): Promise<Float32Array> {
    const network = this.#requireNetwork();
    const count = pixels.length / IMAGE_BYTES;
    if (count <= PIECE) return network.predict(pixels);
    const probabilities = new Float32Array(count * 10);
    for (let start = 0; start < count; start += PIECE) {
      const piece = pixels.subarray(start * IMAGE_BYTES, (start + PIECE) * IMAGE_BYTES);
      probabilities.set(network.predict(piece), start * 10);
      await breathe();
    }
    return probabilities;
  }

  dispose(): void {
    this.#network = undefined;
  }

  #requireNetwork(): SimdNetwork {
    if (this.#network === undefined) throw new MnistError('internal', 'The engine holds no network.');
    return this.#network;
  }
}
