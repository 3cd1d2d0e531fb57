/** The curve of one metric: training by batch, validation by epoch, each with its newest value. */
import { html, type TemplateResult } from 'lit';
import type { Canvas, ChartLibrary } from './chart.js';
import { ChartView } from './chart-view.js';
import type { Metric } from './curves.js';
import { numberLocale } from './number-locale.js';
import { ticksUpTo, wholeTicks } from './scale.js';
import { configOf } from './theme.js';
import type { ChartSpec } from './vega-embed.js';
import { table, wordsOf, type Change, type ViewContext } from './view.js';

/** What the library knows the curves by; their names may be anything. */
const SERIES = ['training', 'validation'] as const;

/** Least width of a number on the axis of epochs, by the size of its letters. */
const TICK_WIDTH = 3;

/** Of an accuracy, in percent. The same for all, so that two charts can be compared. */
const PERCENTS = [0, 20, 40, 60, 80, 100];

export class CurveView extends ChartView {
  readonly #metric: Metric;
  /** The newest value of each curve. They come with the drawings, and those more often than templates are rendered. */
  readonly #newest = { training: document.createElement('span'), validation: document.createElement('span') };

  constructor(context: ViewContext, metric: Metric) {
    super(context, 'curve');
    this.#metric = metric;
  }

  protected override hasData(): boolean {
    return !this.context.curves.empty;
  }

  protected override concerns(change: Change): boolean {
    return change === 'batch' || change === 'epoch' || change === 'info';
  }

  protected override label(): string {
    const last = this.#epochs().at(-1);
    const { early, label } = wordsOf(this.context)[this.#metric];
    if (last === undefined) return early;
    const [epoch, training, validation] = last;
    return label({ epoch, training, validation });
  }

  protected override legend(): TemplateResult {
    const words = wordsOf(this.context);
    return html`<ul class="legend" part="legend" role="list">
      ${this.#series.map((series) => html`<li class=${series}>${words[series]} ${this.#newest[series]}</li>`)}
    </ul>`;
  }

  protected override table(): TemplateResult {
    const { epoch, [this.#metric]: metric, ...words } = wordsOf(this.context);
    const series = this.#series;
    const rows = this.#epochs().map((row) => row.slice(0, 1 + series.length));
    return table(metric.table, [epoch, ...series.map((name) => words[name])], rows);
  }

  protected override async draw(library: ChartLibrary, { container, width, height, theme, paper, tooltip }: Canvas) {
    const { curves } = this.context;
    const { training, validation } = curves.of(this.#metric);
    const words = wordsOf(this.context);
    const { formats, language } = this.context.localizer;
    const accuracy = this.#metric === 'accuracy';
    const series = this.#series;
    // As the language has it: `%`, or a space before it.
    const percentSign = formats.percent(0).replace(formats.number(0), '');
    const scale = accuracy ? 100 : 1;
    const yTicks = accuracy ? PERCENTS : ticksUpTo(curves.highestLoss);
    const xTicks = wholeTicks(0, curves.last, Math.max(2, width / (TICK_WIDTH * theme.fontSize)));
    for (const name of series) {
      const value = curves.of(this.#metric)[name].at(-1)?.y;
      this.#newest[name].textContent =
        value === undefined ? '' : accuracy ? formats.percent(value, 1) : formats.number(value, 3);
    }
    // The library wants both series at the same places. A row holds one of them, and NaN for the other.
    const rows = [
      ...training.map(({ x, y }) => ({ x, training: y * scale, validation: NaN })),
      ...validation.map(({ x, y }) => ({ x, training: NaN, validation: y * scale })),
    ].sort((a, b) => a.x - b.x);
    const adapt = (spec: ChartSpec): void => {
      // Room for the last point and for descenders.
      spec.padding = { left: 0, top: 0, right: 6, bottom: 4 };
      // The library numbers the points; the axis counts epochs.
      spec.data.values.forEach((row, index) => (row['x'] = rows[index]?.x));
      const { x, tooltip } = spec.encoding;
      Object.assign(x ?? {}, {
        // Titles become parts of expressions, those of axes do not.
        title: 'epoch',
        scale: { domain: [0, curves.last] },
        axis: { title: words.epoch, values: xTicks },
      });
      const titles = ['epoch', ...series];
      if (Array.isArray(tooltip)) {
        tooltip.forEach((field, index) => Object.assign(field as object, { title: titles[index] }));
      }
      for (const [index, name] of series.entries()) {
        const layer = spec.layer[index];
        if (layer === undefined) continue;
        layer.transform = [{ filter: { field: name, valid: true } }];
        Object.assign(layer.mark, { point: index === 1, clip: false });
        Object.assign(
          layer.encoding['y'] ?? {},
          { title: null, scale: { domain: [0, yTicks.at(-1)], zero: true } },
          {
            axis: {
              values: yTicks,
              ...(accuracy && { labelExpr: `datum.label + ${JSON.stringify(percentSign)}` }),
            },
          },
        );
        // The legend stands above, as text of the page.
        Object.assign(layer.encoding['color'] ?? {}, { legend: null });
      }
    };
    library.prepare(container, {
      config: configOf(theme),
      locale: numberLocale(language),
      paper,
      tooltip: tooltip({ epoch: words.epoch, training: words.training, validation: words.validation }),
      adapt,
    });
    await library.linechart(
      container,
      {
        values: series.map((name) => rows.map(({ x, [name]: y }) => ({ x, y }))),
        series: [...series],
      },
      {
        width,
        height,
        xLabel: words.epoch,
        fontSize: theme.fontSize,
        seriesColors: series.map((name) => theme[name]),
      },
    );
  }

  /** The curves that there are: no images may be held out. */
  get #series(): readonly (typeof SERIES)[number][] {
    const { curves, trainer } = this.context;
    const isValidated =
      curves.history.length === 0
        ? trainer?.session.data?.validation !== 0
        : curves.history.some(({ valLoss }) => valLoss !== null);
    return isValidated ? SERIES : ['training'];
  }

  /** Finished epochs: number, training, validation, which is empty where there was none. */
  #epochs(): (readonly [string, string, string])[] {
    const { formats } = this.context.localizer;
    const [write, training, validation] =
      this.#metric === 'accuracy'
        ? ([(value: number) => formats.percent(value, 2), 'accuracy', 'valAccuracy'] as const)
        : ([(value: number) => formats.number(value, 4), 'loss', 'valLoss'] as const);
    return this.context.curves.history.map(({ epoch, ...metrics }) => {
      const validated = metrics[validation];
      return [formats.number(epoch), write(metrics[training]), validated === null ? '' : write(validated)];
    });
  }
}
