/** What each class costs: a table of errors, most first, whose bars are only another way to see its numbers. */
import { html, svg, type TemplateResult } from 'lit';
import { className, isolate, table, wordsOf, type View, type ViewContext } from './view.js';

/** The share of errors that a full bar stands for at least, so that a few do not look like many. */
const LEAST_FULL = 0.05;

interface ClassErrors {
  readonly index: number;
  readonly wrong: number;
  /** Images of the class. */
  readonly total: number;
  /** wrong / total; 0 for a class without images. */
  readonly share: number;
}

export class ClassView implements View {
  readonly #context: ViewContext;

  constructor(context: ViewContext) {
    this.#context = context;
  }

  render(): TemplateResult | undefined {
    const evaluation = this.#context.evaluation;
    if (evaluation === undefined) return undefined;
    const { formats } = this.#context.localizer;
    const { caption, name, errors, misread, misreadOf } = wordsOf(this.#context).classes;
    const classes = evaluation.confusion.map(errorsOf).sort((a, b) => b.share - a.share);
    const full = Math.max(LEAST_FULL, ...classes.map(({ share }) => share));
    const rows = classes.map(({ index, wrong, total, share }) => [
      className(this.#context, index),
      html`${bar(share / full)}${isolate(total === 0 ? '–' : formats.percent(share, 1))}`,
      misreadOf(formats.number(wrong), formats.number(total)),
    ]);
    return table(caption, [name, errors, misread], rows);
  }
}

function errorsOf(counts: readonly number[], index: number): ClassErrors {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const wrong = total - (counts[index] ?? 0);
  return { index, wrong, total, share: wrong / Math.max(1, total) };
}

/** Its length is an attribute, since a strict Content-Security-Policy forbids style attributes. */
function bar(share: number): TemplateResult {
  return html`<svg class="bar" part="bar" aria-hidden="true">
    ${svg`<rect width="${share * 100}%" height="100%" rx="4"></rect>`}
  </svg>`;
}
