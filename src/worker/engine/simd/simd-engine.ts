/**
 * The SIMD engine: this project's own WebAssembly kernels. Threads share each batch: every one computes the gradients of
 * its part, all exchange them, and each moves its own copy of the network by their sum, taken in a fixed order.
 */
import { SimdNetwork } from '../../../engine/simd/kernels.js';
import type { SimdKernels } from '../../../engine/simd/load-kernels.js';
import { isSameNetwork } from '../../../network/compare.js';
import { DEFAULT_OPTIMIZER, type OptimizerName } from '../../../optimizer/optimizers.js';
import { MnistError } from '../../../shared/errors.js';
import { breathe } from '../../base/breathe.js';
import { checkBatch, checkImages, checkState, imageBytesOf } from '../check.js';
import type { Batch, BatchMetrics, Engine, NetworkState, StepOptions } from '../engine.js';
import { addInOrder, type Gathered } from './exchange.js';
import type { Helper } from './helper.js';
import { computePart, PIECE } from './part.js';
import { Team, type Assignment } from './team.js';

/** Computes on the thread that made it, and on helpers. */
export class SimdEngine implements Engine {
  readonly backend = 'simd';
  readonly readBackInterval = 0;
  readonly #kernels: SimdKernels;
  readonly #team: Team;
  #network: SimdNetwork | undefined;
  #optimizer: OptimizerName = DEFAULT_OPTIMIZER;
  #step = 0;
  /** The batch that the helpers have already, before its turn. */
  #upcoming: Assignment | undefined;
  #metrics: BatchMetrics[] = [];

  /**
   * @param helpers the other threads; the engine ends them
   * @param share whether gradients go through shared memory
   */
  constructor(kernels: SimdKernels, helpers: readonly Helper[], share: boolean) {
    this.#kernels = kernels;
    this.#team = new Team(helpers, share);
  }

  get device(): string {
    return `WebAssembly ${this.#kernels.level === 'relaxed' ? 'relaxed SIMD' : 'SIMD'}`;
  }

  get threads(): number {
    return 1 + this.#team.size;
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
    this.#upcoming = undefined;
    this.#team.setState(state);
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
    const assignment = this.#assign(network, batch, seed);
    const { ticket, parts } = assignment;
    const start = performance.now();
    const computed = computePart(network, parts[0]!);
    // Not awaited without need: the caller goes on with work of its own then, and the helpers would wait for it.
    const own = computed instanceof Promise ? await computed : computed;
    // The next batch draws by the same seed and one step more, unless it turns out otherwise.
    const next = { seed, step: update.step };
    this.#upcoming = this.#team.send(ticket, { ...own, gradients: network.gradients, update }, upcoming, next);
    const received = await this.#team.receive(ticket, performance.now() - start);
    const gathered = await this.#complete(network, assignment, received);
    addInOrder(network, 0, false, gathered);
    network.update(this.#optimizer, learningRate, update.step, weightDecay);
    this.#step = update.step;
    const scores = [own, ...gathered.values()];
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
      if (start > 0) await breathe();
      const piece = pixels.subarray(start * bytes, (start + PIECE) * bytes);
      probabilities.set(network.predict(piece), start * classes);
    }
    return probabilities;
  }

  dispose(): void {
    this.#team.dispose();
    this.#network = undefined;
  }

  /** Hands out a batch, unless the helpers have it already. */
  #assign(network: SimdNetwork, batch: Batch, seed: number): Assignment {
    const upcoming = this.#upcoming;
    if (upcoming?.batch === batch && upcoming.draw.seed === seed) return upcoming;
    // They wait in vain for the rest of that other batch.
    if (upcoming !== undefined) this.#team.setState(this.#copyState(network));
    return this.#team.handOut(batch, { seed, step: this.#step });
  }

  /**
   * Computes the parts of helpers that are gone, also for the helpers that are left. Who computes a part makes no
   * difference to the result.
   */
  async #complete(network: SimdNetwork, { ticket, parts }: Assignment, received: Gathered): Promise<Gathered> {
    const lost = [...parts.keys()].filter((rank) => rank > 0 && !received.has(rank));
    if (lost.length === 0) return received;
    const own = network.gradients.slice();
    const gathered = new Map(received);
    for (const rank of lost) {
      const part = parts[rank]!;
      const score = await computePart(network, part);
      const result = { ...score, gradients: part.labels.length === 0 ? null : network.gradients.slice() };
      this.#team.sendFor(rank, ticket, result);
      gathered.set(rank, result);
    }
    network.gradients.set(own);
    return gathered;
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
