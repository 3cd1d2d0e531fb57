/** A view that is a chart, with its data as a table for who cannot see it or wants the numbers. */
import { html, type TemplateResult } from 'lit';
import type { MnistError } from '../shared/errors.js';
import { Chart, type Canvas, type ChartLibrary } from './chart.js';
import { wordsOf, type Change, type View, type ViewContext } from './view.js';

export abstract class ChartView implements View {
  protected readonly context: ViewContext;
  readonly #chart: Chart;
  #failure: MnistError | undefined;
  /** Whether the table stands for the chart. */
  #isTable = false;

  /** @param name class of the chart, for its size */
  constructor(context: ViewContext, name: string) {
    this.context = context;
    this.#chart = new Chart(name, {
      draw: (library, canvas) => this.draw(library, canvas),
      report: (failure) => {
        this.#failure = failure;
        if (failure !== undefined) context.fail(failure);
        context.requestUpdate();
      },
      standIn: (isNeeded) => {
        this.#isTable = isNeeded;
        context.requestUpdate();
      },
    });
  }

  render(): TemplateResult | undefined {
    if (!this.hasData()) return undefined;
    this.#chart.label = this.label();
    return html`
      <div class="frame" part="chart" ?hidden=${this.#isTable}>
        ${this.legend?.()} ${this.#chart.element}
        ${this.#failure === undefined ? undefined : html`<p class="failure" part="empty">${this.context.localizer.sentence(this.#failure)}</p>`}
      </div>
      <details part="data" ?open=${this.#isTable}>
        <summary>${wordsOf(this.context).data}</summary>
        ${this.table()}
      </details>
    `;
  }

  changed(change: Change): void {
    if (change === 'language' || this.concerns(change)) this.#chart.invalidate();
  }

  warmUp(): void {
    void this.#chart.warmUp();
  }

  connect(): void {
    this.#chart.connect();
    this.#chart.invalidate();
  }

  disconnect(): void {
    this.#chart.disconnect();
  }

  /** Whether there is anything to draw. */
  protected abstract hasData(): boolean;
  protected abstract concerns(change: Change): boolean;
  /** The chart in words. */
  protected abstract label(): string;
  /** What the colours mean. */
  protected legend?(): TemplateResult;
  /** The chart in numbers. */
  protected abstract table(): TemplateResult;
  protected abstract draw(library: ChartLibrary, canvas: Canvas): Promise<void>;
}
