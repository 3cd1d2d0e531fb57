/** The SIMD engine: this project's own WebAssembly kernels, on the thread that made it or on several, see teamwork.ts. */
import { SimdNetwork } from './kernels.js';
import type { SimdKernels } from './load-kernels.js';
import { isSameNetwork } from '../../network/compare.js';
import { DEFAULT_OPTIMIZER, type OptimizerName } from '../../optimizer/optimizers.js';
import { MnistError } from '../../shared/errors.js';
import { yieldToEventLoop } from '../../base/yield-to-event-loop.js';
import { checkBatch, checkImages, checkState, imageBytesOf } from '../check.js';
import type { Batch, BatchMetrics, Engine, NetworkState, StepOptions } from '../engine.js';
import { computePart, PIECE, split } from './part.js';
import type { Teamwork } from './threads/teamwork.js';

export class SimdEngine implements Engine {
  readonly backend = 'simd';
  readonly readBackInterval = 0;
  readonly #kernels: SimdKernels;
  readonly #teamwork: Teamwork | undefined;
  #network: SimdNetwork | undefined;
  #optimizer: OptimizerName = DEFAULT_OPTIMIZER;
  #step = 0;
  #metrics: BatchMetrics[] = [];

  /** @param teamwork with other threads, which the engine ends; default: it computes alone */
  constructor(kernels: SimdKernels, teamwork?: Teamwork) {
    this.#kernels = kernels;
    this.#teamwork = teamwork;
  }

  get device(): string {
    return `WebAssembly ${this.#kernels.level === 'relaxed' ? 'relaxed SIMD' : 'SIMD'}`;
  }

  get threads(): number {
    return this.#teamwork?.threads ?? 1;
  }

  async setState(state: NetworkState): Promise<void> {
    checkState(state);
    let network = this.#network;
    if (network === undefined || !isSameNetwork(network.network, state.network)) {
      network = await SimdNetwork.create(this.#kernels, state.network, PIECE);
    }
    network.parameters.set(state.parameters);
    network.optimizerState(state.optimizer).set(state.optimizerState);
    this.#network = network;
    this.#optimizer = state.optimizer;
    this.#step = state.step;
    this.#teamwork?.setState(state);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- other engines have to wait
  async getState(): Promise<NetworkState> {
    return this.#copyState(this.#requireNetwork());
  }

  async trainBatch(batch: Batch, options: StepOptions, upcoming?: Batch): Promise<void> {
    const network = this.#requireNetwork();
    checkBatch(network.network, batch);
    if (upcoming !== undefined) checkBatch(network.network, upcoming);
    const count = batch.labels.length;
    const { learningRate, weightDecay = 0, seed = 0 } = options;
    const update = { learningRate, weightDecay, step: this.#step + 1 };
    const scores =
      this.#teamwork === undefined
        ? [await computePart(network, split(batch, 1, { seed, step: this.#step })[0]!)]
        : await this.#teamwork.computeGradients({ network, batch, seed, update, upcoming }, () =>
            this.#copyState(network),
          );
    network.update(this.#optimizer, learningRate, update.step, weightDecay);
    this.#step = update.step;
    this.#metrics.push({
      loss: scores.reduce((sum, { loss }) => sum + loss, 0) / count,
      accuracy: scores.reduce((sum, { correct }) => sum + correct, 0) / count,
    });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- other engines have to wait
  async takeMetrics(): Promise<readonly BatchMetrics[]> {
    return this.#metrics.splice(0);
  }

  async predict(pixels: Uint8Array): Promise<Float32Array> {
    const network = this.#requireNetwork();
    checkImages(network.network, pixels);
    const bytes = imageBytesOf(network.network);
    const { classes } = network.network;
    const count = pixels.length / bytes;
    const probabilities = new Float32Array(count * classes);
    for (let start = 0; start < count; start += PIECE) {
      if (start > 0) await yieldToEventLoop();
      const piece = pixels.subarray(start * bytes, (start + PIECE) * bytes);
      probabilities.set(network.predict(piece), start * classes);
    }
    return probabilities;
  }

  dispose(): void {
    this.#teamwork?.dispose();
    this.#network = undefined;
  }

  #copyState(network: SimdNetwork): NetworkState {
    const optimizer = this.#optimizer;
    return {
      network: network.network,
      parameters: network.parameters.slice(),
      optimizer,
      optimizerState: network.optimizerState(optimizer).slice(),
      step: this.#step,
    };
  }

  #requireNetwork(): SimdNetwork {
    if (this.#network === undefined) throw new MnistError('internal', 'The engine holds no network.');
    return this.#network;
  }
}
