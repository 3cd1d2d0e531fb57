/** One exchange with a server, given up when no byte comes for too long. */

export class Connection {
  readonly response: Response;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  readonly #silence: Silence;

  private constructor(response: Response, silence: Silence) {
    this.response = response;
    this.#reader = response.body?.getReader();
    this.#silence = silence;
  }

  /**
   * Asks, and waits for the head of the answer.
   *
   * @param stall milliseconds without a byte after which the connection counts as dead
   * @param signal aborting it rejects what is under way with its reason
   * @throws TypeError when there is no connection, or a DOMException `TimeoutError` when nothing comes
   */
  static async open(url: string, init: RequestInit, stall: number, signal: AbortSignal): Promise<Connection> {
    const silence = new Silence(stall, signal);
    return new Connection(await silence.limit(fetch(url, { ...init, signal: silence.signal })), silence);
  }

  /** The next bytes; undefined at the end. Rejects as `open` does. */
  async read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    return this.#reader && (await this.#silence.limit(this.#reader.read())).value;
  }

  /** Ends the exchange. */
  close(): void {
    this.#silence.end();
  }
}

/** Ends a connection on which nothing is heard. Time in which nobody listens does not count. */
class Silence {
  readonly signal: AbortSignal;
  readonly #stall: number;
  readonly #given = new AbortController();

  constructor(stall: number, signal: AbortSignal) {
    this.#stall = stall;
    this.signal = AbortSignal.any([signal, this.#given.signal]);
  }

  async limit<T>(answer: Promise<T>): Promise<T> {
    const timer = setTimeout(() => {
      this.#given.abort(new DOMException(`No byte came for ${this.#stall / 1000} seconds.`, 'TimeoutError'));
    }, this.#stall);
    try {
      return await answer;
    } catch (error) {
      // Browsers differ in whether what was aborted rejects with the reason.
      this.signal.throwIfAborted();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  end(): void {
    this.#given.abort();
  }
}
