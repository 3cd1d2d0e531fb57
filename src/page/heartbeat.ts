/** Watches whether a worker still lives: asks it, and waits for the answer. */

/** Milliseconds between two looks. */
const TICK = 500;
/** Milliseconds that a worker may stay silent unless it asks for more. */
const DEFAULT_TIMEOUT = 4000;

/**
 * A worker that hangs sends no message that says so; it just does not answer. Asked twice a second, one that reads its
 * messages answers at once, and one that will be silent for longer says so beforehand.
 *
 * Looks are counted rather than time. While the machine sleeps, the page is frozen, or a long task holds it up, there
 * are none, and afterwards the answer comes before the next but one. In a hidden page browsers look less often, and it
 * takes accordingly longer until a dead worker is noticed.
 */
export class Heartbeat {
  /** Milliseconds of looks without an answer after which the worker counts as lost. */
  timeout = DEFAULT_TIMEOUT;
  readonly #ask: () => Promise<void>;
  readonly #onSilence: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  #waiting = false;
  #looks = 0;

  /** @param onSilence called once; nothing is watched any more afterwards */
  constructor(ask: () => Promise<void>, onSilence: () => void) {
    this.#ask = ask;
    this.#onSilence = onSilence;
  }

  start(): void {
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#look(), TICK);
    if (!this.#waiting) this.#beat();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#looks = 0;
  }

  #look(): void {
    if (!this.#waiting) {
      this.#beat();
      return;
    }
    this.#looks += 1;
    if (this.#looks * TICK < this.timeout) return;
    this.stop();
    this.#onSilence();
  }

  #beat(): void {
    this.#waiting = true;
    this.#looks = 0;
    const answered = (): void => {
      this.#waiting = false;
    };
    this.#ask().then(answered, answered);
  }
}
