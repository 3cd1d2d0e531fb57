/** Draws with mouse, finger or stylus. */
import type { Pen } from './pen.js';
import { toPoint, type Point } from './stroke.js';

const EVENTS = ['pointerdown', 'pointermove', 'pointerup', 'pointercancel', 'lostpointercapture'] as const;

/** How many CSS pixels two ways to find the same place may differ by before they are taken for different. */
const TOLERANCE = 2;

export class PointerPen {
  readonly #surface: HTMLElement;
  readonly #pen: Pen;
  readonly #mayDraw: () => boolean;
  /** The pointer that draws; all others are ignored meanwhile. */
  #active: PointerEvent | undefined;

  /**
   * @param surface what is drawn on; without border and padding
   * @param mayDraw asked before every stroke
   */
  constructor(surface: HTMLElement, pen: Pen, mayDraw: () => boolean) {
    this.#surface = surface;
    this.#pen = pen;
    this.#mayDraw = mayDraw;
    for (const name of EVENTS) surface.addEventListener(name, this);
  }

  handleEvent(event: PointerEvent): void {
    if (event.type === 'pointerdown') this.#down(event);
    else if (event.pointerId !== this.#active?.pointerId) return;
    // Something else may have ended the stroke: Escape, a program, a form's reset.
    else if (!this.#pen.isDown()) this.#active = undefined;
    else if (event.type === 'pointermove') this.#pen.move(this.#pointsOf(event));
    else this.#end(event);
  }

  #down(event: PointerEvent): void {
    const isMainButton = event.button === 0 && event.isPrimary;
    const interrupts = this.#active === undefined || !this.#pen.isDown() || this.#isPalm(event);
    if (!isMainButton || !interrupts || !this.#mayDraw()) return;
    if (this.#active !== undefined) this.#pen.cancel();
    this.#active = event;
    this.#pen.down(this.#pointOf(event.offsetX, event.offsetY));
    try {
      this.#surface.setPointerCapture(event.pointerId);
    } catch {
      // A pointer that a script made up cannot be captured, and need not be.
    }
  }

  #end(event: PointerEvent): void {
    this.#active = undefined;
    if (event.type === 'pointercancel') this.#pen.cancel();
    else this.#pen.up();
  }

  /** Whether the finger that draws turns out to be the palm of a hand with a stylus. */
  #isPalm(event: PointerEvent): boolean {
    return event.pointerType === 'pen' && this.#active?.pointerType === 'touch';
  }

  /**
   * Every place that the pointer has been at since the last event. Only the event itself knows its offset on a surface
   * that may be transformed; browsers leave it out of the coalesced ones. Those are mapped through the bounding box,
   * which is right unless the surface is rotated or skewed: then the event's own place has to do.
   */
  #pointsOf(event: PointerEvent): Point[] {
    const { offsetX, offsetY } = event;
    const { left, top, width, height } = this.#surface.getBoundingClientRect();
    const map = ({ clientX, clientY }: PointerEvent): [number, number] => [
      ((clientX - left) / width) * this.#surface.offsetWidth,
      ((clientY - top) / height) * this.#surface.offsetHeight,
    ];
    const [x, y] = map(event);
    const coalesced = coalescedEventsOf(event);
    if (coalesced.length < 2 || Math.hypot(x - offsetX, y - offsetY) > TOLERANCE) {
      return [this.#pointOf(offsetX, offsetY)];
    }
    return coalesced.map((each) => this.#pointOf(...map(each)));
  }

  #pointOf(x: number, y: number): Point {
    return toPoint(x / this.#surface.offsetWidth, y / this.#surface.offsetHeight);
  }
}

/** Pages without a secure context, such as `http://` on a school's own server, are not given the coalesced events. */
function coalescedEventsOf(event: Partial<Pick<PointerEvent, 'getCoalescedEvents'>>): PointerEvent[] {
  return event.getCoalescedEvents?.() ?? [];
}
