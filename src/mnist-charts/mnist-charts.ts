/** `<mnist-charts>`: the training in pictures. This file is only the frame; the views are loaded when they are needed. */
import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { Localizer } from '../localize/localizer.js';
import { TrainerLink } from '../page/trainer-link.js';
import { TRAINER_CONNECTED } from '../page/trainer-tags.js';
import { MnistError } from '../shared/errors.js';
import { MnistEvent } from '../shared/events.js';
import { missingPart } from '../shared/missing-part.js';
import type { ChartViews, ViewName } from '../shared/types.js';
import { version } from '../shared/version.js';
import type { Dashboard, DashboardEvent } from './dashboard.js';
import { text } from '../theme/attributes.js';
import { StyledElement } from '../theme/styled-element.js';
import { theme } from '../theme/theme.styles.js';
import { styles } from './mnist-charts.styles.js';
import { chartsStrings } from './mnist-charts.strings.js';
import { parseViews, VIEW_NAMES } from './views.js';

/** How near the visible part of the page counts as in sight. */
const NEAR = '200px';

/**
 * Shows how a `<mnist-trainer>` learns: curves while it trains, the network, what it confuses, and the images.
 *
 * @summary Live charts of a training, each with its data as a table.
 * @fires {MnistEvent<'mnist-error'>} mnist-error - `invalid-attribute` for views that do not exist; `charts-failed` when
 *   a chart cannot be loaded or drawn; `trainer-not-found` when images are asked for and there is no trainer
 * @slot loss - Your own heading of that view; likewise `accuracy`, `summary`, `confusion`, `classes` and `samples`.
 * @csspart view - the section of a view; each also has its name as a part, such as `loss`
 * @csspart heading - the heading of a view
 * @csspart empty - words in place of what cannot be shown yet
 * @csspart chart - a chart with its tooltip
 * @csspart legend - what the colours of a curve mean
 * @csspart data - the disclosure that holds a chart's data
 * @csspart table - a table
 * @csspart bar - the bar of a class
 * @csspart sample - an image with its label
 * @csspart button - a button of the image browser
 * @csspart input - its number field
 * @cssprop [--mnist-charts-training=var(--mnist-accent)] - colour of training: curves and bars
 * @cssprop [--mnist-charts-validation=#c2410c] - colour of validation
 * @cssprop [--mnist-charts-mistakes=#f4a27c] - the most frequent mistake in the confusion matrix
 * @cssprop [--mnist-charts-line=var(--mnist-border)] - borders, axes and grid
 * @cssprop [--mnist-charts-height=14rem] - height of a curve
 * @cssprop [--mnist-charts-gap=1rem] - between views
 * @cssprop [--mnist-charts-radius=var(--mnist-radius)] - corners of a view
 */
export class MnistCharts extends StyledElement {
  static override styles = [theme, styles];
  /** Version of the package. */
  static readonly version: string = version;

  /** Id of the trainer in the same document or shadow root; default: the nearest before this element, else the first. */
  @property({ converter: text('') }) for = '';

  /**
   * What to show, in this order: any of `loss`, `accuracy`, `summary`, `confusion`, `classes` and `samples`, separated
   * by spaces; default `loss accuracy`.
   */
  @property({ converter: text('loss accuracy') }) views: ChartViews = 'loss accuracy';

  #names: readonly ViewName[] = [];
  #dashboard: Dashboard | undefined;
  #opening: Promise<Dashboard> | undefined;
  #unavailable = false;
  #observer: IntersectionObserver | undefined;
  /** Whether somebody has had the charts in sight: until then nothing is fetched for what does not move. */
  #seen = false;

  readonly #localizer = new Localizer(this, () => this.#dashboard?.changedLanguage());
  readonly #forward = (event: DashboardEvent): void => {
    // Once a frame would be too often to try again what could not be loaded.
    if (this.#unavailable && event.type === 'mnist-batch-end') return;
    this.#tell((dashboard) => dashboard.handle(event));
  };
  readonly #link = new TrainerLink(this, {
    'mnist-state-change': ({ detail }) => {
      if (detail.state === 'loading') this.#tell((dashboard) => dashboard.warmUp());
    },
    'mnist-batch-end': this.#forward,
    'mnist-epoch-end': this.#forward,
    'mnist-evaluation': this.#forward,
    'mnist-import': this.#forward,
    'mnist-session-info': () => this.#tell((dashboard) => dashboard.readSession()),
    'mnist-data': () => this.#tell((dashboard) => dashboard.readSession()),
    [TRAINER_CONNECTED]: () => this.#begin(),
  });

  override connectedCallback(): void {
    super.connectedCallback();
    this.#dashboard?.connect();
    this.#observer ??= new IntersectionObserver(
      (entries) => {
        if (this.#seen || !entries.some(({ isIntersecting }) => isIntersecting)) return;
        this.#seen = true;
        this.#begin();
      },
      { rootMargin: NEAR },
    );
    this.#observer.observe(this);
    this.#begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#dashboard?.disconnect();
    this.#observer?.disconnect();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('views')) return;
    this.#names = parseViews(this.views).views;
    this.#dashboard?.show(this.#names);
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('views')) this.#reportUnknownViews();
    // The first update belongs to connectedCallback().
    if (changed.get('for') !== undefined) this.#dashboard?.clear();
    if (changed.has('for') || changed.has('views')) this.#begin();
  }

  override render(): TemplateResult[] {
    const { headings, empty, unavailable } = this.#localizer.words('charts', chartsStrings);
    return this.#names.map(
      (name) => html`
        <section class=${name} part="view ${name}" aria-labelledby=${name}>
          <h2 id=${name} part="heading"><slot name=${name}>${headings[name]}</slot></h2>
          <div class="body">
            ${
              this.#dashboard?.render(name) ??
              html`<p class="empty" part="empty">${this.#unavailable ? unavailable : empty[name]}</p>`
            }
          </div>
        </section>
      `,
    );
  }

  #reportUnknownViews(): void {
    const { unknown } = parseViews(this.views);
    if (unknown.length === 0) return;
    const message = `<mnist-charts views> knows no ${unknown.map((word) => `"${word}"`).join(', ')}; use any of: ${VIEW_NAMES.join(' ')}.`;
    this.#fail(new MnistError('invalid-attribute', message, undefined, `views="${this.views}"`));
  }

  /** Shows what there is already: what a trainer did before, its network, its images. */
  #begin(): void {
    if (!this.#seen) return;
    // What the page adds in the same task is there by then.
    queueMicrotask(() => {
      const session = this.#link.trainer?.session;
      if (!this.isConnected || session === undefined) return;
      if (session.info === undefined && !this.#names.includes('summary') && !this.#names.includes('samples')) return;
      this.#tell((dashboard) => dashboard.readSession());
    });
  }

  /** Loads the dashboard if need be; what is told meanwhile reaches it in order. */
  #tell(tell: (dashboard: Dashboard) => void): void {
    this.#opening ??= this.#open();
    this.#opening.then(tell, () => undefined);
  }

  async #open(): Promise<Dashboard> {
    try {
      const { Dashboard } = await import('./dashboard.js');
      const dashboard = new Dashboard(this, this.#link, this.#localizer);
      this.#dashboard = dashboard;
      this.#unavailable = false;
      dashboard.show(this.#names);
      if (this.isConnected) dashboard.connect();
      return dashboard;
    } catch (error) {
      // The next data try again.
      this.#opening = undefined;
      this.#unavailable = true;
      throw this.#fail(missingPart('charts-failed', error, 'The charts'));
    } finally {
      this.requestUpdate();
    }
  }

  #fail(failure: MnistError): MnistError {
    this.dispatchEvent(new MnistEvent('mnist-error', failure));
    return failure;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'mnist-charts': MnistCharts;
  }
}
