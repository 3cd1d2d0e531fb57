/** Keeps what there is to show, and tells the views of it. Comes with the views when there is first something to show. */
import type { TemplateResult } from 'lit';
import type { Localizer } from '../localize/localizer.js';
import type { LinkedTrainer, TrainerLink } from '../page/trainer-link.js';
import type { MnistError } from '../shared/errors.js';
import { MnistEvent, type MnistEventMap } from '../shared/events.js';
import type { Evaluation, ViewName } from '../shared/types.js';
import { styles } from './dashboard.styles.js';
import { ClassView } from './class-view.js';
import { ConfusionView } from './confusion-view.js';
import { CurveView } from './curve-view.js';
import { Curves } from './curves.js';
import type { StyledElement } from '../theme/styled-element.js';
import { SampleView } from './sample-view.js';
import { SummaryView } from './summary-view.js';
import type { Change, View, ViewContext } from './view.js';

/** The events that a dashboard shows. */
export type DashboardEvent = MnistEventMap['mnist-batch-end' | 'mnist-epoch-end' | 'mnist-evaluation' | 'mnist-import'];

const VIEWS: Readonly<Record<ViewName, (context: ViewContext) => View>> = {
  loss: (context) => new CurveView(context, 'loss'),
  accuracy: (context) => new CurveView(context, 'accuracy'),
  summary: (context) => new SummaryView(context),
  confusion: (context) => new ConfusionView(context),
  classes: (context) => new ClassView(context),
  samples: (context) => new SampleView(context),
};

export class Dashboard implements ViewContext {
  readonly curves = new Curves();
  readonly localizer: Localizer;
  readonly #host: StyledElement;
  readonly #link: TrainerLink;
  readonly #views = new Map<ViewName, View>();
  #evaluation: Evaluation | undefined;
  #connected = false;

  constructor(host: StyledElement, link: TrainerLink, localizer: Localizer) {
    this.localizer = localizer;
    this.#host = host;
    this.#link = link;
    host.addStyles(styles);
  }

  get evaluation(): Evaluation | undefined {
    return this.#evaluation;
  }

  get trainer(): LinkedTrainer | undefined {
    return this.#link.trainer;
  }

  requireTrainer(): LinkedTrainer {
    return this.#link.require();
  }

  requestUpdate(): void {
    this.#host.requestUpdate();
  }

  fail(failure: MnistError): void {
    this.#host.dispatchEvent(new MnistEvent('mnist-error', failure));
  }

  /** Makes the views that are missing and ends those that are named no more. */
  show(names: readonly ViewName[]): void {
    for (const [name, view] of this.#views) {
      if (names.includes(name)) continue;
      view.disconnect?.();
      this.#views.delete(name);
    }
    for (const name of names) {
      if (this.#views.has(name)) continue;
      const view = VIEWS[name](this);
      this.#views.set(name, view);
      if (this.#connected) view.connect?.();
    }
  }

  /** Undefined while the view has nothing to show. */
  render(name: ViewName): TemplateResult | undefined {
    return this.#views.get(name)?.render();
  }

  connect(): void {
    if (this.#connected) return;
    this.#connected = true;
    for (const view of this.#views.values()) view.connect?.();
  }

  disconnect(): void {
    this.#connected = false;
    for (const view of this.#views.values()) view.disconnect?.();
  }

  /** Another trainer: nothing of the former one is shown any longer. */
  clear(): void {
    this.curves.clear();
    this.#evaluation = undefined;
    const names = [...this.#views.keys()];
    this.show([]);
    this.show(names);
    this.requestUpdate();
  }

  handle(event: DashboardEvent): void {
    switch (event.type) {
      case 'mnist-batch-end': {
        const first = this.curves.empty;
        this.curves.addBatches(event.detail);
        this.#tell(first ? 'info' : 'batch');
        break;
      }
      case 'mnist-epoch-end':
        this.curves.addEpoch(event.detail);
        this.#tell('epoch');
        break;
      case 'mnist-evaluation':
        this.#evaluation = event.detail;
        this.#tell('evaluation');
        break;
      case 'mnist-import':
        // The curves were those of the network before.
        this.curves.clear();
        this.#tell('info');
    }
  }

  /** Everything is to be said in another language. */
  changedLanguage(): void {
    this.#tell('language');
  }

  /** A training is about to begin: what is slow at first is done before it. */
  warmUp(): void {
    for (const view of this.#views.values()) view.warmUp?.();
  }

  /** What happened before anybody listened, and every change of the network, the data, or what is known of them. */
  readSession(): void {
    const session = this.trainer?.session;
    const info = session?.info;
    const busy = session?.state === 'training' || session?.state === 'paused';
    if (info?.trained === true) this.curves.catchUp(info.earlier ?? [], info.history);
    else if (info !== undefined && !busy) this.curves.clear();
    if (this.#evaluation !== session?.evaluation) {
      this.#evaluation = session?.evaluation;
      this.#tell('evaluation');
    }
    this.#tell('info');
  }

  #tell(change: Change): void {
    for (const view of this.#views.values()) view.changed?.(change);
    if (change !== 'batch') this.requestUpdate();
  }
}
