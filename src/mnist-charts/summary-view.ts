/** The network, layer by layer. */
import type { TemplateResult } from 'lit';
import type { LayerSummary } from '../shared/types.js';
import { table, wordsOf, type View, type ViewContext } from './view.js';

export class SummaryView implements View {
  readonly #context: ViewContext;

  constructor(context: ViewContext) {
    this.#context = context;
  }

  render(): TemplateResult | undefined {
    const layers = this.#layers();
    if (layers.length === 0) return undefined;
    const { caption, layer, type, shape, parameters, total } = wordsOf(this.#context).summary;
    const { formats } = this.#context.localizer;
    const rows = layers.map((row) => [row.name, row.type, shapeOf(row), formats.number(row.parameters)]);
    const sum = layers.reduce((all, row) => all + row.parameters, 0);
    return table(caption, [layer, type, shape, parameters], rows, [total, '', '', formats.number(sum)]);
  }

  /** Before the worker has told what it built: what the trainer's `model` attribute asks for. */
  #layers(): readonly LayerSummary[] {
    const trainer = this.#context.trainer;
    return trainer?.session.info?.summary ?? trainer?.modelSummary ?? [];
  }
}

/** Such as `26×26×8`; the batch goes without saying. */
function shapeOf({ outputShape }: LayerSummary): string {
  return outputShape.filter((length) => length !== null).join('×');
}
