/** The `<digit-pad>` element: draw, and see what the network makes of it. */
import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { MnistError } from '../shared/errors.js';
import { MnistEvent } from '../shared/events.js';
import { toLabelledImages } from '../shared/image.js';
import type { Correction, PictureSize, Prediction, TrainEnd } from '../shared/types.js';
import { version } from '../shared/version.js';
import { Localizer } from '../localize/localizer.js';
import { padStrings, type PadStrings } from './digit-pad.strings.js';
import { number, text } from '../theme/attributes.js';
import { theme } from '../theme/theme.styles.js';
import { styles } from './digit-pad.styles.js';
import type * as Answers from './answer.js';
import { Drawing, type DrawingCommand } from './drawing.js';
import type { Inspector } from './inspector.js';
import { FormElement } from './form-element.js';
import { Ink } from './ink.js';
import { commandOf, KeyboardPen } from './keyboard-pen.js';
import { normalizeStrokes } from './normalize.js';
import type { Pen } from './pen.js';
import { PointerPen } from './pointer-pen.js';
import { incomplete, isShare, Recogniser } from './recogniser.js';
import { isSameDrawing, toStrokes, type Point, type Stroke } from './stroke.js';

/** Properties that say which network reads. */
const SOURCES = ['for', 'modelSrc', 'workerSrc'] as const;

const COMMANDS: readonly DrawingCommand[] = ['undo', 'redo', 'clear'];

/**
 * A pad to draw on with mouse, finger, stylus or keyboard, which shows what the network makes of the drawing: after every
 * stroke, and again whenever the network has learned more. The network is that of a trainer on the page; without any
 * it is one that comes with the script, loaded when somebody first touches the pad or `predict()` is called. In a form
 * it works like an input whose value is the recognised label.
 *
 * @summary A drawing pad whose digits are read by the network of a `<mnist-trainer>`, or by one that is trained already.
 *
 * @attr {string} for - Id of the trainer in the same document or shadow root; by default the nearest before the pad.
 * @attr {string} model-src - Folder with `model.json` of the network that reads where there is no trainer; by default `model/` beside the script.
 * @attr {string} src - Folder with the MNIST files that such a network is taught with; by default `data/` beside the script.
 * @attr {string} worker-src - URL of the worker script on a page without trainer; by default beside the script.
 * @attr {string} name - Name of the value in a form's data.
 * @attr {number} stroke-width - How thick the ink looks, as a fraction of the pad's side; the network always sees MNIST's own pen.
 * @attr {boolean} live - Read also while a stroke is being drawn.
 * @attr {number} threshold - The least probability at which a class is named, 0…1; below it the label is null. By default the network's own.
 * @attr {boolean} show-input - Shows the image that the network sees, such as 28×28.
 * @attr {boolean} show-activations - Shows what each convolution layer responds to.
 * @attr {boolean} correctable - Lets people say what a drawing really is, and teach it to the network.
 * @attr {boolean} disabled - The pad cannot be used.
 * @attr {boolean} required - A form needs a recognised drawing to be valid.
 * @attr {boolean} readonly - People cannot draw, programs can.
 *
 * @fires {MnistEvent<'mnist-prediction'>} mnist-prediction - The drawing was read; the detail says as what.
 * @fires {MnistEvent<'mnist-correction'>} mnist-correction - Somebody said what a drawing really is; detail `{label, index, predicted, width, height, pixels, strokes}`.
 * @fires {MnistEvent<'mnist-error'>} mnist-error - Reading failed, or an attribute cannot be used; the detail is an `MnistError`.
 * @fires {Event} input - Somebody changed the drawing; the value is what it was read as.
 * @fires {Event} change - The same, and the value is another one than before.
 *
 * @slot hint - What the empty surface shows; "Draw a digit" by default.
 *
 * @csspart surface - The square to draw on.
 * @csspart hint - The words on the empty surface.
 * @csspart cursor - Where the keyboard's pen is.
 * @csspart buttons - The row of buttons.
 * @csspart button - Each of them.
 * @csspart answer - The class that the drawing is read as, large; with a question mark where the network is not sure.
 * @csspart confidence - Its probability.
 * @csspart status - The sentence that says the same to screen readers, and to everybody why there is no answer.
 * @csspart bars - The probabilities of all classes.
 * @csspart bar - One of them: name, bar and percentage.
 *
 * @csspart correction - The row that asks what a drawing really is.
 * @csspart input-image - What the network sees.
 * @csspart activations - The maps of one convolution layer.
 *
 * @cssprop [--digit-pad-size=20rem] - Largest side of the surface.
 * @cssprop [--digit-pad-accent=var(--mnist-accent)] - Colour of bars and focus.
 * @cssprop [--digit-pad-ink=currentColor] - Colour of the ink.
 * @cssprop [--digit-pad-surface=var(--mnist-surface)] - Background of the surface; like paper unless either is set.
 * @cssprop [--digit-pad-radius=var(--mnist-radius)] - Radius of the surface's corners.
 *
 * @cssstate empty - Nothing is drawn.
 * @cssstate drawing - The pen is down.
 * @cssstate busy - The network is reading.
 * @cssstate unsure - The network is not sure what was drawn.
 */
export class DigitPad extends FormElement {
  static override readonly styles = [theme, styles];
  /** Version of the package. */
  static readonly version: string = version;

  /** Id of the trainer in the same document or shadow root; empty, the default, for the nearest before the pad. */
  @property({ converter: text('') }) for = '';
  /** Width of the ink on the surface, as a fraction of its side, above 0 and up to 0.5; 0.06 by default. */
  @property({ attribute: 'stroke-width', converter: number(0.06) }) strokeWidth = 0.06;
  /** Whether strokes are read while they are being drawn, not only after; false by default. */
  @property({ type: Boolean }) live = false;
  /** URL of the folder with the network for pages without a trainer; `model/` beside the script by default. */
  @property({ attribute: 'model-src', converter: text('') }) modelSrc = '';
  /** URL of the folder with the images that such a network is taught with; `data/` beside the script by default. */
  @property({ converter: text('') }) src = '';
  /** URL of the worker script on a page without a trainer, for self-hosting; beside the script by default. */
  @property({ attribute: 'worker-src', converter: text('') }) workerSrc = '';
  /** The least probability at which a class is named, 0…1; null, the default, for the network's own. */
  @property({ converter: { fromAttribute: (text) => (text?.trim() ? Number(text) : null) } }) threshold: number | null =
    null;
  /** Whether the image that the network sees is shown; false by default. */
  @property({ type: Boolean, attribute: 'show-input' }) showInput = false;
  /** Whether it is shown what each convolution layer responds to; false by default. */
  @property({ type: Boolean, attribute: 'show-activations' }) showActivations = false;
  /** Whether people are asked what a drawing really is; false by default. */
  @property({ type: Boolean }) correctable = false;

  @state() private cursor: Point | undefined;
  @state() private announcement: 'penDown' | 'penUp' | undefined;
  #canvas: HTMLCanvasElement | undefined;
  #ink: Ink | undefined;
  /** What shows an answer; comes when somebody is about to draw. */
  #answers: typeof Answers | undefined;
  /** What only some pads show; comes when it is first wanted. */
  #inspector: Inspector | undefined;
  #corrections: readonly Correction[] = [];
  readonly #drawing = new Drawing();
  readonly #pen: Pen = {
    isDown: () => this.#drawing.open !== undefined,
    down: (point) => this.#penDown(point),
    move: (points) => this.#penMove(points),
    up: () => void this.#changeByHand(() => this.#drawing.end()),
    cancel: () => {
      this.#change(() => this.#drawing.cancel());
      // What is left has no answer if the stroke came while it was being read.
      if (this.isConnected) void this.#recogniser.readDrawing();
    },
  };
  readonly #keyboard = new KeyboardPen(this.#pen);
  readonly #recogniser = new Recogniser(this, this.#drawing, () => this.#publish());
  readonly #localizer = new Localizer(this, () => {
    this.#updateForm();
    this.#inspector?.update();
  });

  /**
   * The drawing: strokes of points [x, y], both 0…1 from the top left corner; empty by default. Setting it copies the
   * strokes, moves points outside to the edge, forgets the last prediction, and throws an MnistError `invalid-argument`
   * for anything else.
   */
  @property({ attribute: false })
  get strokes(): Stroke[] {
    return this.#drawing.strokes.map((stroke) => stroke.map(([x, y]) => [x, y]));
  }

  set strokes(value: readonly Stroke[]) {
    const strokes = toStrokes(value);
    this.#recogniser.forget();
    this.#change(() => this.#drawing.replace(strokes));
    this.commit();
  }

  /**
   * What drawings really were, oldest first; empty by default. Setting it copies the corrections, and throws an
   * MnistError `invalid-argument` unless each has the `index` of a class, such as 0…9, and a byte for each pixel of the
   * network's pictures, such as 784, as `pixels`.
   */
  @property({ attribute: false })
  get corrections(): Correction[] {
    return [...this.#corrections];
  }

  set corrections(value: Iterable<Correction>) {
    this.#corrections = toLabelledImages(value, this.#recogniser.network);
    this.#inspector?.update();
  }

  /** Names of the classes, by index. */
  get labelNames(): readonly string[] {
    return this.#recogniser.labelNames;
  }

  /** Size of the pictures that the network reads, in pixels; 28×28 while it is not known. */
  get pictureSize(): PictureSize {
    return this.#recogniser.input;
  }

  /** The name of the class that the drawing was recognised as; null if it was not. */
  get value(): string | null {
    return this.#recogniser.prediction?.label ?? null;
  }

  /** What the network last made of the drawing; null before, and once the drawing is cleared. */
  get prediction(): Prediction | null {
    return this.#recogniser.prediction ?? null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#ink?.connect();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#ink?.disconnect();
    if (this.#pen.isDown()) this.#pen.cancel();
    // A pad that is only moved in the document is connected again by then.
    queueMicrotask(() => {
      if (!this.isConnected) this.#recogniser.close();
    });
  }

  formResetCallback(): void {
    this.strokes = [];
  }

  /** Brings back what the browser kept when it left the page. */
  formStateRestoreCallback(kept: unknown, mode: 'restore' | 'autocomplete'): void {
    if (mode !== 'restore' || typeof kept !== 'string') return;
    try {
      this.strokes = JSON.parse(kept) as Stroke[];
      void this.#recogniser.readDrawing();
    } catch (error) {
      this.#recogniser.fail(
        MnistError.from(error, 'invalid-argument', 'The drawing that the browser kept cannot be read.'),
      );
    }
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('strokeWidth') && this.#penWidth !== this.strokeWidth) {
      const message = `stroke-width must be above 0 and up to 0.5, so ${this.#penWidth} is used.`;
      this.#recogniser.fail(new MnistError('invalid-attribute', message, undefined, 'stroke-width'));
    }
    if (changed.has('threshold') && this.threshold !== null && !isShare(this.threshold)) {
      const message = 'threshold must be from 0 to 1, so the network’s own is used.';
      this.#recogniser.fail(new MnistError('invalid-attribute', message, undefined, 'threshold'));
    }
    if (this.hasUpdated && SOURCES.some((name) => changed.has(name))) this.#recogniser.changeNetwork();
    if (!this.#mayDraw && this.#pen.isDown()) this.#pen.cancel();
  }

  protected override firstUpdated(): void {
    const source = { strokes: () => this.#drawing.strokes, penWidth: () => this.#penWidth };
    this.#canvas = this.renderRoot.querySelector('canvas') ?? undefined;
    if (this.#canvas === undefined) return;
    this.#ink = new Ink(this.#canvas, source);
    this.#ink.connect();
    new PointerPen(this.#canvas, this.#pen, () => this.#mayDraw);
    this.renderRoot.addEventListener('mousedown', keepFocus);
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('strokeWidth')) this.#ink?.repaint();
    if (changed.has('required')) this.#updateForm();
    if (changed.has('threshold') && this.prediction !== null) this.#recogniser.readAnew();
    if (this.prediction !== null) void this.#openAnswers();
    if (this.#inspector !== undefined) this.#inspector.update();
    else if (this.showInput || this.showActivations || this.correctable) void this.#openInspector();
  }

  /** Takes the drawing away; `undo()` brings it back. */
  clear(): void {
    this.#change(() => this.#drawing.clear());
  }

  /** Takes back the last stroke or clearing, and reads what remains. */
  undo(): void {
    this.#change(() => this.#drawing.undo());
    void this.#recogniser.readDrawing();
  }

  /** Does again what was last undone, and reads the drawing. */
  redo(): void {
    this.#change(() => this.#drawing.redo());
    void this.#recogniser.readDrawing();
  }

  /**
   * Reads the drawing now. Resolves with the detail of `mnist-prediction`, or with null if nothing is drawn; rejects
   * with an MnistError, which `mnist-error` tells as well: `trainer-not-found`, `not-trained`, or what the engine says.
   */
  predict(): Promise<Prediction | null> {
    return this.#recogniser.predict();
  }

  /**
   * Says what the drawing that was read last really is: dispatches `mnist-correction` and adds to `corrections`. Said
   * again about the same drawing, it takes the place of what was said before.
   *
   * @param index of the true class
   * @throws MnistError `invalid-state` while no drawing has been read, `invalid-argument` if there is no such class
   */
  correct(index: number): void {
    const { prediction } = this;
    const { read } = this.#recogniser;
    if (prediction === null || read === undefined) {
      throw new MnistError('invalid-state', 'Nothing has been read that could be corrected: draw something first.');
    }
    const label = this.#recogniser.labelNames[index];
    if (label === undefined) throw new MnistError('invalid-argument', `There is no class ${index}.`);
    const { width, height } = this.pictureSize;
    const { pixels, strokes } = read;
    const correction = { label, index, predicted: prediction.index, width, height, pixels, strokes };
    const others = this.#corrections.filter((each) => !isSameDrawing(each.strokes, strokes));
    this.corrections = [...others, correction];
    this.dispatchEvent(new MnistEvent('mnist-correction', correction));
  }

  /**
   * Teaches the network all `corrections` as the trainer's `fineTune()` does, and reads the drawing again. On a page
   * without trainer this first downloads up to 12,000 training images. Resolves with the detail of `mnist-train-end`;
   * rejects with an MnistError, which `mnist-error` tells as well.
   */
  teach(): Promise<TrainEnd> {
    return this.#recogniser.teach(this.#corrections);
  }

  /**
   * The drawing as the network sees it: a byte for each pixel of its pictures, usually 28×28, row by row, 255 for ink and 0
   * for background, normalised as MNIST.
   */
  toPixels(): Uint8Array {
    return normalizeStrokes(this.#drawing.strokes, this.pictureSize);
  }

  protected override render(): TemplateResult {
    const { labelNames, prediction } = this.#recogniser;
    const words = this.#words;
    const notice = this.#notice;
    const answers = this.#answers;
    const shown = notice === '' ? prediction : undefined;
    return html`
      <div class="layout">
        <div class="input">
          <div class="surface" part="surface" ?data-idle=${!this.#mayDraw}>
            <canvas
              role="application"
              tabindex=${this.isDisabled ? nothing : 0}
              aria-label=${this.#accessibleName}
              aria-describedby="instructions"
              aria-disabled=${this.isDisabled}
              @keydown=${this.#onKeydown}
              @pointerdown=${this.#onPointerdown}
              @focus=${this.#prepare}
              @blur=${this.#onBlur}
            ></canvas>
            <div class="hint" part="hint" ?hidden=${!this.#drawing.isEmpty || !this.#mayDraw}>
              <slot name="hint">${words.hint}</slot>
            </div>
            ${this.cursor === undefined ? nothing : this.#renderCursor(this.cursor)}
          </div>
          <div class="buttons" part="buttons">${COMMANDS.map((command) => this.#renderButton(command))}</div>
        </div>
        <div class="result" ?data-words=${labelNames.some((name) => name.length > 2)}>
          <div class="seen"></div>
          <div class="message">
            ${shown === undefined ? nothing : answers?.answer(shown, labelNames, this.#localizer)}
            <p
              class="status"
              part="status"
              role="status"
              aria-busy=${this.#pen.isDown()}
              ?data-answer=${shown !== undefined}
            >
              ${notice || (shown === undefined ? words.waiting : answers?.sentence(shown, labelNames, this.#localizer))}
            </p>
          </div>
          ${answers?.bars(prediction, labelNames, this.#localizer)}
        </div>
      </div>
      <div class="inspector"></div>
      <p id="instructions" class="unseen">${words.instructions}${this.required ? ` ${words.required}` : nothing}</p>
      <p class="unseen" role="status">${this.announcement && words[this.announcement]}</p>
    `;
  }

  #renderCursor([x, y]: Point): TemplateResult {
    const place = `left: ${100 * x}%; top: ${100 * y}%`;
    return html`<div class="cursor" part="cursor" ?data-down=${this.#pen.isDown()} .style=${place}></div>`;
  }

  /** A button that has nothing to do stays focusable: it may have something to do again at once. */
  #renderButton(command: DrawingCommand): TemplateResult {
    return html`
      <button
        part="button"
        type="button"
        ?disabled=${!this.#mayDraw}
        aria-disabled=${!this.#drawing.can(command)}
        @click=${() => void this.#obey(command)}
      >
        ${this.#words[command]}
      </button>
    `;
  }

  get #words(): PadStrings {
    return this.#localizer.words('pad', padStrings);
  }

  /** A failure or a piece of advice, in words; empty if there is none. */
  get #notice(): string {
    const { notice } = this.#recogniser;
    if (notice instanceof MnistError) return this.#localizer.sentence(notice);
    return notice === undefined ? '' : this.#words[notice];
  }

  get #accessibleName(): string {
    const labels = Array.from(this.labels, (label) => label.textContent?.trim() ?? '').join(' ');
    return this.ariaLabel ?? (labels || this.#words.surface);
  }

  get #mayDraw(): boolean {
    return !this.isDisabled && !this.readOnly;
  }

  get #penWidth(): number {
    return this.strokeWidth > 0 && this.strokeWidth <= 0.5 ? this.strokeWidth : 0.06;
  }

  #onKeydown(event: KeyboardEvent): void {
    if (!this.#mayDraw) return;
    const command = commandOf(event);
    // A command that has nothing to do is left to the page: Escape may then close the dialog around the pad.
    if (command === undefined ? !this.#keyboard.press(event) : !this.#drawing.can(command)) return;
    event.preventDefault();
    if (command !== undefined) void this.#obey(command);
    this.cursor = this.#keyboard.position;
    this.announcement = this.#pen.isDown() ? 'penDown' : 'penUp';
  }

  #onBlur(): void {
    this.#hideCursor();
    if (this.#pen.isDown()) this.#pen.up();
  }

  #onPointerdown(): void {
    this.#hideCursor();
    this.#prepare();
  }

  #prepare(): void {
    if (!this.#mayDraw) return;
    void this.#openAnswers();
    this.#recogniser.prepare();
  }

  #hideCursor(): void {
    this.cursor = undefined;
  }

  async #obey(command: DrawingCommand): Promise<void> {
    if (this.#drawing.can(command)) await this.#changeByHand(() => this.#drawing[command]());
  }

  #penDown(point: Point): void {
    this.#drawing.begin(point);
    this.#ink?.begin([point]);
    this.#publish();
  }

  #penMove(points: readonly Point[]): void {
    const { open } = this.#drawing;
    if (open === undefined) return;
    for (const point of points) this.#drawing.extend(point);
    this.#ink?.extend(open);
    this.#inspector?.update();
    // After a failure the end of the stroke is soon enough to try again.
    if (this.live && this.#recogniser.notice === undefined) void this.#recogniser.readDrawing();
  }

  /** A change that somebody made: read at once, for the form to know. */
  async #changeByHand(change: () => void): Promise<void> {
    this.#change(change);
    const { revision } = this.#drawing;
    await this.#recogniser.readDrawing();
    // A newer change tells of itself.
    if (revision === this.#drawing.revision) this.dispatchInput();
  }

  #change(change: () => void): void {
    change();
    if (this.#drawing.isEmpty) this.#recogniser.forget();
    this.#ink?.repaint();
    this.#publish();
  }

  async #openAnswers(): Promise<void> {
    try {
      const answers = await import('./answer.js');
      if (this.#answers !== undefined) return;
      this.#answers = answers;
      this.addStyles(answers.styles);
      this.requestUpdate();
    } catch (error) {
      this.#recogniser.fail(incomplete(error));
    }
  }

  async #openInspector(): Promise<void> {
    try {
      const { Inspector } = await import('./inspector.js');
      this.#inspector ??= new Inspector(this, this.#localizer, () => this.#recogniser.open());
      this.#inspector.update();
    } catch (error) {
      this.#recogniser.fail(incomplete(error));
    }
  }

  /** Brings form, style sheets and shadow tree up to date with drawing and prediction. */
  #publish(): void {
    this.#updateForm();
    this.requestUpdate();
  }

  #updateForm(): void {
    const isEmpty = this.#drawing.isEmpty;
    const words = this.#words;
    this.toggleState('busy', this.#recogniser.isBusy);
    this.toggleState('empty', isEmpty);
    this.toggleState('drawing', this.#pen.isDown());
    this.toggleState('unsure', this.#recogniser.prediction?.label === null);
    this.internals.setFormValue(this.value, JSON.stringify(this.#drawing.strokes));
    if (this.required && this.value === null) {
      const unread = this.prediction === null ? words.missingValue : words.unsureValue;
      const message = isEmpty ? words.missingDrawing : unread;
      this.internals.setValidity({ valueMissing: true }, message, this.#canvas);
    } else {
      this.internals.setValidity({});
    }
  }
}

/** A press beside everything that can be used would move the focus to the surface, and scroll the page there. */
function keepFocus(event: Event): void {
  if ((event.target as Element).closest('canvas, button') === null) event.preventDefault();
}

declare global {
  interface HTMLElementTagNameMap {
    'digit-pad': DigitPad;
  }
}
