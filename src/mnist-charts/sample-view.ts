/** Browses the images: what the network learns from, what it is tested on, and what it misread. */
import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { ref } from 'lit/directives/ref.js';
import type { Session } from '../page/session.js';
import { MnistError } from '../shared/errors.js';
import type { Sample, Split } from '../shared/types.js';
import type { ViewsStrings } from './views.strings.js';
import { className, isolate, wordsOf, type Change, type View, type ViewContext } from './view.js';

type Group = Split | 'misread';

/** An image, and what there is to say of it. */
interface Card {
  readonly canvas: HTMLCanvasElement;
  /** In its split. */
  readonly index: number;
  readonly label: string;
  /** What a misread image was read as. */
  readonly predicted?: string;
}

/** What is shown of a group. */
interface Page {
  /** Index of the first card in the group. */
  readonly first: number;
  /** Images in the group. */
  readonly total: number;
  readonly cards: readonly Card[];
}

/** Images shown at a time. */
const PAGE = 15;

/** Each with the name of its word. */
const GROUPS = [
  ['train', 'training'],
  ['test', 'test'],
  ['misread', 'misread'],
] as const satisfies readonly (readonly [Group, string])[];

export class SampleView implements View {
  readonly #context: ViewContext;
  #group: Group = 'train';
  #page: Page = { first: 0, total: 0, cards: [] };
  /** Where the page begins that was asked for last: buttons go on from there, however slow the images come. */
  #asked = 0;
  #state: 'closed' | 'loading' | 'open' | 'failed' = 'closed';
  /** Whether the button that has opened the browser was in focus: the next one has it then. */
  #takesFocus = false;
  /** Only the answer to the newest question is shown. */
  #question = 0;

  constructor(context: ViewContext) {
    this.#context = context;
  }

  connect(): void {
    this.changed('info');
  }

  changed(change: Change): void {
    const { trainer, evaluation } = this.#context;
    if (change === 'info' && this.#state === 'closed' && (trainer?.session.info?.trainCount ?? 0) > 0) this.#show(0);
    if (change === 'evaluation' && this.#group === 'misread') {
      if (evaluation === undefined) this.#group = 'train';
      this.#show(0);
    }
  }

  render(): TemplateResult | undefined {
    if (this.#state === 'closed') {
      return html`<div class="empty" part="empty">
        <button part="button" @click=${this.#open}>${this.#words.show}</button>
      </div>`;
    }
    return html`
      <div class="tools">${this.#renderGroups()} ${this.#renderSteps()}</div>
      <div class="cards" aria-busy=${this.#state === 'loading' ? 'true' : 'false'}>
        ${this.#page.cards.map((card) => this.#renderCard(card))}
      </div>
      <p class="range">${this.#renderRange()}</p>
    `;
  }

  get #words(): ViewsStrings['samples'] {
    return wordsOf(this.#context).samples;
  }

  #renderCard({ canvas, index, label, predicted }: Card): TemplateResult {
    const words = this.#words;
    const number = this.#context.localizer.formats.number(index);
    const caption = predicted === undefined ? label : words.misreadAs(label, predicted);
    const name = this.#group === 'train' ? words.altTraining(number, label) : words.altTest(number, label);
    return html`
      <figure part="sample">
        <div role="img" aria-label=${predicted === undefined ? name : words.altMisread(number, label, predicted)}>
          ${canvas}
        </div>
        <figcaption aria-hidden="true">${isolate(caption)}</figcaption>
      </figure>
    `;
  }

  #renderGroups(): TemplateResult {
    const words = this.#words;
    return html`<div role="group" aria-label=${words.groups}>
      ${GROUPS.map(
        ([group, name]) => html`
          <button
            part="button"
            aria-pressed=${group === this.#group ? 'true' : 'false'}
            ?disabled=${group === 'misread' && this.#context.evaluation === undefined}
            @click=${() => this.#choose(group)}
            ${group === this.#group && this.#takesFocus ? ref(this.#focus) : undefined}
          >
            ${words[name]}
          </button>
        `,
      )}
    </div>`;
  }

  #renderSteps(): TemplateResult {
    const { total } = this.#page;
    const words = this.#words;
    const first = this.#asked;
    // What has focus keeps it: a button that were disabled would lose it to the page. Two presses may come before the
    // next rendering.
    const step = (name: string, isAtEnd: () => boolean, to: () => number) => html`
      <button
        part="button"
        aria-disabled=${isAtEnd() ? 'true' : 'false'}
        @click=${() => {
          if (!isAtEnd()) this.#show(to());
        }}
      >
        ${name}
      </button>
    `;
    const previous = (): number => Math.max(0, this.#asked - PAGE);
    const next = (): number => this.#asked + PAGE;
    const random = (): number => Math.floor(Math.random() * total);
    return html`<div>
      ${step(words.previous, () => this.#asked === 0, previous)} ${step(words.next, () => next() >= total, next)}
      ${step(words.random, () => total <= PAGE, random)}
      <label>
        ${words.goTo}
        <input
          part="input"
          type="number"
          min="0"
          max=${Math.max(0, total - 1)}
          ?disabled=${total === 0}
          .value=${live(String(first))}
          @change=${this.#goTo}
        />
      </label>
    </div>`;
  }

  #renderRange(): string {
    const { first, total, cards } = this.#page;
    const words = this.#words;
    const count = (value: number): string => this.#context.localizer.formats.number(value);
    if (this.#state === 'failed') return words.failed;
    if (this.#state === 'loading' && total === 0) return words.loading;
    return total === 0 ? words.noneMisread : words.range(count(first), count(first + cards.length - 1), count(total));
  }

  readonly #goTo = (event: Event): void => {
    const { valueAsNumber } = event.currentTarget as HTMLInputElement;
    const index = Number.isFinite(valueAsNumber) ? Math.floor(valueAsNumber) : this.#page.first;
    this.#show(Math.min(Math.max(0, index), this.#page.total - 1));
  };

  #choose(group: Group): void {
    this.#group = group;
    this.#page = { first: 0, total: 0, cards: [] };
    this.#show(0);
  }

  readonly #open = ({ currentTarget }: Event): void => {
    // Not `:focus`, which WebKit says of nothing in a window that is behind another.
    const button = currentTarget as HTMLElement;
    this.#takesFocus = (button.getRootNode() as ShadowRoot).activeElement === button;
    this.#show(0);
  };

  readonly #focus = (button: Element | undefined): void => {
    if (!(button instanceof HTMLElement)) return;
    this.#takesFocus = false;
    // It is not in the page before the template is.
    queueMicrotask(() => button.focus());
  };

  #show(first: number): void {
    this.#asked = first;
    this.#load(first).catch((error: unknown) => this.#context.fail(MnistError.from(error)));
  }

  /** Shows the page that begins at `first`. */
  async #load(first: number): Promise<void> {
    const { session } = this.#context.requireTrainer();
    const question = ++this.#question;
    this.#state = 'loading';
    this.#context.requestUpdate();
    let page: Page | undefined;
    try {
      page = await (this.#group === 'misread' ? this.#misread(session, first) : samples(session, this.#group, first));
    } catch {
      // The session has told the page already; here it is only shown.
    }
    if (question !== this.#question) return;
    this.#state = page === undefined ? 'failed' : 'open';
    this.#page = page ?? this.#page;
    this.#asked = this.#page.first;
    this.#context.requestUpdate();
  }

  async #misread(session: Session, first: number): Promise<Page> {
    const mistakes = this.#context.evaluation?.mistakes ?? [];
    const cards = mistakes.slice(first, first + PAGE).map(async ({ index, predicted }) => {
      const sample = await session.sample('test', index);
      return { canvas: toCanvas(sample), index, label: sample.label, predicted: className(this.#context, predicted) };
    });
    return { first, total: mistakes.length, cards: await Promise.all(cards) };
  }
}

async function samples(session: Session, split: Split, first: number): Promise<Page> {
  const head = await session.sample(split, first);
  const rest = Math.min(PAGE, head.count - first) - 1;
  const tail = Array.from({ length: rest }, (_, step) => session.sample(split, first + 1 + step));
  const cards = [head, ...(await Promise.all(tail))].map((sample) => ({
    canvas: toCanvas(sample),
    index: sample.index,
    label: sample.label,
  }));
  return { first, total: head.count, cards };
}

function toCanvas({ width, height, pixels }: Sample): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const image = new ImageData(width, height);
  const opaque = 255;
  pixels.forEach((level, index) => image.data.set([level, level, level, opaque], index * 4));
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return canvas;
}
