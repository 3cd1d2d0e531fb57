/** Reads for pads on pages without a trainer, by the network that comes with the script. */
import { MnistError } from '../shared/errors.js';
import { USUAL_CLASSES } from '../shared/image.js';
import type { Settings } from '../messages/settings.js';
import type { ModelFacts } from '../messages/worker-api.js';
import { Session, type SessionHost } from './session.js';

/**
 * What the session works with. One thread of the processor reads a drawing in well under a millisecond: starting helpers
 * or a GPU would take longer. The data are only loaded to be taught, and no more than that takes.
 */
const SETTINGS: Omit<Settings, 'src' | 'classCount' | 'layers'> = {
  backend: 'simd',
  threads: 1,
  transpose: 'auto',
  trainSize: 12_000,
  validationSize: 2000,
  testSize: 2000,
  epochs: 1,
  batchSize: 64,
  optimizer: 'adam',
  learningRate: 0.001,
  schedule: 'one-cycle',
  weightDecay: 0,
  augment: 'drawn',
  seed: undefined,
  storageKey: undefined,
};

/** Where the files lie that a page may have elsewhere than beside the script. */
export interface ReaderFiles {
  /** Folder of the network, absolute and ending in a slash. */
  readonly model: string;
  /** Folder of the images that it is taught with, absolute and ending in a slash. */
  readonly data: string;
  /** Script of the worker; undefined for the one beside the script. */
  readonly worker: URL | undefined;
}

/** A session without an element around it: what happens in it is told to whoever asked, and to nobody else. */
export class ReadyReader extends EventTarget implements SessionHost {
  readonly session = new Session(this);
  #files: ReaderFiles | undefined;
  #loading: Promise<Session> | undefined;
  #facts: ModelFacts | undefined;
  #backend: Settings['backend'] = SETTINGS.backend;

  /** Names of the classes, by index; undefined for digits. */
  get labelNames(): readonly string[] | undefined {
    return this.#facts?.labels;
  }

  /**
   * The session, with the network in it: loaded the first time, and again when that of another folder is asked for, or
   * another worker, or the worker has died.
   *
   * @throws MnistError `model-not-found`, `model-network`, `model-invalid`, `model-shape`, or what the worker says
   */
  open(files: ReaderFiles): Promise<Session> {
    const former = this.#files;
    this.#files = files;
    const isLost = this.#facts !== undefined && this.session.info === undefined;
    const isMoved = former !== undefined && former.worker?.href !== files.worker?.href;
    if (isMoved) this.session.close();
    if (this.#loading === undefined || former?.model !== files.model || isMoved || isLost) {
      this.#facts = undefined;
      const loading = this.#load(files.model);
      this.#loading = loading;
      loading.catch(() => {
        // The next call tries again.
        if (this.#loading === loading) this.#loading = undefined;
      });
    }
    return this.#loading;
  }

  /** Frees the worker's side. */
  close(): void {
    this.#loading = undefined;
    this.session.close();
  }

  async prepare(): Promise<void> {
    // Nothing here is to be checked.
  }

  readSettings(): () => Settings {
    const { layers, classes } = this.#facts?.network ?? { layers: [], classes: USUAL_CLASSES };
    const src = this.#files?.data ?? '';
    const settings = { ...SETTINGS, src, classCount: classes, layers, backend: this.#backend };
    return () => settings;
  }

  readOwnLabels(): undefined {
    return undefined;
  }

  readLabels(): readonly string[] {
    return this.labelNames ?? [];
  }

  readWorkerUrl(): URL | undefined {
    return this.#files?.worker;
  }

  async #load(folder: string): Promise<Session> {
    try {
      this.#facts = await this.session.loadModel(folder);
    } catch (error) {
      if (!(error instanceof MnistError) || error.code !== 'backend-unavailable' || this.#backend === 'auto')
        throw error;
      // Without SIMD anything else will do.
      this.#backend = 'auto';
      this.#facts = await this.session.loadModel(folder);
    }
    return this.session;
  }
}
