/**
 * Stands in for the package `vega-embed`, which tfjs-vis draws through: the build resolves its import of it to this
 * file. Expressions are interpreted, not compiled with `new Function`, so that a strict Content-Security-Policy may stay
 * strict; nothing is added to the page outside the container; new data in the same chart update the view that is there;
 * and every view can be ended.
 */
import { CanvasHandler, changeset, Marks, parse, View, type NumberLocale, type TooltipHandler } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile, type Config, type TopLevelSpec } from 'vega-lite';
import { placeIn } from './place-in.js';

/** A row of inline data. */
export type Row = Record<string, unknown>;

/** The parts of a specification by tfjs-vis that are adapted here. */
export interface ChartSpec {
  padding: unknown;
  data: { values: Row[]; name?: string };
  encoding: Record<string, unknown>;
  layer: {
    mark: Record<string, unknown>;
    encoding: Record<string, Record<string, unknown> | undefined>;
    transform?: unknown[];
  }[];
}

/** How a container's charts differ from what tfjs-vis specifies. */
export interface Adaptation {
  readonly config: Config;
  /** How numbers are written. */
  readonly locale: NumberLocale;
  readonly tooltip: TooltipHandler;
  /** Whether all is drawn before the page goes on, as vectors. */
  readonly paper: boolean;
  /** Changes the specification in place. */
  readonly adapt: (spec: ChartSpec) => void;
}

interface Drawn {
  readonly view: View;
  /** Everything of the chart but its data. */
  readonly shape: string;
  updates: number;
}

/** How often a view gets new data. Vega keeps about 35 KB of each update; a new view lets go of them. */
const MOST_UPDATES = 100;

declare module 'vega' {
  /** How each kind of mark is drawn: Vega exports it and does not declare it. */
  const Marks: Record<'line' | 'rect' | 'symbol', { attr: (emit: () => void, item: object) => void }>;
}

/** What of Vega's handler is used here. */
interface Picker {
  canvas(): HTMLCanvasElement;
  /** @param x, y on the canvas @param gx, gy from where the axes meet */
  pick(scene: object, x: number, y: number, gx: number, gy: number): object | null;
  readonly _scene: object;
  readonly _origin: readonly [number, number];
}

// Vega takes a pixel of the page for one of the canvas, and under CSS `zoom` finds what lies elsewhere.
Object.assign(CanvasHandler.prototype, {
  pickEvent(this: Picker, { clientX, clientY }: MouseEvent | Touch): object | null {
    const [x, y] = placeIn(this.canvas(), clientX, clientY);
    const [left, top] = this._origin;
    return this.pick(this._scene, x, y, x - left, y - top);
  },
});

/** Name that the rows are known by in the view. */
const ROWS = 'rows';

const adaptations = new WeakMap<HTMLElement, Adaptation>();
const drawn = new WeakMap<HTMLElement, Drawn>();

/** To be called before each drawing into `container`. */
export function prepare(container: HTMLElement, adaptation: Adaptation): void {
  adaptations.set(container, adaptation);
}

/** Ends the container's view, with its listeners, and empties it. */
export function finalize(container: HTMLElement): void {
  drawn.get(container)?.view.finalize();
  drawn.delete(container);
  container.replaceChildren();
  forgetCanvases();
}

/** Vega's marks hold on to the canvas that they were last drawn on, and so to its page element; SVG has none. */
function forgetCanvases(): void {
  const item = { mark: { items: [{}] } };
  for (const mark of [Marks.line, Marks.rect, Marks.symbol]) mark.attr(() => undefined, item);
}

/** What tfjs-vis calls. */
export default async function embed(container: HTMLElement, spec: ChartSpec): Promise<{ view: View }> {
  const adaptation = adaptations.get(container);
  if (adaptation === undefined) throw new Error('Nothing may be drawn into a container before prepare().');
  adaptation.adapt(spec);
  const rows = spec.data.values;
  const unfilled = { ...spec, data: { values: [], name: ROWS } };
  const { paper } = adaptation;
  const shape = JSON.stringify([unfilled, adaptation.config, adaptation.locale, paper, devicePixelRatio]);
  const pause = paper ? (): undefined => undefined : nextTask;
  const former = drawn.get(container);
  if (former?.shape === shape && former.updates < MOST_UPDATES) {
    former.updates += 1;
    await former.view.change(ROWS, changeset().remove(truthy).insert(rows)).runAsync();
    return { view: former.view };
  }
  finalize(container);
  // A first drawing is slow. In steps, none of them holds up the page for more than a frame or two.
  const compiled = compile(unfilled as unknown as TopLevelSpec, { config: adaptation.config }).spec;
  await pause();
  const runtime = parse(compiled, { locale: { number: adaptation.locale } }, { ast: true });
  await pause();
  const view = new View(runtime, { expr: expressionInterpreter, renderer: paper ? 'svg' : 'canvas' });
  await pause();
  // Another may have come in between, for a printer.
  finalize(container);
  // Known from here on, so that it can be ended also while it comes up, as when the chart is moved.
  drawn.set(container, { view, shape, updates: 0 });
  try {
    view.tooltip(adaptation.tooltip).initialize(container).insert(ROWS, rows);
    await pause();
    await view.runAsync();
  } catch (error) {
    if (drawn.get(container)?.view !== view) return { view };
    // One that has not come up is of no use for the next data.
    finalize(container);
    throw error;
  }
  return { view };
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

function truthy(): boolean {
  return true;
}
