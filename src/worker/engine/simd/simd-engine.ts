/**
 * The SIMD engine: this project's own WebAssembly kernels. Threads share each batch: every one computes the gradients of
 * its part, all exchange them, and each moves its own copy of the network by their sum, taken in a fixed order.
 */
import { MnistError } from '../../../shared/errors.js';
import { CLASS_COUNT, IMAGE_BYTES } from '../../../shared/model.js';
import { SimdNetwork, type SimdKernels } from '../../../simd/kernels.js';
import { breathe } from '../../base/breathe.js';
import type { Batch, BatchMetrics, Engine, NetworkState } from '../engine.js';
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
    let network = this.#network;
    if (network?.model !== state.model) network = await SimdNetwork.create(this.#kernels, state.model, PIECE);
    network.parameters.set(state.parameters);
    network.firstMoment.set(state.firstMoment);
    network.secondMoment.set(state.secondMoment);
    this.#network = network;
    this.#step = state.step;
    this.#upcoming = undefined;
    this.#team.setState(state);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- other engines have to wait
  async getState(): Promise<NetworkState> {
    return this.#copyState(this.#requireNetwork());
  }

  async trainBatch(batch: Batch, learningRate: number, upcoming?: Batch): Promise<void> {
    const network = this.#requireNetwork();
    checkBatch(batch);
    if (upcoming !== undefined) checkBatch(upcoming);
    const count = batch.labels.length;
    const update = { learningRate, step: this.#step + 1 };
    const { ticket, parts } = this.#assign(network, batch);
    const start = performance.now();
    const computed = computePart(network, parts[0]!);
    // Not awaited without need: the caller goes on with work of its own then, and the helpers would wait for it.
    const own = computed instanceof Promise ? await computed : computed;
    this.#upcoming = this.#team.send(ticket, { ...own, gradients: network.gradients, update }, upcoming);
    const received = await this.#team.receive(ticket, performance.now() - start);
    const gathered = await this.#complete(network, { batch, ticket, parts }, received);
    addInOrder(network, 0, false, gathered);
    network.applyAdam(learningRate, update.step);
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
    this.#team.dispose();
    this.#network = undefined;
  }

  /** Hands out a batch, unless the helpers have it already. */
  #assign(network: SimdNetwork, batch: Batch): Assignment {
    const upcoming = this.#upcoming;
    if (upcoming?.batch === batch) return upcoming;
    // They wait in vain for the rest of that other batch.
    if (upcoming !== undefined) this.#team.setState(this.#copyState(network));
    return this.#team.handOut(batch);
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

  #copyState({ model, parameters, firstMoment, secondMoment }: SimdNetwork): NetworkState {
    return {
      model,
      parameters: parameters.slice(),
      firstMoment: firstMoment.slice(),
      secondMoment: secondMoment.slice(),
      step: this.#step,
    };
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
