/**
 * Batches that threads share: every one computes the gradients of its part, all exchange them, and each moves its own copy
 * of the network by their sum, taken in a fixed order. Here is the engine's own share of that.
 */
import type { Score, SimdNetwork } from '../kernels.js';
import type { Batch, NetworkState } from '../../engine.js';
import { addInOrder, type Gathered } from './exchange.js';
import type { Helper } from './helper.js';
import { computePart } from '../part.js';
import { Team, type Assignment } from './team.js';
import type { Update } from './thread-messages.js';

/** A batch to compute with the others. */
export interface SharedBatch {
  /** The engine's own copy. */
  readonly network: SimdNetwork;
  readonly batch: Batch;
  /** What dropout draws by. */
  readonly seed: number;
  /** How everybody moves the network afterwards. */
  readonly update: Update;
  /** The batch after it, if it is known. */
  readonly upcoming: Batch | undefined;
}

export class Teamwork {
  readonly #team: Team;
  /** The batch that the helpers have already, before its turn. */
  #upcoming: Assignment | undefined;

  /**
   * @param helpers the other threads; at least one
   * @param share whether gradients go through shared memory
   */
  constructor(helpers: readonly Helper[], share: boolean) {
    this.#team = new Team(helpers, share);
  }

  /** How many compute, the engine's thread with them. */
  get threads(): number {
    return 1 + this.#team.size;
  }

  /** Gives every helper a copy of the network. What was handed out before is void. */
  setState(state: NetworkState): void {
    this.#upcoming = undefined;
    this.#team.setState(state);
  }

  /**
   * Leaves the gradients of the whole batch in the network. The helpers move their copies by themselves.
   *
   * @param copyState the network as it is, for helpers who have begun with another batch
   * @returns the scores of the parts
   */
  async computeGradients(
    { network, batch, seed, update, upcoming }: SharedBatch,
    copyState: () => NetworkState,
  ): Promise<readonly Score[]> {
    const assignment = this.#assign(batch, { seed, step: update.step - 1 }, copyState);
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
    return [own, ...gathered.values()];
  }

  /** Ends the helpers. */
  dispose(): void {
    this.#team.dispose();
  }

  /** Hands out a batch, unless the helpers have it already. */
  #assign(batch: Batch, draw: Assignment['draw'], copyState: () => NetworkState): Assignment {
    const upcoming = this.#upcoming;
    if (upcoming?.batch === batch && upcoming.draw.seed === draw.seed) return upcoming;
    // They wait in vain for the rest of that other batch.
    if (upcoming !== undefined) this.#team.setState(copyState());
    return this.#team.handOut(batch, draw);
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
}
