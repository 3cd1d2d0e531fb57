/** What the trainer looks like: buttons, progress and result, from what it is doing. */
import { html, nothing, type TemplateResult } from 'lit';
import type { MnistError } from '../shared/errors.js';
import type { BatchEnd, LoadProgress, Recovery, TrainEnd, TrainerState } from '../shared/types.js';
import type { SessionInfo } from '../shared/worker-api.js';
import { texts } from './texts.js';

/** All that the panel shows. */
export interface Panel {
  readonly state: TrainerState;
  readonly info: SessionInfo | undefined;
  readonly loadProgress: LoadProgress | undefined;
  readonly batchEnd: BatchEnd | undefined;
  readonly batchSize: number;
  readonly trainEnd: TrainEnd | undefined;
  /** Where a training goes on that was interrupted. */
  readonly recovery: Recovery | undefined;
  readonly failure: MnistError | undefined;
  /** What the last press of a model button led to. */
  readonly notice: string;
  /** Whether there is a key to save under. */
  readonly canSave: boolean;
}

/** What its buttons do. */
export type PanelActions = Readonly<
  Record<'train' | 'pause' | 'resume' | 'stop' | 'reset' | 'save' | 'export' | 'import', () => void>
>;

export function renderPanel(panel: Panel, actions: PanelActions): TemplateResult {
  return html`<div part="card">${card(panel, actions)}</div>`;
}

function card(panel: Panel, actions: PanelActions): TemplateResult {
  const { state, info, failure } = panel;
  return html`
    <div class="head">
      <div part="controls">${mainButton(panel, actions)} ${otherButtons(panel, actions)}</div>
      ${result(info)}
    </div>
    <p part="status" role="status">${status(panel)}</p>
    ${failure && html`<p part="error" role="alert">${failure.message}</p>`}
    ${state === 'loading' ? loading(panel) : training(panel)}
    <div class="foot">
      <span class="device">${info && texts.device(info)}</span>
      ${modelMenu(panel, actions)}
    </div>
    <slot></slot>
  `;
}

function mainButton({ state, info }: Panel, actions: PanelActions): TemplateResult {
  const [label, onClick] =
    state === 'training'
      ? ([texts.pause, actions.pause] as const)
      : state === 'paused'
        ? ([texts.resume, actions.resume] as const)
        : ([info?.trained === true ? texts.trainMore : texts.train, actions.train] as const);
  return html`<button part="button primary" type="button" ?disabled=${state === 'loading'} @click=${onClick}>
    ${label}
  </button>`;
}

function otherButtons({ state, info }: Panel, actions: PanelActions): TemplateResult {
  const busy = state === 'loading' || state === 'training' || state === 'paused';
  return html`
    <button part="button" type="button" ?disabled=${!busy} @click=${actions.stop}>${texts.stop}</button>
    <button part="button" type="button" ?disabled=${busy || info?.trained !== true} @click=${actions.reset}>
      ${texts.reset}
    </button>
  `;
}

function result(info: SessionInfo | undefined): TemplateResult {
  const accuracy = info?.history.at(-1)?.valAccuracy;
  // A dash holds the place, so that nothing moves when the first figure comes.
  return html`<p part="result">
    <span>${texts.testAccuracy}</span> <strong>${accuracy === undefined ? '–' : texts.accuracy(accuracy)}</strong>
  </p>`;
}

/** Changes rarely: a screen reader reads all of it aloud. */
function status({ state, info, batchEnd, trainEnd, recovery, notice }: Panel): string {
  if (state === 'training' && recovery?.epoch != null) return texts.recovered(recovery.epoch);
  if (state === 'training' && batchEnd) return texts.epoch(batchEnd);
  if (notice !== '') return notice;
  if (state === 'ready' && trainEnd) return texts.end(trainEnd);
  return texts.state(state, info);
}

function loading({ loadProgress }: Panel): TemplateResult {
  const { loaded = 0, total = 0 } = loadProgress ?? {};
  return html`
    <progress
      part="progress"
      aria-label=${texts.dataProgress}
      max=${total || 1}
      .value=${total === 0 ? 0 : loaded}
    ></progress>
    <p part="details">${loadProgress ? texts.load(loadProgress) : nothing}</p>
  `;
}

function training({ state, batchEnd, batchSize }: Panel): TemplateResult {
  const steps = batchEnd ? batchEnd.epochs * batchEnd.batches : 1;
  const done = batchEnd ? (batchEnd.epoch - 1) * batchEnd.batches + batchEnd.batch + 1 : 0;
  const running = state === 'training' || state === 'paused';
  return html`
    <progress part="progress" aria-label=${texts.trainingProgress} max=${steps} .value=${done}></progress>
    <p part="details">
      ${
        batchEnd && running && batchEnd.imagesPerSecond > 0
          ? texts.progress(batchEnd, ((steps - done) * batchSize) / batchEnd.imagesPerSecond)
          : nothing
      }
    </p>
  `;
}

function modelMenu({ state, info, canSave }: Panel, actions: PanelActions): TemplateResult {
  const untrained = info?.trained !== true;
  return html`
    <details part="model">
      <summary>${texts.model}</summary>
      <div class="menu">
        ${
          canSave
            ? html`<button part="button" type="button" ?disabled=${untrained} @click=${actions.save}>
                ${texts.save}
              </button>`
            : nothing
        }
        <button part="button" type="button" ?disabled=${untrained} @click=${actions.export}>${texts.export}</button>
        <button part="button" type="button" ?disabled=${state === 'training'} @click=${actions.import}>
          ${texts.import}
        </button>
      </div>
    </details>
  `;
}
