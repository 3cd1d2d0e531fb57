/** What a drawing tool does to a pad; mouse, finger, stylus and keyboard are all told to it as one. */
import type { Point } from './stroke.js';

export interface Pen {
  /** Whether a stroke is being drawn. */
  isDown(): boolean;
  /** Begins a stroke. */
  down(point: Point): void;
  /** Draws on; does nothing while the pen is up. */
  move(points: readonly Point[]): void;
  /** Ends the stroke. */
  up(): void;
  /** Drops the stroke. */
  cancel(): void;
}
