/** One progress for several files that load at the same time. */
import type { LoadProgress } from '../shared/types.js';

/** Milliseconds between two reports: about 30 a second. */
const INTERVAL = 34;

/**
 * Adds the files up. What it reports never goes backwards, comes at most about 30 times a second, and is complete only at
 * the end.
 */
export class ProgressSum {
  readonly #files: LoadProgress[];
  readonly #report: (progress: LoadProgress) => void;
  #latest = '';
  #reportedAt = -Infinity;

  /**
   * @param count how many files there will be
   * @param report gets bytes over all files; `total` is 0 until every file's is known
   */
  constructor(count: number, report: (progress: LoadProgress) => void) {
    this.#files = Array.from({ length: count }, () => ({ loaded: 0, total: 0, file: '' }));
    this.#report = report;
  }

  /** Takes the progress of one file, counted from 0. */
  update(index: number, { loaded, total, file }: LoadProgress): void {
    // A file that is downloaded a second time starts again from 0.
    const before = this.#files[index]?.loaded ?? 0;
    this.#files[index] = { loaded: Math.max(before, loaded), total: total === 0 ? 0 : Math.max(before, total), file };
    this.#latest = file;
    const now = performance.now();
    if (now - this.#reportedAt < INTERVAL) return;
    const sum = this.#sum();
    // All that was promised is here, but what a server promises may be too little: whether it is all, `end` knows.
    if (sum.total > 0 && sum.loaded >= sum.total) return;
    this.#reportedAt = now;
    this.#report(sum);
  }

  /** Reports at once, when all files have turned out to be whole. */
  end(): void {
    this.#report(this.#sum());
  }

  #sum(): LoadProgress {
    const loaded = this.#files.reduce((sum, file) => sum + file.loaded, 0);
    const known = this.#files.every(({ total }) => total > 0);
    const total = known ? this.#files.reduce((sum, file) => sum + file.total, 0) : 0;
    return { loaded, total, file: this.#latest };
  }
}
