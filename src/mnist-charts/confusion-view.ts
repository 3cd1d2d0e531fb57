/** Which digits the network takes for which: a row for each true class, a column for each predicted one. */
import type { TemplateResult } from 'lit';
import type { Canvas, ChartLibrary } from './chart.js';
import { classAxis, type ClassAxis } from './class-axis.js';
import { ChartView } from './chart-view.js';
import { numberLocale } from './number-locale.js';
import { configOf } from './theme.js';
import type { ChartSpec } from './vega-embed.js';
import type { ViewsStrings } from './views.strings.js';
import { className, table, wordsOf, type Change, type ViewContext } from './view.js';

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

  protected override async draw(library: ChartLibrary, { container, width, height, theme, paper, tooltip }: Canvas) {
    const { fontSize, font } = theme;
    const names = this.#names();
    const highest = Math.max(0, ...this.#counts().flat());
    const axis = classAxis({ width, height, fontSize, font, names, highest });
    const words = wordsOf(this.context).confusion;
    library.prepare(container, {
      config: configOf(theme),
      locale: numberLocale(this.context.localizer.language),
      tooltip: tooltip({ truth: words.truth, prediction: words.prediction, count: words.count }),
      paper,
      adapt: (spec) => adapt(spec, words, axis),
    });
    await library.confusionMatrix(
      container,
      { values: this.#counts(), tickLabels: names },
      {
        width,
        height,
        xLabel: words.prediction,
        yLabel: words.truth,
        // Nearly all images lie on the diagonal; shading it would leave the mistakes pale.
        shadeDiagonal: false,
        fontSize,
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

function adapt(
  spec: ChartSpec,
  words: ViewsStrings['confusion'],
  { rowLimit, columnLimit, columnAngle, figureSize }: ClassAxis,
): void {
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
    axis: {
      title: words.prediction,
      labelAngle: columnAngle,
      labelLimit: columnLimit,
      // Slanted names stand clear of each other; by the boxes around them they would not.
      labelOverlap: columnAngle === -45 ? false : 'parity',
      domain: false,
      ticks: false,
    },
  });
  Object.assign(y ?? {}, {
    title: 'truth',
    axis: { title: words.truth, labelLimit: rowLimit, labelOverlap: 'parity', domain: false, ticks: false },
  });
  Object.assign(cells?.encoding['color'] ?? {}, { legend: null });
  // Without any mistake the library leaves the layer of the diagonal empty.
  Object.assign(diagonal?.mark ?? {}, { fill: 'transparent' });
  // A hundred zeros would hide the few figures that matter.
  const figures = spec.layer.at(-1);
  if (figures === undefined) return;
  figures.transform = [{ filter: { field: 'count', gt: 0 } }];
  Object.assign(figures.mark, { fontSize: figureSize });
  if (figureSize === 0) spec.layer.pop();
}
