/**
 * Holds a session's engine and a copy of its network: makes the engine that is asked for, and another one when its
 * hardware is lost.
 */
import type { NetworkState } from '../messages/checkpoint.js';
import { MnistError } from '../shared/errors.js';
import type { Backend } from '../shared/types.js';
import { lengthenHeartbeatTimeout } from '../base/heartbeat-timeout.js';
import { createEngine } from '../engine/create-engine.js';
import type { Engine } from '../engine/engine.js';
import type { EngineChoice } from '../engine/start-engine.js';

const GPU_BACKENDS: readonly Backend[] = ['webgpu', 'webgl'];

export class EngineKeeper {
  readonly #onChange: () => void;
  #engine: Engine | undefined;
  #choice: EngineChoice | undefined;
  #network: NetworkState | undefined;
  /** Backends that `auto` does not take again. */
  readonly #lost = new Set<Backend>();
  /** Whether an engine was lost since the network was last kept. */
  #hasFailed = false;
  /** Engines are made one after the other. */
  #making: Promise<unknown> = Promise.resolve();
  #restoreTimeout: (() => void) | undefined;

  /** @param onChange called when another engine computes, or none */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** The engine; undefined before the first, and after one that was lost and could not be replaced. */
  get engine(): Engine | undefined {
    return this.#engine;
  }

  /** The last good copy of the network; undefined before anything was learned. */
  get network(): NetworkState | undefined {
    return this.#network;
  }

  /**
   * Remembers a copy of the network for the day when the engine is lost; undefined to forget it.
   *
   * @param choice which engine to make for it, unless there is one
   */
  keep(network: NetworkState | undefined, choice?: EngineChoice): void {
    this.#network = network;
    this.#hasFailed = false;
    this.#choice ??= choice;
  }

  /** Whether the engine is the one for this choice. */
  fits(choice: EngineChoice): boolean {
    return this.#engine !== undefined && JSON.stringify(this.#choice) === JSON.stringify(choice);
  }

  /** The engine for a choice; what was learned moves over from the one before. */
  require(choice: EngineChoice): Promise<Engine> {
    return this.#inTurn(async () => {
      if (this.#engine !== undefined && this.fits(choice)) return this.#engine;
      const network = this.#network && (await this.read());
      return this.#make(choice, network);
    });
  }

  /** The engine that holds the network, made again if need be; undefined if nothing was learned. */
  async requireTrained(): Promise<Engine | undefined> {
    if (this.#network === undefined || this.#choice === undefined) return undefined;
    return this.#engine ?? this.require(this.#choice);
  }

  /** The network as the engine has it, or as it was last kept when the engine cannot tell any more. */
  async read(): Promise<NetworkState | undefined> {
    try {
      return (await this.#engine?.getState()) ?? this.#network;
    } catch (error) {
      if (isLoss(error)) return this.#network;
      throw error;
    }
  }

  /** Uses an engine; when that is lost meanwhile, uses the next one, with the network that was kept. */
  async use<T>(engine: Engine, work: (engine: Engine) => Promise<T>): Promise<T> {
    try {
      return await work(engine);
    } catch (error) {
      if (!isLoss(error)) throw error;
      return work(await this.replace(engine, error));
    }
  }

  /**
   * Makes another engine in place of one that was lost, with the network that was kept: with `auto` the next best
   * backend, with a named one the same once more.
   *
   * @throws the failure, when a named backend has failed twice since the network was last kept; MnistError
   *   `backend-unavailable`
   */
  replace(lost: Engine, failure: unknown): Promise<Engine> {
    return this.#inTurn(async () => {
      // Who else uses it may have noticed first.
      if (this.#engine !== undefined && this.#engine !== lost) return this.#engine;
      this.dispose();
      this.#onChange();
      if (this.#choice?.backend === 'auto') this.#lost.add(lost.backend);
      else if (this.#hasFailed) throw failure;
      this.#hasFailed = true;
      if (this.#choice === undefined) throw failure;
      return this.#make(this.#choice, this.#network);
    });
  }

  dispose(): void {
    this.#engine?.dispose();
    this.#engine = undefined;
    this.#restoreTimeout?.();
  }

  async #make(choice: EngineChoice, network: NetworkState | undefined): Promise<Engine> {
    const engine = await createEngine(choice, this.#lost);
    const restoreTimeout = GPU_BACKENDS.includes(engine.backend) ? lengthenHeartbeatTimeout() : undefined;
    try {
      if (network !== undefined) await engine.setState(network);
    } catch (error) {
      restoreTimeout?.();
      throw error;
    }
    this.dispose();
    this.#engine = engine;
    this.#choice = choice;
    this.#restoreTimeout = restoreTimeout;
    this.#onChange();
    return engine;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#making.then(work, work);
    this.#making = result.catch(() => undefined);
    return result;
  }
}

/** Whether it says that an engine cannot go on. */
export function isLoss(error: unknown): boolean {
  return error instanceof MnistError && error.code === 'engine-failed';
}
