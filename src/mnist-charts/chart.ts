/**
 * A place that a chart is drawn in: at most four times a second, one drawing at a time, and only while somebody can see
 * it. What was left out is drawn when it comes into sight.
 */
import { MnistError } from '../shared/errors.js';
import type * as library from './chart-library.js';
import { readTheme, type Theme } from './theme.js';
import { tooltipIn } from './tooltip.js';
import type { TooltipHandler } from 'vega';

export type ChartLibrary = typeof library;

/** Where and how to draw. */
export interface Canvas {
  /** Given to the charts library, which fills it. */
  readonly container: HTMLElement;
  /** In CSS pixels. */
  readonly width: number;
  readonly height: number;
  readonly theme: Theme;
  /** Tells what is under the pointer. @param names what the fields are called on the page, by their titles */
  readonly tooltip: (names: Readonly<Record<string, string>>) => TooltipHandler;
}

interface ChartOptions {
  /** Rejects when the library fails. */
  readonly draw: (library: ChartLibrary, canvas: Canvas) => Promise<void>;
  /** The chart failed, with `charts-failed`, or (undefined) drew again after it had failed. */
  readonly report: (failure: MnistError | undefined) => void;
}

/** Least time between the end of a drawing and the next, in milliseconds. */
const INTERVAL = 250;

export class Chart {
  /** Belongs into the page wherever the chart shall stand. */
  readonly element: HTMLElement;
  readonly #options: ChartOptions;
  readonly #container = document.createElement('div');
  readonly #tooltip = Object.assign(document.createElement('div'), { className: 'tooltip', hidden: true });
  #library: ChartLibrary | undefined;
  #sight: IntersectionObserver | undefined;
  #size: ResizeObserver | undefined;
  #visible = false;
  /** Whether something has changed since the last drawing. */
  #due = false;
  #drawing = false;
  #failed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #earliest = 0;

  /** @param name class of the element, for its size */
  constructor(name: string, options: ChartOptions) {
    this.#options = options;
    this.element = document.createElement('div');
    this.element.className = `canvas ${name}`;
    this.element.setAttribute('role', 'img');
    this.element.append(this.#container, this.#tooltip);
    // A change of the colour scheme reaches the canvas as a transition of the inherited colour.
    this.element.addEventListener('transitionrun', () => this.invalidate());
  }

  /** In words, for who does not see the chart. */
  set label(label: string) {
    this.element.setAttribute('aria-label', label);
  }

  /** Follows the element's visibility and size. To be called when it enters the page. */
  connect(): void {
    if (this.#sight !== undefined) return;
    this.#sight = new IntersectionObserver((entries) => {
      this.#visible = entries.at(-1)?.isIntersecting ?? false;
      this.#schedule();
    });
    this.#sight.observe(this.element);
    this.#size = new ResizeObserver(() => this.invalidate());
    this.#size.observe(this.element);
    document.addEventListener('visibilitychange', this.#schedule);
  }

  /** Ends the chart and everything that it follows. */
  disconnect(): void {
    this.#sight?.disconnect();
    this.#size?.disconnect();
    this.#sight = this.#size = undefined;
    this.#visible = false;
    document.removeEventListener('visibilitychange', this.#schedule);
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#library?.finalize(this.#container);
  }

  /**
   * Loads the library and draws once out of sight. The first drawing is by far the slowest: it shall not fall into the
   * training. What fails here is told when it fails in earnest.
   */
  async warmUp(): Promise<void> {
    if (this.#library !== undefined) return;
    try {
      const library = await loadLibrary();
      this.#library = library;
      await turn();
      const container = document.createElement('div');
      const box = document.createElement('div');
      await this.#options.draw(library, {
        container,
        width: 300,
        height: 200,
        theme: readTheme(this.element),
        tooltip: (names) => tooltipIn(box, names),
      });
      library.finalize(container);
    } catch {
      // See above.
    }
  }

  /** Draws soon. */
  invalidate(): void {
    this.#due = true;
    this.#schedule();
  }

  readonly #schedule = (): void => {
    if (!this.#due || !this.#visible || document.hidden || this.#drawing || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => void this.#run(), Math.max(0, this.#earliest - performance.now()));
  };

  async #run(): Promise<void> {
    this.#timer = undefined;
    if (!this.#visible || document.hidden) return;
    this.#drawing = true;
    this.#due = false;
    try {
      await this.#draw();
      if (this.#failed) this.#options.report(undefined);
      this.#failed = false;
    } catch (error) {
      // Tried again with the next data, perhaps four times a second; told once.
      if (!this.#failed) this.#options.report(toFailure(error));
      this.#failed = true;
    }
    this.#drawing = false;
    // The element may have left the page while the library drew.
    if (this.#sight === undefined) this.#library?.finalize(this.#container);
    this.#earliest = performance.now() + INTERVAL;
    this.#schedule();
  }

  async #draw(): Promise<void> {
    this.#library ??= await loadLibrary();
    await turn();
    if (this.#sight === undefined) return;
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === 0 || height === 0) return;
    await this.#options.draw(this.#library, {
      container: this.#container,
      width,
      height,
      theme: readTheme(this.element),
      tooltip: (names) => tooltipIn(this.#tooltip, names),
    });
  }
}

function toFailure(error: unknown): MnistError {
  return MnistError.from(error, 'charts-failed', 'The chart could not be drawn. The next data try again.');
}

let lastTurn = Promise.resolve();

/** Lets the browser do something else between two drawings, also where several charts are due at once. */
function turn(): Promise<void> {
  lastTurn = lastTurn.then(() => new Promise((resolve) => setTimeout(resolve)));
  return lastTurn;
}

async function loadLibrary(): Promise<ChartLibrary> {
  try {
    return await import('./chart-library.js');
  } catch (error) {
    const message =
      'The charts library could not be loaded. Check that all files of the `dist` folder lie beside the script. ' +
      'The next data try again.';
    throw new MnistError('charts-failed', message, error);
  }
}
