/** What the trainer looks like: buttons, progress and result, from what it is doing. */
import { html, nothing, type TemplateResult } from 'lit';
import type { MnistError } from '../shared/errors.js';
import type {
  BatchEnd,
  DataNote,
  EpochEnd,
  LoadProgress,
  ModelImport,
  Recovery,
  TrainEnd,
  TrainerState,
} from '../shared/types.js';
import type { SessionInfo } from '../messages/worker-api.js';
import type { Localizer } from '../localize/localizer.js';
import { trainerStrings, type TrainerStrings } from './mnist-trainer.strings.js';

/** All that the panel shows. */
export interface Panel {
  readonly localizer: Localizer;
  readonly state: TrainerState;
  readonly info: SessionInfo | undefined;
  /** What was changed to make sense of the data. */
  readonly notes: readonly DataNote[];
  /** What was found out about the network, if it was imported. */
  readonly imported: ModelImport | undefined;
  readonly loadProgress: LoadProgress | undefined;
  readonly batchEnd: BatchEnd | undefined;
  readonly trainEnd: TrainEnd | undefined;
  /** Where a training goes on that was interrupted. */
  readonly recovery: Recovery | undefined;
  readonly failure: MnistError | undefined;
  /** What the last press of a model button led to. */
  readonly notice: Notice | undefined;
  /** Whether there is a key to save under. */
  readonly canSave: boolean;
}

/** Names the sentence that is shown after a press of a model button. */
export type Notice = 'saved' | 'imported';

/** Names of the buttons that download the network, one for each format, as words and actions have them. */
const EXPORTS = ['export', 'exportOnnx', 'exportPyTorch'] as const;

/** What its buttons do. */
export type PanelActions = Readonly<
  Record<'train' | 'pause' | 'resume' | 'stop' | 'reset' | 'save' | 'import' | (typeof EXPORTS)[number], () => void>
>;

export function renderPanel(panel: Panel, actions: PanelActions): TemplateResult {
  return html`<div part="card">${card(panel, actions)}</div>`;
}

function card(panel: Panel, actions: PanelActions): TemplateResult {
  const { state, localizer, failure } = panel;
  return html`
    <slot name="heading"></slot>
    <div class="head">
      <div part="controls">${mainButton(panel, actions)} ${otherButtons(panel, actions)}</div>
      ${result(panel)}
    </div>
    <p part="status" role="status">${status(panel)}</p>
    ${notes(panel)} ${failure && html`<p part="error" role="alert">${localizer.sentence(failure)}</p>`}
    ${state === 'loading' ? loading(panel) : training(panel)}
    <div class="foot">
      <span class="device">${device(panel)}</span>
      ${modelMenu(panel, actions)}
    </div>
    <slot></slot>
  `;
}

function wordsOf({ localizer }: Panel): TrainerStrings {
  return localizer.words('trainer', trainerStrings);
}

function mainButton(panel: Panel, actions: PanelActions): TemplateResult {
  const { state, info } = panel;
  const words = wordsOf(panel);
  const [label, onClick] =
    state === 'training'
      ? ([words.pause, actions.pause] as const)
      : state === 'paused'
        ? ([words.resume, actions.resume] as const)
        : ([info?.trained === true ? words.trainMore : words.train, actions.train] as const);
  return html`<button part="button primary" type="button" ?disabled=${state === 'loading'} @click=${onClick}>
    ${label}
  </button>`;
}

function otherButtons(panel: Panel, actions: PanelActions): TemplateResult {
  const { state, info } = panel;
  const words = wordsOf(panel);
  const busy = state === 'loading' || state === 'training' || state === 'paused';
  return html`
    <button part="button" type="button" ?disabled=${!busy} @click=${actions.stop}>${words.stop}</button>
    <button
      part="button"
      type="button"
      ?disabled=${busy || info?.trained !== true}
      @click=${({ detail }: MouseEvent) => {
        // The second click of two is meant for what stood here before: it stops.
        if (detail < 2) actions.reset();
      }}
    >
      ${words.reset}
    </button>
  `;
}

/** While a training goes on, its newest validation; then the test, as long as the network is the one that was tested. */
function result(panel: Panel): TemplateResult {
  const { info, trainEnd, localizer } = panel;
  const words = wordsOf(panel);
  const last = info?.history.at(-1);
  const tested = isSame(last, trainEnd?.history.at(-1)) ? trainEnd?.testAccuracy : null;
  const accuracy = tested ?? last?.valAccuracy ?? null;
  const name = accuracy === null || accuracy === tested ? words.testAccuracy : words.validationAccuracy;
  // A dash holds the place, so that nothing moves when the first figure comes.
  return html`<p part="result">
    <span>${name}</span>
    <strong>${accuracy === null ? '–' : localizer.formats.percent(accuracy, 2)}</strong>
  </p>`;
}

function isSame(epoch: EpochEnd | undefined, other: EpochEnd | undefined): boolean {
  return epoch?.epoch === other?.epoch && epoch?.loss === other?.loss && epoch?.valLoss === other?.valLoss;
}

/** Changes rarely: a screen reader reads all of it aloud. */
function status(panel: Panel): string {
  const { state, info, batchEnd, trainEnd, recovery, notice, localizer } = panel;
  const words = wordsOf(panel);
  const { formats } = localizer;
  if (state === 'training' && recovery?.epoch != null) return words.recovered(formats.number(recovery.epoch));
  if (state === 'training' && batchEnd) {
    return words.epoch(formats.number(batchEnd.epoch), formats.number(batchEnd.epochs));
  }
  if (notice !== undefined) return words[notice];
  if (state === 'ready') {
    if (trainEnd) return end(trainEnd, panel);
    return info?.trained === true ? words.trained : words.loaded(formats.number(info?.trainCount ?? 0));
  }
  return words[state === 'error' ? 'failed' : state];
}

/** Stay as long as the data are in use, and the network is as it came: who looks at a picture wants to know. */
function notes(panel: Panel): TemplateResult | undefined {
  const words = wordsOf(panel).notes;
  const sentences = [...panel.notes.map((note) => words[note]), ...aboutImport(panel)];
  return sentences.length === 0 ? undefined : html`<p part="notes">${sentences.join(' ')}</p>`;
}

/** A network of our own takes the pixels that all do. */
function aboutImport(panel: Panel): string[] {
  const { imported, localizer } = panel;
  if (imported === undefined) return [];
  const { pixels, evidence, pictures, accuracy } = imported;
  const words = wordsOf(panel).importedPixels;
  const { formats } = localizer;
  if (accuracy === null) return evidence === 'none' || pixels !== '0–1' ? [words[evidence](pixels, '', '')] : [];
  return [words[evidence](pixels, formats.percent(accuracy, 1), formats.number(pictures))];
}

function end({ reason, epochs, seconds, testAccuracy }: TrainEnd, panel: Panel): string {
  const { formats } = panel.localizer;
  return wordsOf(panel).end({
    stopped: reason === 'stopped',
    epochs,
    duration: formats.duration(seconds, 1),
    accuracy: testAccuracy === null ? '' : formats.percent(testAccuracy, 2),
  });
}

/** What computes. Names of devices are the same in every language. */
function device(panel: Panel): string {
  const { backend, device, threads } = panel.info ?? {};
  if (backend === undefined || backend === null) return '';
  return `${backend} · ${device}${threads === undefined ? '' : `, ${wordsOf(panel).threads(threads)}`}`;
}

function loading(panel: Panel): TemplateResult {
  const { loadProgress, localizer } = panel;
  const { loaded = 0, total = 0 } = loadProgress ?? {};
  const words = wordsOf(panel);
  const megabytes = (bytes: number): string => localizer.formats.megabytes(bytes);
  return html`
    <progress
      part="progress"
      aria-label=${words.dataProgress}
      max=${total || 1}
      .value=${total === 0 ? 0 : loaded}
    ></progress>
    <p part="details">${loadProgress ? words.load(megabytes(loaded), total === 0 ? '' : megabytes(total)) : nothing}</p>
  `;
}

function training(panel: Panel): TemplateResult {
  const { state, batchEnd } = panel;
  const steps = batchEnd ? batchEnd.epochs * batchEnd.batches : 1;
  const done = batchEnd ? (batchEnd.epoch - 1) * batchEnd.batches + batchEnd.batch + 1 : 0;
  const running = state === 'training' || state === 'paused';
  return html`
    <progress
      part="progress"
      aria-label=${wordsOf(panel).trainingProgress}
      max=${steps}
      .value=${done}
      ?data-idle=${done === 0 && !running}
    ></progress>
    <p part="details">
      ${
        batchEnd && running && batchEnd.imagesPerSecond > 0
          ? progress(batchEnd, ((steps - done) * batchEnd.batchSize) / batchEnd.imagesPerSecond, panel)
          : nothing
      }
    </p>
  `;
}

function progress(batchEnd: BatchEnd, secondsLeft: number, panel: Panel): string {
  const { formats } = panel.localizer;
  return wordsOf(panel).progress({
    epoch: formats.number(batchEnd.epoch),
    epochs: formats.number(batchEnd.epochs),
    batch: formats.number(batchEnd.batch + 1),
    batches: formats.number(batchEnd.batches),
    loss: formats.number(batchEnd.loss, 3),
    imagesPerSecond: formats.number(batchEnd.imagesPerSecond),
    left: formats.duration(secondsLeft),
  });
}

function modelMenu(panel: Panel, actions: PanelActions): TemplateResult {
  const { state, info, canSave } = panel;
  const words = wordsOf(panel);
  const untrained = info?.trained !== true;
  return html`
    <details part="model">
      <summary>${words.model}</summary>
      <div class="menu">
        ${
          canSave
            ? html`<button part="button" type="button" ?disabled=${untrained} @click=${actions.save}>
                ${words.save}
              </button>`
            : nothing
        }
        ${EXPORTS.map(
          (name) =>
            html`<button part="button" type="button" ?disabled=${untrained} @click=${actions[name]}>
              ${words[name]}
            </button>`,
        )}
        <button part="button" type="button" ?disabled=${state === 'training'} @click=${actions.import}>
          ${words.import}
        </button>
      </div>
    </details>
  `;
}
