/** Which digits the network takes for which: a row for each true class, a column for each predicted one. */
import type { TemplateResult } from 'lit';
import type { Canvas, ChartLibrary } from './chart.js';
import { ChartView } from './chart-view.js';
import { numberLocale } from './number-locale.js';
import { configOf } from './theme.js';
import type { ChartSpec } from './vega-embed.js';
import type { ViewsStrings } from './views.strings.js';
import { className, table, wordsOf, type Change, type ViewContext } from './view.js';

/** Narrower charts get smaller figures, so that four digits fit into a cell. In pixels. */
const NARROW = 360;

export class ConfusionView extends ChartView {
  constructor(context: ViewContext) {
    super(context, 'matrix');
  }

  protected override hasData(): boolean {
    return this.context.evaluation !== undefined;
  }

  protected override concerns(change: Change): boolean {
    return change === 'evaluation';
  }

  protected override label(): string {
    const accuracy = this.context.localizer.formats.percent(this.context.evaluation?.accuracy ?? 0, 2);
    return wordsOf(this.context).confusion.label(accuracy);
  }

  protected override table(): TemplateResult {
    const { caption, truth, prediction } = wordsOf(this.context).confusion;
    const { formats } = this.context.localizer;
    const names = this.#names();
    const rows = this.#counts().map((counts, index) => [names[index], ...counts.map((count) => formats.number(count))]);
    return table(caption, [`${truth} ╲ ${prediction}`, ...names], rows);
  }

  protected override async draw(library: ChartLibrary, { container, width, height, theme, tooltip }: Canvas) {
    const words = wordsOf(this.context).confusion;
    library.prepare(container, {
      config: configOf(theme),
      locale: numberLocale(this.context.localizer.language),
      tooltip: tooltip({ truth: words.truth, prediction: words.prediction, count: words.count }),
      adapt: (spec) => adapt(spec, words),
    });
    await library.confusionMatrix(
      container,
      { values: this.#counts(), tickLabels: this.#names() },
      {
        width,
        height,
        xLabel: words.prediction,
        yLabel: words.truth,
        // Nearly all images lie on the diagonal; shading it would leave the mistakes pale.
        shadeDiagonal: false,
        fontSize: width < NARROW ? 9 : 12,
        colorMap: [theme.few, theme.many],
      },
    );
  }

  #counts(): number[][] {
    return (this.context.evaluation?.confusion ?? []).map((row) => [...row]);
  }

  #names(): string[] {
    return this.#counts().map((_, index) => className(this.context, index));
  }
}

function adapt(spec: ChartSpec, words: ViewsStrings['confusion']): void {
  const [cells, diagonal] = spec.layer;
  const tooltip = [
    { field: 'label', type: 'nominal', title: 'truth' },
    { field: 'prediction', type: 'nominal', title: 'prediction' },
    { field: 'count', type: 'quantitative', title: 'count' },
  ];
  for (const { encoding } of [cells, diagonal].filter((layer) => layer !== undefined))
    Object.assign(encoding, { tooltip });
  const { x, y } = spec.encoding;
  // Titles become parts of expressions, those of axes do not.
  Object.assign(x ?? {}, {
    title: 'prediction',
    axis: { title: words.prediction, labelAngle: 0, domain: false, ticks: false },
  });
  Object.assign(y ?? {}, { title: 'truth', axis: { title: words.truth, domain: false, ticks: false } });
  Object.assign(cells?.encoding['color'] ?? {}, { legend: null });
  // Without any mistake the library leaves the layer of the diagonal empty.
  Object.assign(diagonal?.mark ?? {}, { fill: 'transparent' });
  // A hundred zeros would hide the few figures that matter.
  const figures = spec.layer.at(-1);
  if (figures !== undefined) figures.transform = [{ filter: { field: 'count', gt: 0 } }];
}
