/**
 * A curve in bounded memory. Neighbouring points are kept as their mean: while there are few, one bucket holds one
 * point; whenever the buckets run out, pairs of them merge and each holds twice as many from then on. So the newest
 * training is as detailed as the oldest, and the longer it runs the more noise is averaged away.
 */

/** A place on a curve. `x` in epochs, such as 2.5 in the middle of the third. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

interface Bucket {
  x: number;
  y: number;
  count: number;
}

export class Series {
  readonly #capacity: number;
  #buckets: Bucket[] = [];
  /** Points in a full bucket. */
  #fill = 1;

  /** @param capacity the most points to keep; even, at least 2, else throws a RangeError */
  constructor(capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 2 || capacity % 2 !== 0) {
      throw new RangeError(`A series keeps an even number of points, at least 2, not ${capacity}.`);
    }
    this.#capacity = capacity;
  }

  /** Adds a point to the right of the others. One that is not finite has no place on a chart and is left out. */
  add({ x, y }: Point): void {
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    let last = this.#buckets.at(-1);
    if (last === undefined || last.count === this.#fill) {
      if (this.#buckets.length === this.#capacity) this.#merge();
      last = { x: 0, y: 0, count: 0 };
      this.#buckets.push(last);
    }
    last.count += 1;
    // A running mean stays exact where a sum over millions of points would not.
    last.x += (x - last.x) / last.count;
    last.y += (y - last.y) / last.count;
  }

  /** Takes away the points to the right of `x`. */
  cut(x: number): void {
    this.#buckets = this.#buckets.filter((bucket) => bucket.x <= x);
  }

  /** The mean of each bucket, from left to right. */
  get points(): readonly Point[] {
    return this.#buckets.map(({ x, y }) => ({ x, y }));
  }

  #merge(): void {
    this.#fill *= 2;
    this.#buckets = this.#buckets.flatMap((left, index) => {
      const right = this.#buckets[index + 1];
      if (index % 2 === 1 || right === undefined) return [];
      return { x: (left.x + right.x) / 2, y: (left.y + right.y) / 2, count: left.count + right.count };
    });
  }
}
