/** The strokes on a pad, the one being drawn, and every step that can be undone. */
import type { Point, Stroke } from './stroke.js';

/** A step that takes all strokes away. */
const CLEAR = Symbol('clear');

/** What people can do to a drawing as a whole. */
export type DrawingCommand = 'undo' | 'redo' | 'clear';

export class Drawing {
  #steps: (Stroke | typeof CLEAR)[] = [];
  /** How many steps are in force; those after it were undone. */
  #done = 0;
  #open: Point[] | undefined;
  #revision = 0;

  /** Grows with every change, so that what was learned about an older drawing can be told apart. */
  get revision(): number {
    return this.#revision;
  }

  /** In the order in which they were drawn, the one being drawn last. */
  get strokes(): readonly Stroke[] {
    const steps = this.#steps.slice(0, this.#done);
    const strokes = steps.slice(steps.lastIndexOf(CLEAR) + 1) as Stroke[];
    return this.#open === undefined ? strokes : [...strokes, this.#open];
  }

  /** The stroke being drawn. */
  get open(): Stroke | undefined {
    return this.#open;
  }

  get isEmpty(): boolean {
    const last = this.#steps[this.#done - 1];
    return this.#open === undefined && (last === undefined || last === CLEAR);
  }

  /** Whether a command would change anything. */
  can(command: DrawingCommand): boolean {
    switch (command) {
      case 'undo':
        return this.#open !== undefined || this.#done > 0;
      case 'redo':
        return this.#done < this.#steps.length;
      case 'clear':
        return !this.isEmpty;
    }
  }

  begin(point: Point): void {
    this.end();
    this.#open = [point];
    this.#revision += 1;
  }

  extend(point: Point): void {
    this.#open?.push(point);
    this.#revision += 1;
  }

  end(): void {
    if (this.#open !== undefined) this.#do(this.#open);
    this.#open = undefined;
  }

  /** Drops the stroke being drawn. */
  cancel(): void {
    this.#open = undefined;
    this.#revision += 1;
  }

  clear(): void {
    this.cancel();
    if (!this.isEmpty) this.#do(CLEAR);
  }

  /** Takes the last step back; a stroke being drawn counts as one. */
  undo(): void {
    if (this.#open === undefined) this.#done = Math.max(this.#done - 1, 0);
    this.cancel();
  }

  redo(): void {
    this.cancel();
    this.#done = Math.min(this.#done + 1, this.#steps.length);
  }

  /** Starts anew from these strokes. */
  replace(strokes: readonly Stroke[]): void {
    this.cancel();
    this.#steps = [...strokes];
    this.#done = strokes.length;
  }

  #do(step: Stroke | typeof CLEAR): void {
    this.#steps.splice(this.#done, Infinity, step);
    this.#done += 1;
    this.#revision += 1;
  }
}
