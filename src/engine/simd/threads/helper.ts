/** The engine's side of a helper thread: starts it, and notices when it is gone. */
import type { SimdKernels } from '../load-kernels.js';
import type { Network } from '../../../network/network.js';
import { startWorker } from '../../../shared/start-worker.js';
import type { ThreadAnswer, ThreadRequest } from './thread-messages.js';

/** Milliseconds in which a new thread must be ready. */
const START_LIMIT = 4000;

/** One helper thread. */
export class Helper {
  /** Hears the packets that come. */
  onPacket: (packet: ArrayBuffer) => void = () => undefined;
  /** Hears that the thread has failed or was ended. */
  onLost: () => void = () => undefined;
  readonly #worker: Worker;
  #started: { readonly resolve: () => void; readonly reject: (reason: Error) => void } | undefined;
  #alive = true;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<ThreadAnswer>) => {
      if (data instanceof ArrayBuffer) this.onPacket(data);
      else if (data instanceof Error) this.fail(data);
      else this.#started?.resolve();
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.fail(new Error(event.message || 'the script could not be loaded'));
    });
    worker.addEventListener('messageerror', () => this.fail(new Error('the answer could not be read')));
  }

  /**
   * Starts a thread and waits until it is ready to compute.
   *
   * @param script absolute URL of the built `simd-thread.ts`
   * @param network what it will compute: whether there is memory for it shows now
   * @throws whatever kept it from starting; also when it takes longer than 4 seconds
   */
  static async start(script: URL, kernels: SimdKernels, network: Network): Promise<Helper> {
    const helper = new Helper(startWorker(script, 'mnist-elements SIMD thread'));
    const limit = setTimeout(() => helper.fail(new Error('the thread did not answer in time')), START_LIMIT);
    try {
      await new Promise<void>((resolve, reject) => {
        helper.#started = { resolve, reject };
        helper.postMessage({ kind: 'start', kernels, network }, []);
      });
    } finally {
      clearTimeout(limit);
      helper.#started = undefined;
    }
    return helper;
  }

  get alive(): boolean {
    return this.#alive;
  }

  postMessage(message: ThreadRequest, transfer: Transferable[]): void {
    if (this.#alive) this.#worker.postMessage(message, transfer);
  }

  /** Ends the thread, if it has not ended yet. */
  fail(reason: Error): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#worker.terminate();
    this.#started?.reject(reason);
    this.onLost();
  }
}
