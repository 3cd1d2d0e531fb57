/** Draws with the keyboard: arrows move a cursor, Space or Enter puts the pen down and lifts it. */
import type { DrawingCommand } from './drawing.js';
import type { Pen } from './pen.js';
import { toPoint, type Point } from './stroke.js';

/** How far an arrow key moves the cursor, as a fraction of the pad's side: without and with Shift. */
const STEP = 0.04;
const LARGE_STEP = 0.16;

const DIRECTIONS: Readonly<Record<string, Point>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The command that a key stands for: Escape, or the customary ones with Control or Command. */
export function commandOf({ key, ctrlKey, metaKey, shiftKey }: KeyboardEvent): DrawingCommand | undefined {
  if (key === 'Escape') return 'clear';
  if (!ctrlKey && !metaKey) return undefined;
  const letter = key.toLowerCase();
  if (letter === 'z') return shiftKey ? 'redo' : 'undo';
  return letter === 'y' ? 'redo' : undefined;
}

export class KeyboardPen {
  readonly #pen: Pen;
  #position: Point = [0.5, 0.5];

  constructor(pen: Pen) {
    this.#pen = pen;
  }

  /** Where the cursor is. */
  get position(): Point {
    return this.#position;
  }

  /** Does what the key stands for; false if it stands for nothing here. */
  press({ key, shiftKey, altKey, ctrlKey, metaKey, repeat }: KeyboardEvent): boolean {
    // Those are the browser's: back, the start of the line, sending a form.
    if (altKey || ctrlKey || metaKey) return false;
    const direction = DIRECTIONS[key];
    if (direction !== undefined) {
      const step = shiftKey ? LARGE_STEP : STEP;
      const [x, y] = this.#position;
      this.#position = toPoint(x + direction[0] * step, y + direction[1] * step);
      this.#pen.move([this.#position]);
      return true;
    }
    if (key !== ' ' && key !== 'Enter') return false;
    if (repeat) return true;
    if (this.#pen.isDown()) this.#pen.up();
    else this.#pen.down(this.#position);
    return true;
  }
}
