/**
 * The SIMD engine in Node, with all threads' parts of a batch computed one after the other: what it learns is what that
 * many threads learn in a browser, but for rounding, and it needs one core.
 */
import { SimdNetwork } from '../src/engine/simd/kernels.js';
import { PIECE, split } from '../src/engine/simd/part.js';

/** @typedef {import('../src/engine/engine.js').Engine} Engine */
/** @implements {Engine} */
export class PartsEngine {
  backend = 'simd';
  readBackInterval = 0;
  #metrics = [];

  /**
   * @param {import('../src/engine/simd/load-kernels.js').SimdKernels} kernels
   * @param {number} threads into how many parts each batch is divided
   */
  constructor(kernels, threads) {
    this.kernels = kernels;
    this.threads = threads;
  }

  get device() {
    return `WebAssembly ${this.kernels.level} SIMD`;
  }

  async setState({ network, parameters, optimizer, optimizerState, step }) {
    const simd = await SimdNetwork.create(this.kernels, network, PIECE);
    simd.parameters.set(parameters);
    simd.optimizerState(optimizer).set(optimizerState);
    Object.assign(this, { simd, optimizer, step });
  }

  async getState() {
    const { simd, optimizer, step } = this;
    const optimizerState = simd.optimizerState(optimizer).slice();
    return { network: simd.network, parameters: simd.parameters.slice(), optimizer, optimizerState, step };
  }

  async trainBatch(batch, { learningRate, weightDecay = 0, seed = 0 }) {
    const { simd, step } = this;
    const scores = split(batch, this.threads, { seed, step })
      .filter(({ labels }) => labels.length > 0)
      .map(({ pixels, labels, divisor, draw }, i) => simd.computeGradients(pixels, labels, divisor, i > 0, draw));
    this.step += 1;
    simd.update(this.optimizer, learningRate, this.step, weightDecay);
    const mean = (name) => scores.reduce((sum, score) => sum + score[name], 0) / batch.labels.length;
    this.#metrics.push({ loss: mean('loss'), accuracy: mean('correct') });
  }

  async takeMetrics() {
    return this.#metrics.splice(0);
  }

  async predict(pixels) {
    return this.simd.predict(pixels);
  }

  dispose() {
    this.simd = undefined;
  }
}
