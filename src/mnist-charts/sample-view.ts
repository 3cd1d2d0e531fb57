/** Browses the images: what the network learns from, what it is tested on, and what it misread. */
import { html, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Session } from '../service/session.js';
import { MnistError } from '../shared/errors.js';
import { IMAGE_SIDE } from '../shared/model.js';
import type { Split } from '../shared/types.js';
import { strings } from './strings.js';
import { className, type Change, type View, type ViewContext } from './view.js';

type Group = Split | 'misread';

/** An image and the words under it. */
interface Card {
  readonly canvas: HTMLCanvasElement;
  readonly caption: string;
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

const words = strings.samples;
const GROUPS: readonly (readonly [Group, string])[] = [
  ['train', words.training],
  ['test', words.test],
  ['misread', words.misread],
];

export class SampleView implements View {
  readonly #context: ViewContext;
  #group: Group = 'train';
  #page: Page = { first: 0, total: 0, cards: [] };
  #state: 'closed' | 'loading' | 'open' | 'failed' = 'closed';
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
        <button part="button" @click=${() => this.#show(0)}>${words.show}</button>
      </div>`;
    }
    return html`
      <div class="tools">${this.#renderGroups()} ${this.#renderSteps()}</div>
      <div class="cards" aria-busy=${this.#state === 'loading' ? 'true' : 'false'}>
        ${this.#page.cards.map(
          ({ canvas, caption }) => html`
            <figure part="sample">
              ${canvas}
              <figcaption aria-hidden="true">${caption}</figcaption>
            </figure>
          `,
        )}
      </div>
      <p class="range">${this.#renderRange()}</p>
    `;
  }

  #renderGroups(): TemplateResult {
    return html`<div role="group" aria-label=${words.groups}>
      ${GROUPS.map(
        ([group, name]) => html`
          <button
            part="button"
            aria-pressed=${group === this.#group ? 'true' : 'false'}
            ?disabled=${group === 'misread' && this.#context.evaluation === undefined}
            @click=${() => this.#choose(group)}
          >
            ${name}
          </button>
        `,
      )}
    </div>`;
  }

  #renderSteps(): TemplateResult {
    const { first, total } = this.#page;
    const step = (name: string, to: () => number, disabled: boolean) =>
      html`<button part="button" ?disabled=${disabled} @click=${() => this.#show(to())}>${name}</button>`;
    return html`<div>
      ${step(words.previous, () => Math.max(0, first - PAGE), first === 0)}
      ${step(words.next, () => first + PAGE, first + PAGE >= total)}
      ${step(words.random, () => Math.floor(Math.random() * total), total <= PAGE)}
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
    if (this.#state === 'failed') return words.failed;
    if (this.#state === 'loading' && total === 0) return words.loading;
    return total === 0 ? words.noneMisread : words.range(first, first + cards.length - 1, total);
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

  #show(first: number): void {
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
    this.#context.requestUpdate();
  }

  async #misread(session: Session, first: number): Promise<Page> {
    const mistakes = this.#context.evaluation?.mistakes ?? [];
    const cards = mistakes.slice(first, first + PAGE).map(async ({ index, predicted }) => {
      const { pixels, label } = await session.sample('test', index);
      const read = className(this.#context, predicted);
      return toCard(pixels, words.misreadAs(label, read), words.altMisread(index, label, read));
    });
    return { first, total: mistakes.length, cards: await Promise.all(cards) };
  }
}

async function samples(session: Session, split: Split, first: number): Promise<Page> {
  const head = await session.sample(split, first);
  const rest = Math.min(PAGE, head.count - first) - 1;
  const tail = Array.from({ length: rest }, (_, step) => session.sample(split, first + 1 + step));
  const name = split === 'train' ? words.training : words.test;
  const cards = [head, ...(await Promise.all(tail))].map(({ pixels, label, index }) =>
    toCard(pixels, label, words.alt(name, index, label)),
  );
  return { first, total: head.count, cards };
}

function toCard(pixels: Uint8Array, caption: string, alt: string): Card {
  const canvas = Object.assign(document.createElement('canvas'), { width: IMAGE_SIDE, height: IMAGE_SIDE });
  canvas.setAttribute('role', 'img');
  canvas.setAttribute('aria-label', alt);
  const image = new ImageData(IMAGE_SIDE, IMAGE_SIDE);
  const opaque = 255;
  pixels.forEach((level, index) => image.data.set([level, level, level, opaque], index * 4));
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  return { canvas, caption };
}
