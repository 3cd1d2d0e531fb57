/** Sends a session's reports to the page, no more often than the page can take them. */
import type { BatchEnd, BatchPoint } from '../shared/types.js';
import type { Report } from '../messages/worker-api.js';

/**
 * Shortest time between two progress reports, in milliseconds. Each makes the page draw a frame, which takes a processor
 * from the training where there are no more processors than threads; twenty numbers a second are more than anybody reads.
 */
const INTERVAL = 50;

/** Batches and bytes come in far more often than a page can show; they are gathered until the page has shown the last. */
export class Reporter {
  readonly #send: (report: Report) => Promise<void>;
  #pending: BatchEnd | undefined;
  #inFlight = false;
  #lastSent = 0;

  constructor(send: (report: Report) => Promise<void>) {
    this.#send = send;
  }

  /** Gathers progress and sends it when it is time, and the page has handled what was sent before. */
  batches(progress: BatchEnd): void {
    const points: readonly BatchPoint[] = [...(this.#pending?.points ?? []), ...progress.points];
    this.#pending = { ...progress, points };
    if (!this.#inFlight && performance.now() - this.#lastSent >= INTERVAL) this.#sendPending();
  }

  /** Sends anything else, after the progress that came before it. Resolves when the page has handled it. */
  async tell(report: Report): Promise<void> {
    this.#sendPending();
    try {
      await this.#send(report);
    } catch {
      // The page went away: nobody is left to tell.
    }
  }

  #sendPending(): void {
    if (this.#pending === undefined) return;
    const detail = this.#pending;
    this.#pending = undefined;
    this.#inFlight = true;
    this.#lastSent = performance.now();
    const settle = (): void => void (this.#inFlight = false);
    this.#send({ type: 'mnist-batch-end', detail }).then(settle, settle);
  }
}
