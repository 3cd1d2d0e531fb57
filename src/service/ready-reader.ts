/** Reads for pads on pages without a trainer, by the network that comes with the script. */
import { MnistError } from '../shared/errors.js';
import type { ModelFacts, Settings } from '../shared/worker-api.js';
import { Session, type SessionHost } from './session.js';
import { defaultDataUrl } from './beside-script.js';

/**
 * What the session works with. One thread of the processor reads a drawing in well under a millisecond: starting helpers
 * or a GPU would take longer. The data are only loaded to be taught, and no more than that takes.
 */
const SETTINGS: Omit<Settings, 'src' | 'model'> = {
  backend: 'simd',
  threads: 1,
  classCount: 10,
  trainSize: 10_000,
  testSize: 2000,
  epochs: 1,
  batchSize: 64,
  learningRate: 0.001,
  augment: 'drawn',
  seed: undefined,
  storageKey: undefined,
};

/** A session without an element around it: what happens in it is told to whoever asked, and to nobody else. */
export class ReadyReader extends EventTarget implements SessionHost {
  readonly #session = new Session(this);
  #folder = '';
  #loading: Promise<Session> | undefined;
  #facts: ModelFacts | undefined;
  #backend: Settings['backend'] = SETTINGS.backend;

  /** Names of the classes, by index; undefined for digits. */
  get labelNames(): readonly string[] | undefined {
    return this.#facts?.labels;
  }

  /**
   * The session, with the network of a folder in it: loaded the first time, and again when another folder is asked for
   * or the worker has died.
   *
   * @param folder absolute URL, ending in a slash
   * @throws MnistError `model-not-found`, `model-network`, `model-invalid`, `model-shape`, or what the worker says
   */
  open(folder: string): Promise<Session> {
    const isLost = this.#facts !== undefined && this.#session.info === undefined;
    if (this.#loading === undefined || folder !== this.#folder || isLost) {
      this.#folder = folder;
      this.#facts = undefined;
      const loading = this.#load(folder);
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
    this.#session.close();
  }

  readSettings(): Settings {
    return { ...SETTINGS, src: defaultDataUrl(), model: this.#facts?.model ?? 'cnn', backend: this.#backend };
  }

  readLabels(): readonly string[] {
    return this.labelNames ?? [];
  }

  readWorkerUrl(): undefined {
    return undefined;
  }

  async #load(folder: string): Promise<Session> {
    try {
      this.#facts = await this.#session.loadModel(folder);
    } catch (error) {
      if (!(error instanceof MnistError) || error.code !== 'backend-unavailable' || this.#backend === 'auto')
        throw error;
      // Without SIMD anything else will do.
      this.#backend = 'auto';
      this.#facts = await this.#session.loadModel(folder);
    }
    return this.#session;
  }
}
