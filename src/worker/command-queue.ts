/** Lets a session's commands wait for their turn, and ends them when they are not wanted any more. */
import { describe, MnistError } from '../shared/errors.js';
import { memoryError } from '../base/memory.js';
import { blameContentSecurityPolicy } from './content-security-policy.js';

export class CommandQueue {
  readonly #onEnd: (succeeded: boolean) => Promise<void>;
  #last: Promise<unknown> = Promise.resolve();
  #abort = new AbortController();

  /** @param onEnd called after every command, and awaited before its promise settles */
  constructor(onEnd: (succeeded: boolean) => Promise<void>) {
    this.#onEnd = onEnd;
  }

  /** Aborted by the next `stop()`. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /**
   * Runs a command after all that came before it.
   *
   * @throws MnistError what the command throws; `internal` around anything that is none
   */
  add<T>(command: () => Promise<T>): Promise<T> {
    const run = (): Promise<T> => this.#run(command);
    const result = this.#last.then(run, run);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /**
   * The same for a command that `stop()` ends early, also while it still waits, which is no failure: the result is
   * undefined then.
   */
  addStoppable<T>(command: (signal: AbortSignal) => Promise<T>): Promise<T | undefined> {
    const { signal } = this;
    return this.add(async () => {
      try {
        signal.throwIfAborted();
        return await command(signal);
      } catch (error) {
        if (signal.aborted) return undefined;
        throw error;
      }
    });
  }

  /** Ends all stoppable commands under way or waiting, and none that comes later. */
  stop(): void {
    this.#abort.abort();
    this.#abort = new AbortController();
  }

  /** Resolves when all that was asked for so far has ended. */
  async idle(): Promise<void> {
    await this.#last;
  }

  async #run<T>(command: () => Promise<T>): Promise<T> {
    try {
      const result = await command();
      await this.#onEnd(true);
      return result;
    } catch (error) {
      await this.#onEnd(false);
      throw await blameContentSecurityPolicy(
        memoryError(error) ?? MnistError.from(error, 'internal', `Something unexpected went wrong: ${describe(error)}`),
      );
    }
  }
}
