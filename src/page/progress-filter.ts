/** Lets every batch and epoch of a training through once, also those that are trained again after an interruption. */
import type { BatchEnd } from '../shared/types.js';
import type { Report } from '../messages/worker-api.js';

export class ProgressFilter {
  #epoch = 1;
  #nextBatch = 0;
  #finished = 0;

  /** What is new in a report; undefined if nothing is. */
  newIn(report: Report): Report | undefined {
    if (report.type === 'mnist-batch-end') {
      const detail = this.#newBatches(report.detail);
      return detail && { ...report, detail };
    }
    if (report.type !== 'mnist-epoch-end') return report;
    if (report.detail.epoch <= this.#finished) return undefined;
    this.#finished = report.detail.epoch;
    return report;
  }

  /** The next training begins with epoch 1. */
  reset(): void {
    this.#epoch = 1;
    this.#nextBatch = 0;
    this.#finished = 0;
  }

  #newBatches(detail: BatchEnd): BatchEnd | undefined {
    if (detail.epoch < this.#epoch) return undefined;
    if (detail.epoch > this.#epoch) this.#nextBatch = 0;
    this.#epoch = detail.epoch;
    const points = detail.points.filter(({ batch }) => batch >= this.#nextBatch);
    if (points.length === 0) return undefined;
    this.#nextBatch = detail.batch + 1;
    return { ...detail, points };
  }
}
