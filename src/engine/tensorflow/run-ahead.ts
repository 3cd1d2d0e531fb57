/** Keeps a GPU busy without queueing up so much work that a pause or a prediction would have to wait for it. */

/** Milliseconds of queued work that are too few, and too many. */
const SHALLOW = 15;
const DEEP = 35;
/** More pieces of work than this in the queue gain nothing. */
const MOST_PIECES = 64;

/**
 * Counts the pieces of work that were submitted and are not done, and holds back when the device is too far behind.
 *
 * The time between submitting a piece and its end is the time of the work before it, plus the time that an idle device
 * takes to answer; the latter reaches 100 ms in some browsers and must not be mistaken for work.
 */
export class RunAhead {
  private readonly inFlight: Promise<void>[] = [];
  private limit = 0;
  private idleLatency: number | undefined;

  /** @param fence resolves when everything submitted so far has been computed */
  constructor(private readonly fence: () => Promise<void>) {}

  /** Call while the device has nothing to do: learns how long it takes to answer then, the first time. */
  async prepare(): Promise<void> {
    if (this.idleLatency !== undefined) return;
    await this.fence();
    const start = performance.now();
    await this.fence();
    this.idleLatency = performance.now() - start;
  }

  /** Call after submitting some work: resolves at once, or when the device has caught up. */
  async submitted(): Promise<void> {
    const watch = this.watch();
    // A failure is thrown where it is awaited below, which may be later.
    watch.catch(() => undefined);
    this.inFlight.push(watch);
    while (this.inFlight.length > this.limit) await this.inFlight.shift();
  }

  private async watch(): Promise<void> {
    const start = performance.now();
    await this.fence();
    const work = performance.now() - start - (this.idleLatency ?? 0);
    if (work < SHALLOW) this.limit = Math.min(this.limit + 1, MOST_PIECES);
    else if (work > DEEP) this.limit = Math.max(this.limit - 1, 0);
  }
}
