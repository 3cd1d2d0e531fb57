/** Measures training time, without pauses, and speed. */

/** Seconds over which the speed is averaged. */
const WINDOW = 1;

export class Stopwatch {
  #total = 0;
  #startedAt: number | undefined;
  #windowCount = 0;
  #speed = 0;
  #lastMark = 0;

  /** Seconds between every `start` and `stop` so far. */
  get seconds(): number {
    return this.#total + (this.#startedAt === undefined ? 0 : (performance.now() - this.#startedAt) / 1000);
  }

  get running(): boolean {
    return this.#startedAt !== undefined;
  }

  start(): void {
    this.#startedAt ??= performance.now();
  }

  stop(): void {
    this.#total = this.seconds;
    this.#startedAt = undefined;
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
