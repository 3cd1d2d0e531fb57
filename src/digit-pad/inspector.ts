/** The pad's inspector: the network's input, its activations, and the row for corrections. Loaded when wanted. */
import { html, nothing, render, type TemplateResult } from 'lit';
import { nextFrame } from '../page/next-frame.js';
import type { Session } from '../page/session.js';
import { parseNetwork } from '../network/parse.js';
import { summaryOf } from '../network/summary.js';
import { USUAL_CLASSES, USUAL_SIZE } from '../shared/image.js';
import type { Correction, LayerActivation, PictureSize, Prediction, TrainEnd } from '../shared/types.js';
import type { Localizer } from '../localize/localizer.js';
import type { StyledElement } from '../theme/styled-element.js';
import { inspectorStrings, type InspectorStrings } from './inspector.strings.js';
import { styles } from './inspector.styles.js';
import { isSameDrawing, type Stroke } from './stroke.js';

/** The pad that they belong to. */
export interface InspectorHost extends StyledElement {
  readonly showInput: boolean;
  readonly showActivations: boolean;
  readonly correctable: boolean;
  /** Whether people cannot draw and correct, while programs can. */
  readonly readOnly: boolean;
  readonly strokes: readonly Stroke[];
  readonly prediction: Prediction | null;
  /** The names of the classes. */
  readonly labelNames: readonly string[];
  readonly corrections: readonly Correction[];
  /** Size of the pictures that the network reads. */
  readonly pictureSize: PictureSize;
  /** The drawing as the network sees it. */
  toPixels(): Uint8Array;
  /** Says what the drawing really is. */
  correct(index: number): void;
  /** Teaches the network all corrections. */
  teach(): Promise<TrainEnd>;
}

/** Empty maps of the usual network: they keep the place until there is something to show. */
const SILENT: readonly LayerActivation[] = summaryOf(parseNetwork('cnn', USUAL_SIZE, USUAL_CLASSES)).flatMap(
  ({ name, type, outputShape }) => {
    if (type !== 'Conv2D') return [];
    const [, height, width, channels] = outputShape as readonly [null, number, number, number];
    const maps = new Uint8Array(channels * height * width);
    return [{ name, height, width, side: Math.max(height, width), channels, maps }];
  },
);

export class Inspector {
  readonly #pad: InspectorHost;
  readonly #localizer: Localizer;
  readonly #openSession: () => Promise<Session>;
  /** Where the input is shown, between the drawing and the answer; all else is below them. */
  readonly #seen: HTMLElement;
  readonly #container: HTMLElement;
  #layers = SILENT;
  #isWaiting = false;
  #isAsking = false;
  /** What the layers belong to; a new prediction may come from a network that has learned. */
  #shown: { pixels: Uint8Array; prediction: Prediction | null } = {
    pixels: new Uint8Array(0),
    prediction: null,
  };
  #isTeaching = false;
  /** How the last teaching ended, and of which drawing it is said. */
  #taught: { readonly end: TrainEnd; readonly isLost: boolean; readonly strokes: readonly Stroke[] } | undefined;

  /** @param openSession leads to the network that reads */
  constructor(pad: InspectorHost, localizer: Localizer, openSession: () => Promise<Session>) {
    this.#pad = pad;
    this.#localizer = localizer;
    this.#openSession = openSession;
    this.#seen = pad.renderRoot.querySelector<HTMLElement>('.seen')!;
    this.#container = pad.renderRoot.querySelector<HTMLElement>('.inspector')!;
    pad.addStyles(styles);
  }

  /** Shows what has changed, at most once a frame. */
  update(): void {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    void nextFrame().then(() => {
      this.#isWaiting = false;
      this.#show();
    });
  }

  #show(): void {
    const { showInput, showActivations, correctable } = this.#pad;
    const pixels = this.#pad.toPixels();
    render(showInput ? this.#renderInput() : nothing, this.#seen);
    render(
      html`${correctable ? this.#renderCorrection() : nothing}${
        showActivations ? html`<div class="figures">${this.#renderLayers()}</div>` : nothing
      }`,
      this.#container,
    );
    this.#paint(pixels);
    if (showActivations) void this.#follow(pixels);
  }

  /** Asks what the network responds to, one question at a time, always about the newest image. */
  async #follow(pixels: Uint8Array): Promise<void> {
    const { prediction } = this.#pad;
    if (this.#isAsking || (isSame(pixels, this.#shown.pixels) && prediction === this.#shown.prediction)) return;
    this.#isAsking = true;
    try {
      // An empty pad needs no network, and is no reason to load one.
      this.#layers = pixels.some((byte) => byte > 0)
        ? await (await this.#openSession()).activations(pixels)
        : this.#layers.map((layer) => ({ ...layer, maps: new Uint8Array(layer.maps.length) }));
    } catch {
      // Whoever reads the drawing tells why there is nothing to show.
    } finally {
      this.#isAsking = false;
    }
    this.#shown = { pixels, prediction };
    this.update();
  }

  get #words(): InspectorStrings {
    return this.#localizer.words('extras', inspectorStrings);
  }

  #renderInput(): TemplateResult {
    const { prediction, pictureSize } = this.#pad;
    const { width, height } = pictureSize;
    const isUsual = width === USUAL_SIZE.width && height === USUAL_SIZE.height;
    const words = this.#words;
    const alt = prediction === null ? words.inputAltEmpty : words.inputAlt(prediction.label ?? '?');
    return html`
      <figure class="input-image" part="input-image">
        <canvas width=${width} height=${height} role="img" aria-label=${alt}></canvas>
        <figcaption>${isUsual ? words.input : words.inputOf(width, height)}</figcaption>
      </figure>
    `;
  }

  #renderLayers(): TemplateResult | TemplateResult[] {
    const words = this.#words;
    if (this.#layers.length === 0) return html`<p>${words.noLayers}</p>`;
    return this.#layers.map((layer) => {
      const strongest = strongestOf(layer).join(', ');
      const canvases = Array.from(
        { length: layer.channels },
        () => html`<canvas width=${layer.width} height=${layer.height}></canvas>`,
      );
      return html`
        <figure class="layer" part="activations">
          <div class="maps" role="img" aria-label=${strongest === '' ? words.layerAltEmpty : words.layerAlt(strongest)}>
            ${canvases}
          </div>
          <figcaption>${words.layer(layer.name, layer.channels, layer.height, layer.width)}</figcaption>
        </figure>
      `;
    });
  }

  #renderCorrection(): TemplateResult {
    const { prediction, labelNames, corrections, strokes } = this.#pad;
    const words = this.#words;
    const correction = corrections.find((each) => isSameDrawing(each.strokes, strokes));
    const disabled = this.#pad.readOnly || this.#pad.matches(':disabled');
    const isIdle = prediction === null || disabled || this.#isTeaching;
    const hasNothing = corrections.length === 0;
    return html`
      <div
        class="correction"
        part="correction"
        role="group"
        aria-label=${words.ask}
        ?data-idle=${prediction === null || disabled}
      >
        <span>${words.ask}</span>
        ${labelNames.map(
          (name, index) => html`
            <button
              part="button"
              type="button"
              ?disabled=${isIdle}
              aria-pressed=${correction?.index === index}
              @click=${() => this.#correct(index)}
            >
              ${name}
            </button>
          `,
        )}
        <p class="lesson" ?data-idle=${hasNothing || disabled}>
          <button
            class="teach"
            part="button"
            type="button"
            ?disabled=${hasNothing || disabled || this.#isTeaching}
            @click=${() => void this.#teach()}
          >
            ${words.teach(corrections.length)}
          </button>
          <span role="status">${this.#sentence(correction?.label)}</span>
        </p>
      </div>
    `;
  }

  #sentence(label: string | undefined): string {
    const words = this.#words;
    if (this.#isTeaching) return words.teaching;
    const isSaid = this.#taught !== undefined && isSameDrawing(this.#taught.strokes, this.#pad.strokes);
    if (this.#taught === undefined || !isSaid) return label === undefined ? '' : words.noted(label);
    const { end, isLost } = this.#taught;
    const { testAccuracy } = end;
    if (isLost && testAccuracy !== null) return words.unchanged;
    return words.taught(testAccuracy === null ? '' : this.#localizer.formats.percent(testAccuracy, 1));
  }

  #correct(index: number): void {
    this.#taught = undefined;
    this.#pad.correct(index);
  }

  async #teach(): Promise<void> {
    this.#taught = undefined;
    this.#isTeaching = true;
    this.update();
    try {
      const { strokes, corrections } = this.#pad;
      const session = await this.#openSession();
      const read = (): Promise<Prediction[]> => Promise.all(corrections.map(({ pixels }) => session.predict(pixels)));
      const before = await read();
      const end = await this.#pad.teach();
      this.#taught = { end, isLost: areSame(before, await read()), strokes };
    } catch {
      // The pad tells of it.
    } finally {
      this.#isTeaching = false;
      this.update();
    }
  }

  #paint(pixels: Uint8Array): void {
    const input = this.#seen.querySelector('canvas');
    if (input !== null) paintMap(input, pixels);
    const figures = this.#container.querySelectorAll('.layer');
    figures.forEach((figure, layer) => {
      const { height, width, maps } = this.#layers[layer]!;
      const area = height * width;
      figure
        .querySelectorAll('canvas')
        .forEach((canvas, channel) => paintMap(canvas, maps.subarray(channel * area, (channel + 1) * area)));
    });
  }
}

/** Paints grey levels, one for each pixel of a canvas. */
function paintMap(canvas: HTMLCanvasElement, levels: Uint8Array): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const image = context.createImageData(canvas.width, canvas.height);
  // A pixel at a time, opaque: several thousand of them change in every frame.
  const pixels = new Uint32Array(image.data.buffer);
  levels.forEach((level, i) => (pixels[i] = 0xff000000 | (level * 0x010101)));
  context.putImageData(image, 0, 0);
}

/** The three channels that respond most, counted from 1, strongest first; none where all are silent. */
function strongestOf({ channels, height, width, maps }: LayerActivation): number[] {
  const area = height * width;
  const responses = Array.from({ length: channels }, (_, channel) => {
    const map = maps.subarray(channel * area, (channel + 1) * area);
    return { number: channel + 1, sum: map.reduce((sum, level) => sum + level, 0) };
  });
  if (responses.every(({ sum }) => sum === 0)) return [];
  return responses
    .sort((a, b) => b.sum - a.sum)
    .slice(0, 3)
    .map(({ number }) => number);
}

/** Whether a network read all pictures exactly as before: then all that it was taught has been taken back. */
function areSame(before: readonly Prediction[], after: readonly Prediction[]): boolean {
  return before.every(({ probabilities }, i) => probabilities.every((each, k) => each === after[i]!.probabilities[k]));
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
