/** Paints strokes on a canvas, and paints them anew when its size, its resolution or the ink's colour changes. */
import type { Point, Stroke } from './stroke.js';

/** What is painted, asked anew at every repaint. */
export interface InkSource {
  strokes(): readonly Stroke[];
  /** As a fraction of the canvas' side. */
  penWidth(): number;
}

export class Ink {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D | null;
  readonly #source: InkSource;
  #observer: ResizeObserver | undefined;
  /** How many points of the open stroke are painted. */
  #painted = 0;

  constructor(canvas: HTMLCanvasElement, source: InkSource) {
    this.#canvas = canvas;
    this.#context = canvas.getContext('2d');
    this.#source = source;
    // The style sheet gives the colour a transition for this event alone: nothing else tells of a change of theme.
    canvas.addEventListener('transitionend', () => this.repaint());
  }

  /** Follows the size of the canvas. To be called when it enters a document. */
  connect(): void {
    // Of the canvas's own window: that of another would go on when this one is closed.
    const { ResizeObserver } = this.#canvas.ownerDocument.defaultView ?? window;
    this.#observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined) this.#resize(entry);
    });
    try {
      this.#observer.observe(this.#canvas, { box: 'device-pixel-content-box' });
    } catch {
      // Safari knows no such box.
      this.#observer.observe(this.#canvas);
    }
  }

  disconnect(): void {
    this.#observer?.disconnect();
  }

  /** Paints everything. */
  repaint(): void {
    const context = this.#context;
    if (context === null) return;
    context.resetTransform();
    context.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    // From here on, lengths are fractions of the side.
    context.scale(this.#canvas.width, this.#canvas.height);
    context.lineCap = context.lineJoin = 'round';
    context.lineWidth = this.#source.penWidth();
    context.strokeStyle = context.fillStyle = getComputedStyle(this.#canvas).color;
    for (const stroke of this.#source.strokes()) {
      this.begin(stroke);
      this.extend(stroke);
      this.#end(stroke);
    }
  }

  /** Paints the first point of a stroke. */
  begin(stroke: Stroke): void {
    const first = stroke[0];
    if (first === undefined || this.#context === null) return;
    this.#context.beginPath();
    this.#context.arc(...first, this.#source.penWidth() / 2, 0, 2 * Math.PI);
    this.#context.fill();
    this.#painted = 1;
  }

  /** Paints the points that a stroke has won, as curves from midpoint to midpoint with the points between as control. */
  extend(stroke: Stroke): void {
    this.#line(middle(stroke, this.#painted - 1), (context) => {
      for (; this.#painted < stroke.length; this.#painted++) {
        context.quadraticCurveTo(...at(stroke, this.#painted - 1), ...middle(stroke, this.#painted));
      }
    });
  }

  /** Paints the way from the last midpoint to the last point. */
  #end(stroke: Stroke): void {
    this.#line(middle(stroke, stroke.length - 1), (context) => context.lineTo(...at(stroke, stroke.length - 1)));
  }

  #line(from: Point, trace: (context: CanvasRenderingContext2D) => void): void {
    const context = this.#context;
    if (context === null) return;
    context.beginPath();
    context.moveTo(...from);
    trace(context);
    context.stroke();
  }

  #resize({ contentRect, devicePixelContentBoxSize }: ResizeObserverEntry): void {
    // Safari again: its entries lack the size in device pixels.
    const exact = (devicePixelContentBoxSize as readonly ResizeObserverSize[] | undefined)?.[0];
    const side = Math.round(exact?.inlineSize ?? contentRect.width * devicePixelRatio);
    if (side === this.#canvas.width && side === this.#canvas.height) return;
    this.#canvas.width = this.#canvas.height = side;
    this.repaint();
  }
}

/** The point halfway between a point of the stroke and the one before; the first point has none before. */
function middle(stroke: Stroke, index: number): Point {
  const [x, y] = at(stroke, index);
  const [beforeX, beforeY] = at(stroke, Math.max(index - 1, 0));
  return [(x + beforeX) / 2, (y + beforeY) / 2];
}

function at(stroke: Stroke, index: number): Point {
  return stroke[index] ?? [0, 0];
}
