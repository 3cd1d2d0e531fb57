/** How well each class is read: a table whose bars are only another way to see its numbers. */
import { html, svg, type TemplateResult } from 'lit';
import { className, isolate, table, wordsOf, type View, type ViewContext } from './view.js';

export class ClassView implements View {
  readonly #context: ViewContext;

  constructor(context: ViewContext) {
    this.#context = context;
  }

  render(): TemplateResult | undefined {
    const evaluation = this.#context.evaluation;
    if (evaluation === undefined) return undefined;
    const { formats } = this.#context.localizer;
    const { caption, name, accuracy: heading, correct, correctOf } = wordsOf(this.#context).classes;
    const rows = evaluation.perClass.map((accuracy, index) => {
      const counts = evaluation.confusion[index] ?? [];
      const total = counts.reduce((sum, count) => sum + count, 0);
      return [
        className(this.#context, index),
        html`${bar(accuracy)}${isolate(formats.percent(accuracy, 2))}`,
        correctOf(formats.number(counts[index] ?? 0), formats.number(total)),
      ];
    });
    return table(caption, [name, heading, correct], rows);
  }
}

/** Its length is an attribute, since a strict Content-Security-Policy forbids style attributes. */
function bar(share: number): TemplateResult {
  return html`<svg class="bar" part="bar" aria-hidden="true">
    ${svg`<rect width="${share * 100}%" height="100%" rx="4"></rect>`}
  </svg>`;
}
