/** Knows what the network makes of a drawing: the prediction, or in words why there is none. */
import type { ReactiveControllerHost } from 'lit';
import { readDataUrl, readFolderUrl } from '../page/folder-url.js';
import type { ReadyReader } from '../page/ready-reader.js';
import type { Session } from '../page/session.js';
import { TrainerLink } from '../page/trainer-link.js';
import { defaultDataUrl, defaultModelUrl } from '../page/beside-script.js';
import { readWorkerUrl } from '../page/worker-url.js';
import { MnistError } from '../shared/errors.js';
import { MnistEvent } from '../shared/events.js';
import { USUAL_SIZE, type NetworkEnds } from '../shared/image.js';
import { missingPart } from '../shared/missing-part.js';
import type { LabelledImage, PictureSize, Prediction, TrainEnd } from '../shared/types.js';
import type { Drawing } from './drawing.js';
import { normalizeStrokes } from './normalize.js';
import type { Stroke } from './stroke.js';

/** The element that draws; events are dispatched on it. */
export interface RecogniserHost extends ReactiveControllerHost, HTMLElement {
  /** Id of the trainer; empty for the nearest. */
  for: string;
  /** Whether strokes are read while they are being drawn. */
  readonly live: boolean;
  /** Folder with the network of a page without trainer; empty for the one beside the script. */
  readonly modelSrc: string;
  /** Folder with the images that such a network is taught with; empty for the one beside the script. */
  readonly src: string;
  /** Script of the worker on such a page; empty for the one beside the script. */
  readonly workerSrc: string;
  /** The least probability at which a class is named; null for the network's own. */
  readonly threshold: number | null;
}

const DIGITS: readonly string[] = Array.from({ length: 10 }, (_, digit) => String(digit));

/** Makes one prediction at a time, always of the newest drawing, and never tells an outdated one. */
export class Recogniser {
  readonly #host: RecogniserHost;
  readonly #drawing: Drawing;
  readonly #onChange: () => void;
  readonly #link: TrainerLink;
  /** Reads where there is no trainer; comes when first needed. */
  #ready: ReadyReader | undefined;
  #running: Promise<Prediction | null> | undefined;
  #prediction: Prediction | undefined;
  #notice: MnistError | 'notTrained' | undefined;
  /** Grows when the network changes, which makes predictions under way outdated. */
  #network = 0;
  #toldFailure: MnistError | undefined;
  /** What the prediction was made of, and the names that it was told in. */
  #read: { readonly strokes: readonly Stroke[]; readonly pixels: Uint8Array; readonly names: string } | undefined;

  /** @param onChange called whenever prediction, notice or busyness have changed */
  constructor(host: RecogniserHost, drawing: Drawing, onChange: () => void) {
    this.#host = host;
    this.#drawing = drawing;
    this.#onChange = onChange;
    this.#link = new TrainerLink(host, {
      'mnist-epoch-end': () => this.readAnew(),
      'mnist-train-end': () => this.readAnew(),
      'mnist-session-info': () => this.#followNetwork(),
      'mnist-data': () => this.#onChange(),
      'mnist-import': () => this.readAnew(),
    });
  }

  /** What the network last made of the drawing; undefined while there is nothing to tell. */
  get prediction(): Prediction | undefined {
    return this.#prediction;
  }

  /** The drawing that the prediction is about, and what the network saw of it. */
  get read(): { readonly strokes: readonly Stroke[]; readonly pixels: Uint8Array } | undefined {
    return this.#prediction && this.#read;
  }

  /** A failure, or the name of a piece of advice; undefined if there is neither. */
  get notice(): MnistError | 'notTrained' | undefined {
    return this.#notice;
  }

  get isBusy(): boolean {
    return this.#running !== undefined;
  }

  /** Names of the classes, by index. */
  get labelNames(): readonly string[] {
    return (this.#link.trainer ?? this.#ready)?.labelNames ?? DIGITS;
  }

  /** What the network takes and tells apart; undefined while that is not known. */
  get network(): NetworkEnds | undefined {
    return (this.#link.trainer?.session ?? this.#ready?.session)?.info;
  }

  /** Size of the pictures that the network reads, MNIST's while it is not known. */
  get input(): PictureSize {
    return this.network?.input ?? USUAL_SIZE;
  }

  /** Gets the network ready where there is no trainer: whoever touches the pad is about to draw. */
  prepare(): void {
    // A failure is told by the reading that follows.
    if (this.#link.isAlone) this.open().catch(() => undefined);
  }

  /** Teaches the network, and reads the drawing again; tells of a failure as `predict()` does. */
  async teach(corrections: readonly LabelledImage[]): Promise<TrainEnd> {
    try {
      const end = await (await this.open()).fineTune(corrections);
      this.readAnew();
      return end;
    } catch (error) {
      throw this.fail(error);
    }
  }

  /** Frees what reads where there is no trainer; the next reading starts it again. */
  close(): void {
    this.#ready?.close();
  }

  /** Reads the drawing for a program: null if it is empty; rejects with an MnistError. */
  async predict(): Promise<Prediction | null> {
    try {
      return await this.#join();
    } catch (error) {
      throw this.fail(error);
    }
  }

  /** Reads the drawing for people: rejects never. A network that is not trained yet is no failure, but advice. */
  async readDrawing(): Promise<void> {
    try {
      await this.#join();
    } catch (error) {
      if (error instanceof MnistError && error.code === 'not-trained') this.#set(undefined, 'notTrained');
      else this.fail(error);
    }
  }

  forget(): void {
    this.#set(undefined);
  }

  /** Shows a failure and tells the page; once, however many have waited for what failed. */
  fail(error: unknown): MnistError {
    const failure = MnistError.from(error);
    if (failure !== this.#toldFailure) {
      this.#toldFailure = failure;
      this.#set(undefined, failure);
      this.#host.dispatchEvent(new MnistEvent('mnist-error', failure));
    }
    return failure;
  }

  /** The network: the trainer's, or on a page without any the one that comes with the script. */
  async open(): Promise<Session> {
    if (!this.#link.isAlone) return this.#link.require().session;
    const { modelSrc, src, workerSrc } = this.#host;
    const files = {
      model: modelSrc === '' ? defaultModelUrl() : readFolderUrl('model-src', modelSrc),
      data: src === '' ? defaultDataUrl() : readDataUrl('src', src),
      worker: readWorkerUrl(workerSrc),
    };
    if (this.#ready === undefined) {
      const { ReadyReader } = await import('../page/ready-reader.js').catch((error: unknown) => {
        throw incomplete(error);
      });
      this.#ready ??= new ReadyReader();
    }
    return this.#ready.open(files);
  }

  /** A value that makes no sense counts as none: the pad tells of it. */
  get #threshold(): number | undefined {
    const { threshold } = this.#host;
    return threshold !== null && isShare(threshold) ? threshold : undefined;
  }

  /** A reading under way is joined: it sees what has changed meanwhile. */
  #join(): Promise<Prediction | null> {
    this.#running ??= this.#run().finally(() => {
      this.#running = undefined;
      this.#onChange();
    });
    return this.#running;
  }

  async #run(): Promise<Prediction | null> {
    const drawing = this.#drawing;
    while (!drawing.isEmpty) {
      const { revision, open } = drawing;
      const network = this.#network;
      const { strokes: newest } = drawing;
      const session = await this.open();
      // The one being drawn may grow.
      const strokes = newest.map((stroke) => [...stroke]);
      const pixels = normalizeStrokes(strokes, session.input);
      const prediction = await session.predict(pixels, this.#threshold);
      const show = (): void => {
        this.#read = { strokes, pixels, names: this.#names };
        this.#set(prediction);
        this.#host.dispatchEvent(new MnistEvent('mnist-prediction', prediction));
      };
      if (revision === drawing.revision && network === this.#network) {
        show();
        return prediction;
      }
      if (drawing.open === undefined) continue;
      // The end of the stroke will ask again.
      if (!this.#host.live) return prediction;
      if (open === drawing.open) show();
    }
    return null;
  }

  #set(prediction: Prediction | undefined, notice?: MnistError | 'notTrained'): void {
    this.#prediction = prediction;
    this.#notice = notice;
    this.#onChange();
  }

  /** Reads what is drawn with a network that has learned more; a stroke under way will be read at its end. */
  readAnew(): void {
    this.#network += 1;
    if (!this.#drawing.isEmpty && this.#drawing.open === undefined) void this.readDrawing();
  }

  /** Forgets what another network made of the drawing, and reads it with the one that is asked from now on. */
  changeNetwork(): void {
    this.forget();
    this.readAnew();
  }

  get #names(): string {
    return this.labelNames.join('\n');
  }

  #followNetwork(): void {
    this.#onChange();
    const info = this.#link.trainer?.session.info;
    const isOutdated = this.#prediction === undefined || this.#read?.names !== this.#names;
    if (info?.trained === true && isOutdated) this.readAnew();
    if (info?.trained === false) this.forget();
  }
}

/** A part of the pad could not be loaded. */
export function incomplete(cause: unknown): MnistError {
  return missingPart('pad-failed', cause);
}

/** Whether it is a number from 0 to 1. */
export function isShare(value: number): boolean {
  return value >= 0 && value <= 1;
}
