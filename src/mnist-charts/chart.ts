/**
 * A place that a chart is drawn in: at most four times a second, one drawing at a time, and only while somebody can see
 * it. What was left out is drawn when it comes into sight, or when the page is printed.
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
  /** Whether it is drawn for a printer: at once, as the browser does not wait, and sharp at any size. */
  readonly paper: boolean;
  /** Tells what is under the pointer. @param names what the fields are called on the page, by their titles */
  readonly tooltip: (names: Readonly<Record<string, string>>) => TooltipHandler;
}

interface ChartOptions {
  /** Rejects when the library fails. */
  readonly draw: (library: ChartLibrary, canvas: Canvas) => Promise<void>;
  /** The chart failed, with `charts-failed`, or (undefined) drew again after it had failed. */
  readonly report: (failure: MnistError | undefined) => void;
  /** Whether something else is to stand for the chart on paper, as what it takes to draw it is not loaded. */
  readonly standIn: (isNeeded: boolean) => void;
}

/** Least time between the end of a drawing and the next, in milliseconds. */
const INTERVAL = 250;

/** The library, once it is there. */
let loaded: ChartLibrary | undefined;

export class Chart {
  /** Belongs into the page wherever the chart shall stand. */
  readonly element: HTMLElement;
  readonly #options: ChartOptions;
  readonly #container = document.createElement('div');
  readonly #tooltip = Object.assign(document.createElement('div'), { className: 'tooltip', hidden: true });
  #sight: IntersectionObserver | undefined;
  #size: ResizeObserver | undefined;
  #visible = false;
  /** Whether something has changed since the last drawing. */
  #due = false;
  #drawing = false;
  #failed = false;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #earliest = 0;
  readonly #print = matchMedia('print');
  #paper = false;
  /** Tells when the screen has finer or coarser pixels, as when the window goes to another one. */
  #resolution: MediaQueryList | undefined;

  /** @param name class of the element, for its size */
  constructor(name: string, options: ChartOptions) {
    this.#options = options;
    this.element = document.createElement('div');
    this.element.className = `canvas ${name}`;
    this.element.setAttribute('role', 'img');
    this.element.append(this.#container, this.#tooltip);
    // A change of colours or of the size of letters reaches the canvas as a transition: see the styles.
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
    addEventListener('beforeprint', this.#toPaper);
    addEventListener('afterprint', this.#toScreen);
    // Some browsers tell nothing else.
    this.#print.addEventListener('change', this.#toMedium);
    this.#watchResolution();
  }

  /** Ends the chart and everything that it follows. */
  disconnect(): void {
    this.#sight?.disconnect();
    this.#size?.disconnect();
    this.#sight = this.#size = undefined;
    this.#visible = false;
    document.removeEventListener('visibilitychange', this.#schedule);
    removeEventListener('beforeprint', this.#toPaper);
    removeEventListener('afterprint', this.#toScreen);
    this.#print.removeEventListener('change', this.#toMedium);
    this.#resolution?.removeEventListener('change', this.#watchResolution);
    this.#leavePaper();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    loaded?.finalize(this.#container);
  }

  /**
   * Loads the library and draws once out of sight. The first drawing is by far the slowest: it shall not fall into the
   * training. What fails here is told when it fails in earnest.
   */
  async warmUp(): Promise<void> {
    if (loaded !== undefined) return;
    try {
      const library = await loadLibrary();
      await turn();
      const container = document.createElement('div');
      const box = document.createElement('div');
      await this.#options.draw(library, {
        container,
        width: 300,
        height: 200,
        theme: readTheme(this.element),
        paper: false,
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
    if (!this.#due || !this.#visible || this.#paper || document.hidden || this.#drawing || this.#timer !== undefined)
      return;
    this.#timer = setTimeout(() => void this.#run(), Math.max(0, this.#earliest - performance.now()));
  };

  async #run(): Promise<void> {
    this.#timer = undefined;
    if (!this.#visible || this.#paper || document.hidden) return;
    this.#drawing = true;
    this.#due = false;
    try {
      const library = await loadLibrary();
      await turn();
      await this.#draw(library);
      if (this.#failed) this.#options.report(undefined);
      this.#failed = false;
    } catch (error) {
      // Tried again with the next data, perhaps four times a second; told once.
      if (!this.#failed) this.#options.report(toFailure(error));
      this.#failed = true;
    }
    this.#drawing = false;
    // The element may have left the page while the library drew.
    if (this.#sight === undefined) loaded?.finalize(this.#container);
    this.#earliest = performance.now() + INTERVAL;
    this.#schedule();
  }

  async #draw(library: ChartLibrary): Promise<void> {
    if (this.#sight === undefined) return;
    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === 0 || height === 0) return;
    await this.#options.draw(library, {
      container: this.#container,
      width,
      height,
      theme: readTheme(this.element),
      paper: this.#paper,
      tooltip: (names) => tooltipIn(this.#tooltip, names),
    });
  }

  /** In dark ink, in sight or not: all of it before this returns to the browser. */
  readonly #toPaper = (): void => {
    if (this.#paper) return;
    this.#paper = true;
    this.element.classList.add('paper');
    if (loaded === undefined) {
      this.#options.standIn(true);
      // For the next time.
      void this.warmUp();
      return;
    }
    // What fails stays as it was.
    this.#draw(loaded).catch(() => undefined);
  };

  readonly #toScreen = (): void => {
    if (!this.#paper) return;
    this.#leavePaper();
    loaded?.finalize(this.#container);
    this.invalidate();
  };

  readonly #toMedium = (): void => (this.#print.matches ? this.#toPaper() : this.#toScreen());

  #leavePaper(): void {
    if (!this.#paper) return;
    this.#paper = false;
    this.#options.standIn(false);
    this.element.classList.remove('paper');
  }

  readonly #watchResolution = (): void => {
    this.#resolution?.removeEventListener('change', this.#watchResolution);
    this.#resolution = matchMedia(`(resolution: ${devicePixelRatio}dppx)`);
    this.#resolution.addEventListener('change', this.#watchResolution);
    this.invalidate();
  };
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
    loaded ??= await import('./chart-library.js');
    return loaded;
  } catch (error) {
    const message =
      'The charts library could not be loaded. Check that all files of the `dist` folder lie beside the script. ' +
      'The next data try again.';
    throw new MnistError('charts-failed', message, error);
  }
}
