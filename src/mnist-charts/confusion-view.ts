/** Which digits the network takes for which: a row for each true class, a column for each predicted one. */
import type { TemplateResult } from 'lit';
import type { Canvas, ChartLibrary } from './chart.js';
import { ChartView } from './chart-view.js';
import { strings } from './strings.js';
import { configOf } from './theme.js';
import type { ChartSpec } from './vega-embed.js';
import { className, table, type Change, type ViewContext } from './view.js';

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
    return strings.confusion.label(this.context.evaluation?.accuracy ?? 0);
  }

  protected override table(): TemplateResult {
    const { truth, prediction } = strings.confusion;
    const names = this.#names();
    const rows = this.#counts().map((counts, index) => [names[index], ...counts]);
    return table(strings.confusion.caption, [`${truth} ╲ ${prediction}`, ...names], rows);
  }

  protected override async draw(library: ChartLibrary, { container, width, height, theme, tooltip }: Canvas) {
    library.prepare(container, { config: configOf(theme), tooltip, adapt });
    const { truth, prediction } = strings.confusion;
    await library.confusionMatrix(
      container,
      { values: this.#counts(), tickLabels: this.#names() },
      {
        width,
        height,
        xLabel: prediction,
        yLabel: truth,
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

function adapt(spec: ChartSpec): void {
  const [cells, diagonal] = spec.layer;
  const { x, y } = spec.encoding;
  Object.assign(x ?? {}, { axis: { labelAngle: 0, domain: false, ticks: false } });
  Object.assign(y ?? {}, { axis: { domain: false, ticks: false } });
  Object.assign(cells?.encoding['color'] ?? {}, { legend: null });
  // Without any mistake the library leaves the layer of the diagonal empty.
  Object.assign(diagonal?.mark ?? {}, { fill: 'transparent' });
  // A hundred zeros would hide the few figures that matter.
  const figures = spec.layer.at(-1);
  if (figures !== undefined) figures.transform = [{ filter: { field: 'count', gt: 0 } }];
}
