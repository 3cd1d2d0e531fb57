/** What every view has in common. */
import { html, type TemplateResult } from 'lit';
import type { Localizer } from '../localize/localizer.js';
import type { LinkedTrainer } from '../page/trainer-link.js';
import type { MnistError } from '../shared/errors.js';
import type { Evaluation } from '../shared/types.js';
import type { Curves } from './curves.js';
import { viewsStrings, type ViewsStrings } from './views.strings.js';

/** What has become new: `batch` may come with every frame, the others are rare. */
export type Change = 'batch' | 'epoch' | 'evaluation' | 'info' | 'language';

/** One view. Its template is rendered anew after every change but `batch`. */
export interface View {
  /** Undefined while there is nothing to show. */
  render(): TemplateResult | undefined;
  changed?(change: Change): void;
  /** A training is about to begin. */
  warmUp?(): void;
  /** The element enters the page, or comes back. */
  connect?(): void;
  /** The element leaves the page: ends whatever would outlive it. */
  disconnect?(): void;
}

/** What a view may ask of the element, and what there is to show. */
export interface ViewContext {
  readonly localizer: Localizer;
  readonly curves: Curves;
  /** Undefined before the first evaluation and after a reset. */
  readonly evaluation: Evaluation | undefined;
  /** Undefined while there is none on the page. */
  readonly trainer: LinkedTrainer | undefined;
  /** The trainer, or an MnistError `trainer-not-found`. */
  requireTrainer(): LinkedTrainer;
  /** Renders the templates again. */
  requestUpdate(): void;
  /** Tells the page of a failure. */
  fail(failure: MnistError): void;
}

/** The words of all views. */
export function wordsOf({ localizer }: ViewContext): ViewsStrings {
  return localizer.words('views', viewsStrings);
}

/** Name of a class. */
export function className(context: ViewContext, index: number): string {
  return context.trainer?.labelNames[index] ?? String(index);
}

/** A table. The first cell of each row heads it; numbers stand to the right. */
export function table(
  caption: string,
  head: readonly string[],
  rows: readonly (readonly unknown[])[],
  foot?: readonly unknown[],
): TemplateResult {
  return html`
    <div class="scroll" tabindex="0" role="group" aria-label=${caption}>
      <table part="table">
        <thead>
          <tr>
            ${head.map((cell) => html`<th scope="col">${cell}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map((cells) => row(cells))}
        </tbody>
        ${
          foot === undefined
            ? undefined
            : html`<tfoot>
                ${row(foot)}
              </tfoot>`
        }
      </table>
    </div>
  `;
}

function row(cells: readonly unknown[]): TemplateResult {
  return html`<tr>
    ${cells.map((cell, column) => (column === 0 ? html`<th scope="row">${isolate(cell)}</th>` : html`<td>${isolate(cell)}</td>`))}
  </tr>`;
}

/** Keeps figures such as `97 of 100` or `26×26×8` in order where the page is written from right to left. */
export function isolate(text: unknown): unknown {
  return typeof text === 'string' ? html`<bdi>${text}</bdi>` : text;
}
