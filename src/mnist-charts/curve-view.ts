/** The curve of one metric: training by batch, validation by epoch. */
import type { TemplateResult } from 'lit';
import type { Canvas, ChartLibrary } from './chart.js';
import { ChartView } from './chart-view.js';
import type { Metric } from './curves.js';
import { strings } from './strings.js';
import { configOf } from './theme.js';
import type { ChartSpec } from './vega-embed.js';
import { table, type Change, type ViewContext } from './view.js';

export class CurveView extends ChartView {
  readonly #metric: Metric;

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
    return last === undefined ? strings.curveLabelEarly(this.#metric) : strings.curveLabel(this.#metric, ...last);
  }

  protected override table(): TemplateResult {
    const rows = this.#epochs().map(([epoch, training, validation]) => [
      epoch,
      strings.amount(this.#metric, training),
      strings.amount(this.#metric, validation),
    ]);
    return table(strings.curveTable(this.#metric), [strings.epoch, strings.training, strings.validation], rows);
  }

  protected override async draw(library: ChartLibrary, { container, width, height, theme, tooltip }: Canvas) {
    const { curves } = this.context;
    const { training, validation } = curves.of(this.#metric);
    const accuracy = this.#metric === 'accuracy';
    const scale = accuracy ? 100 : 1;
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
      Object.assign(
        x ?? {},
        { scale: { domain: [0, curves.epochs] } },
        curves.epochs > 1 && { axis: { tickMinStep: 1 } },
      );
      if (Array.isArray(tooltip)) Object.assign(tooltip[0] as object, { title: strings.epoch });
      for (const [index, series] of [strings.training, strings.validation].entries()) {
        const layer = spec.layer[index];
        if (layer === undefined) continue;
        layer.transform = [{ filter: { field: series, valid: true } }];
        Object.assign(layer.mark, { point: index === 1, clip: false });
        Object.assign(
          layer.encoding['y'] ?? {},
          { title: null },
          accuracy && { axis: { labelExpr: 'datum.label + "%"' } },
        );
      }
    };
    library.prepare(container, { config: configOf(theme), tooltip, adapt });
    await library.linechart(
      container,
      {
        values: [
          rows.map(({ x, training }) => ({ x, y: training })),
          rows.map(({ x, validation }) => ({ x, y: validation })),
        ],
        series: [strings.training, strings.validation],
      },
      {
        width,
        height,
        xLabel: strings.epoch,
        zoomToFit: accuracy,
        fontSize: 12,
        seriesColors: [theme.training, theme.validation],
      },
    );
  }

  /** Finished epochs: number, training, validation. */
  #epochs(): (readonly [number, number, number])[] {
    const accuracy = this.#metric === 'accuracy';
    return this.context.curves.history.map((epoch) =>
      accuracy ? [epoch.epoch, epoch.accuracy, epoch.valAccuracy] : [epoch.epoch, epoch.loss, epoch.valLoss],
    );
  }
}
