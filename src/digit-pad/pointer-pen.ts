/** Draws with mouse, finger or stylus. */
import type { Pen } from './pen.js';
import { edgeBetween, isOnPad, toPoint, type Point } from './stroke.js';

const EVENTS = ['pointerdown', 'pointermove', 'pointerup', 'pointercancel', 'lostpointercapture'] as const;

/** How many CSS pixels two ways to find the same place may differ by before they are taken for different. */
const TOLERANCE = 2;

/** How far a finger must have gone for its stroke to stay when the system cancels it: a palm at rest goes less far. */
const FAR = 0.05;

export class PointerPen {
  readonly #surface: HTMLElement;
  readonly #pen: Pen;
  readonly #mayDraw: () => boolean;
  /** The pointer that draws; all others are ignored meanwhile. */
  #active: PointerEvent | undefined;
  #first: Point = [0, 0];
  /** Where the pointer was last; off the pad it leaves no ink. */
  #last: Point = [0, 0];
  /** By how much style sheets enlarge the surface with `zoom`. */
  #zoom = 1;

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

  handleEvent(event: PointerEvent | DragEvent): void {
    // Where something around the pad can be dragged, a stroke would carry it away.
    if (!('pointerId' in event)) event.preventDefault();
    else if (event.type === 'pointerdown') this.#down(event);
    else if (event.pointerId !== this.#active?.pointerId) return;
    // Something else may have ended the stroke: Escape, a program, a form's reset.
    else if (!this.#pen.isDown() && isOnPad(this.#last)) this.#release();
    else if (event.type === 'pointermove') this.#follow(this.#placesOf(event));
    else this.#end(event);
  }

  #down(event: PointerEvent): void {
    const interrupts = this.#active === undefined || !this.#pen.isDown() || this.#isPalm(event);
    if (event.button !== 0 || !interrupts || !this.#mayDraw()) return;
    if (this.#active !== undefined) this.#pen.cancel();
    this.#active = event;
    this.#zoom = zoomOf(this.#surface);
    this.#first = this.#last = toPoint(...this.#placeOf(event.offsetX, event.offsetY));
    this.#pen.down(this.#first);
    this.#surface.ownerDocument.addEventListener('dragstart', this, true);
    try {
      this.#surface.setPointerCapture(event.pointerId);
    } catch {
      // A pointer that a script made up cannot be captured, and need not be.
    }
  }

  /** Inks the way on the pad; off it the pen is up, so that a stroke ends at the edge and another one begins there. */
  #follow(places: readonly Point[]): void {
    let inked: Point[] = [];
    for (const place of places) {
      const [wasOn, isOn] = [isOnPad(this.#last), isOnPad(place)];
      if (!wasOn && isOn) this.#pen.down(edgeBetween(place, this.#last));
      if (isOn) inked.push(place);
      else if (wasOn) {
        this.#pen.move([...inked, edgeBetween(this.#last, place)]);
        this.#pen.up();
        inked = [];
      }
      this.#last = place;
    }
    if (inked.length > 0) this.#pen.move(inked);
  }

  #end(event: PointerEvent): void {
    this.#release();
    if (!this.#pen.isDown()) return;
    if (event.type === 'pointercancel' && this.#isRest(event)) this.#pen.cancel();
    else this.#pen.up();
  }

  #release(): void {
    this.#active = undefined;
    this.#surface.ownerDocument.removeEventListener('dragstart', this, true);
  }

  /** Whether the finger that draws turns out to be the palm of a hand with a stylus. */
  #isPalm(event: PointerEvent): boolean {
    return event.pointerType === 'pen' && this.#active?.pointerType === 'touch';
  }

  /** Whether what the system cancels was a hand that lies there, not a drawing that was interrupted. */
  #isRest({ pointerType }: PointerEvent): boolean {
    const [[x, y], [firstX, firstY]] = [this.#last, this.#first];
    return pointerType === 'touch' && Math.hypot(x - firstX, y - firstY) < FAR;
  }

  /**
   * Every place that the pointer has been at since the last event. Only the event itself knows its offset on a surface
   * that may be transformed; browsers leave it out of the coalesced ones. Those are mapped through the bounding box,
   * which is right unless the surface is rotated or skewed: then the event's own place has to do.
   */
  #placesOf(event: PointerEvent): Point[] {
    const own = this.#placeOf(event.offsetX, event.offsetY);
    const { left, top, width, height } = this.#surface.getBoundingClientRect();
    const map = ({ clientX, clientY }: PointerEvent): Point => [(clientX - left) / width, (clientY - top) / height];
    const coalesced = coalescedEventsOf(event);
    const [x, y] = map(event);
    const difference = Math.hypot(x - own[0], y - own[1]) * this.#surface.offsetWidth;
    return coalesced.length < 2 || difference > TOLERANCE ? [own] : coalesced.map(map);
  }

  /** As fractions of the side, from an event's offset, which `zoom` enlarges. */
  #placeOf(x: number, y: number): Point {
    return [x / this.#zoom / this.#surface.offsetWidth, y / this.#zoom / this.#surface.offsetHeight];
  }
}

/** Pages without a secure context, such as `http://` on a school's own server, are not given the coalesced events. */
function coalescedEventsOf(event: Partial<Pick<PointerEvent, 'getCoalescedEvents'>>): PointerEvent[] {
  return event.getCoalescedEvents?.() ?? [];
}

/** The product of `zoom` on an element and everything around it, shadow roots included. */
function zoomOf(element: Element): number {
  let zoom = 1;
  for (let each: Element | null = element; each !== null; each = parentOf(each)) {
    zoom *= Number(getComputedStyle(each).getPropertyValue('zoom')) || 1;
  }
  return zoom;
}

function parentOf(element: Element): Element | null {
  if (element.assignedSlot !== null) return element.assignedSlot;
  const root = element.getRootNode();
  return element.parentElement ?? ('host' in root ? (root.host as Element) : null);
}
