/**
 * The SIMD engine: this project's own WebAssembly kernels, one call for a whole training step. Threads share each batch:
 * every one computes the gradients of its part, and the parts are added in a fixed order before one step of Adam.
 */
import { MnistError } from '../../../shared/errors.js';
import { CLASS_COUNT, IMAGE_BYTES } from '../../../shared/model.js';
import { SimdNetwork, type Score, type SimdKernels } from '../../../simd/kernels.js';
import { breathe } from '../../breathe.js';
import type { Batch, BatchMetrics, Engine, NetworkState } from '../engine.js';
import type { Helper } from './helper.js';
import { PIECE } from './thread-messages.js';

/** Computes on the thread that made it, and on helpers. */
export class SimdEngine implements Engine {
  readonly backend = 'simd';
  readonly readBackInterval = 0;
  readonly #kernels: SimdKernels;
  readonly #helpers: readonly Helper[];
  #network: SimdNetwork | undefined;
  /** The sum so far, while the network computes the gradients of a further part. */
  #sum = new Float32Array(0);
  #step = 0;
  #metrics: BatchMetrics[] = [];

  /** @param helpers the other threads; the engine ends them */
  constructor(kernels: SimdKernels, helpers: readonly Helper[]) {
    this.#kernels = kernels;
    this.#helpers = helpers;
  }

  get device(): string {
    const threads = 1 + this.#helpers.filter(({ alive }) => alive).length;
    const level = this.#kernels.level === 'relaxed' ? 'relaxed SIMD' : 'SIMD';
    return `WebAssembly ${level}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
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

  async trainBatch(batch: Batch, learningRate: number): Promise<void> {
    const network = this.#requireNetwork();
    checkBatch(batch);
    const count = batch.labels.length;
    const total = { loss: 0, correct: 0 };
    for (let start = 0; start < count; start += PIECE) {
      if (start > 0) await breathe();
      const piece = partOf(batch, start, Math.min(start + PIECE, count));
      for (const score of await this.#addGradients(network, piece, count, start === 0)) {
        total.loss += score.loss;
        total.correct += score.correct;
      }
    }
    this.#step += 1;
    network.applyAdam(learningRate, this.#step);
    this.#metrics.push({ loss: total.loss / count, accuracy: total.correct / count });
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- other engines have to wait
  async takeMetrics(): Promise<readonly BatchMetrics[]> {
    return this.#metrics.splice(0);
  }

  async predict(pixels: Uint8Array): Promise<Float32Array> {
    const network = this.#requireNetwork();
    const count = pixels.length / IMAGE_BYTES;
    if (count <= PIECE) return network.predict(pixels);
    const probabilities = new Float32Array(count * CLASS_COUNT);
    for (let start = 0; start < count; start += PIECE) {
      const piece = pixels.subarray(start * IMAGE_BYTES, (start + PIECE) * IMAGE_BYTES);
      probabilities.set(network.predict(piece), start * CLASS_COUNT);
      await breathe();
    }
    return probabilities;
  }

  dispose(): void {
    for (const helper of this.#helpers) helper.dispose();
    this.#network = undefined;
  }

  /**
   * Computes the gradients of a piece on all threads and adds them to the network's, in the order of the parts. The part
   * of a helper that is gone is computed here: who computes a part makes no difference to the result.
   *
   * @param divisor size of the whole batch
   * @param first whether these gradients are the first of the batch, and replace what was there
   */
  async #addGradients(network: SimdNetwork, piece: Batch, divisor: number, first: boolean): Promise<Score[]> {
    const [own, ...others] = split(piece, 1 + this.#helpers.length);
    const answers = others.map((part, i) =>
      this.#helpers[i]!.compute(network.model, network.parameters, part, divisor),
    );
    const scores = [
      first ? network.computeGradients(own!.pixels, own!.labels, divisor) : this.#addOwn(network, own!, divisor),
    ];
    for (const [i, answer] of answers.entries()) {
      const part = await answer;
      if (part !== undefined) network.addGradients(part.gradients);
      scores.push(part ?? this.#addOwn(network, others[i]!, divisor));
    }
    return scores;
  }

  #addOwn(network: SimdNetwork, { pixels, labels }: Batch, divisor: number): Score {
    if (this.#sum.length !== network.parameterCount) this.#sum = new Float32Array(network.parameterCount);
    this.#sum.set(network.gradients);
    const score = network.computeGradients(pixels, labels, divisor);
    network.addGradients(this.#sum);
    return score;
  }

  #requireNetwork(): SimdNetwork {
    if (this.#network === undefined) throw new MnistError('internal', 'The engine holds no network.');
    return this.#network;
  }
}

function checkBatch({ pixels, labels }: Batch): void {
  if (labels.length === 0 || pixels.length !== labels.length * IMAGE_BYTES) {
    throw new MnistError(
      'invalid-argument',
      `A batch must hold at least one image, ${IMAGE_BYTES} bytes and a label each; ` +
        `this one has ${pixels.length} bytes and ${labels.length} labels.`,
    );
  }
  const wrong = labels.find((label) => label >= CLASS_COUNT);
  if (wrong !== undefined) {
    throw new MnistError('invalid-argument', `Labels must be 0 to ${CLASS_COUNT - 1}, not ${wrong}.`);
  }
}

/** Cuts a batch into one part for each thread, of sizes that differ by one at most; no part is empty. */
function split(batch: Batch, threads: number): Batch[] {
  const count = batch.labels.length;
  const parts = Math.min(threads, count);
  const start = (part: number): number => Math.ceil((part * count) / parts);
  return Array.from({ length: parts }, (_, part) => partOf(batch, start(part), start(part + 1)));
}

/** Images `start` to `end` of a batch, as windows on its memory. */
function partOf({ pixels, labels }: Batch, start: number, end: number): Batch {
  return { pixels: pixels.subarray(start * IMAGE_BYTES, end * IMAGE_BYTES), labels: labels.subarray(start, end) };
}
