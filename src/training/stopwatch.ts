/** Measures training time, without pauses and without the machine's sleep, and speed. */

/** Seconds over which the speed is averaged. */
const WINDOW = 1;
/** Milliseconds between two looks at the clock. */
const TICK = 1000;
/**
 * A longer gap between two looks, in milliseconds, is no training: whoever trains lets the thread take messages far more
 * often, so the machine has slept, or the page was frozen.
 */
const LONGEST_GAP = 5000;

export class Stopwatch {
  readonly #now: () => number;
  #total = 0;
  #lastLook: number | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;
  #windowCount = 0;
  #speed = 0;
  #lastMark: number;

  /**
   * @param seconds measured before
   * @param now a clock in milliseconds, for tests
   */
  constructor(seconds = 0, now = () => performance.now()) {
    this.#total = seconds;
    this.#lastMark = seconds;
    this.#now = now;
  }

  /** Seconds between every `start` and `stop` so far. */
  get seconds(): number {
    if (this.#lastLook !== undefined) {
      const now = this.#now();
      const gap = now - this.#lastLook;
      if (gap > 0 && gap <= LONGEST_GAP) this.#total += gap / 1000;
      this.#lastLook = now;
    }
    return this.#total;
  }

  get running(): boolean {
    return this.#lastLook !== undefined;
  }

  start(): void {
    if (this.running) return;
    this.#lastLook = this.#now();
    this.#timer = setInterval(() => this.seconds, TICK);
  }

  stop(): void {
    this.#total = this.seconds;
    this.#lastLook = undefined;
    clearInterval(this.#timer);
  }

  /** Adds to what is counted against the time. */
  count(items: number): void {
    this.#windowCount += items;
  }

  /** Items a second over about the last second of running time. */
  get perSecond(): number {
    const now = this.seconds;
    const seconds = now - this.#lastMark;
    if (seconds > 0 && (this.#speed === 0 || seconds >= WINDOW / 4)) {
      const newest = this.#windowCount / seconds;
      const weight = Math.min(1, seconds / WINDOW);
      this.#speed = this.#speed === 0 ? newest : this.#speed + weight * (newest - this.#speed);
      this.#lastMark = now;
      this.#windowCount = 0;
    }
    return this.#speed;
  }
}
