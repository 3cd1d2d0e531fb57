/** Keeps a GPU busy without queueing up so much work that a pause or a prediction would have to wait for it. */

/** Milliseconds of queued work that are too few, and too many. */
const SHALLOW = 15;
const DEEP = 35;
/** Work is always queued in batches; more than this many at a time gains nothing. */
const MOST_BATCHES = 64;

/**
 * Counts the batches that were submitted and are not done, and holds back when the device is too far behind.
 *
 * The time between submitting a batch and its end is the time of the work before it, plus the time that an idle device
 * takes to answer; the latter reaches 100 ms in some browsers and must not be mistaken for work.
 */
export class RunAhead {
  private readonly inFlight: Promise<void>[] = [];
  private limit = 0;
  private idleLatency: number | undefined;

  /** @param fence resolves when everything submitted so far has been computed */
  constructor(private readonly fence: () => Promise<void>) {}

  /** Call before submitting: learns how long an idle device takes to answer, the first time. */
  async prepare(): Promise<void> {
    if (this.idleLatency !== undefined) return;
    await this.fence();
    const start = performance.now();
    await this.fence();
    this.idleLatency = performance.now() - start;
  }

  /** Call after submitting a batch: resolves at once, or when the device has caught up. */
  async submitted(): Promise<void> {
    this.inFlight.push(this.watch());
    while (this.inFlight.length > this.limit) await this.inFlight.shift();
  }

  private async watch(): Promise<void> {
    const start = performance.now();
    await this.fence();
    const work = performance.now() - start - (this.idleLatency ?? 0);
    if (work < SHALLOW) this.limit = Math.min(this.limit + 1, MOST_BATCHES);
    else if (work > DEEP) this.limit = Math.max(this.limit - 1, 0);
  }
}
