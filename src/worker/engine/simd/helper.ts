/** The engine's side of a helper thread: starts it, hands it parts of batches, and notices when it is gone. */
import { parameterCountOf } from '../../../shared/model.js';
import { startWorker } from '../../../shared/start-worker.js';
import type { ModelKind } from '../../../shared/types.js';
import type { Score, SimdKernels } from '../../../simd/kernels.js';
import type { Batch } from '../engine.js';
import {
  createPartBuffer,
  openPartBuffer,
  type PartAnswer,
  type ThreadAnswer,
  type ThreadRequest,
} from './thread-messages.js';

/** Milliseconds between two looks whether an answer has come, and how many of them find none before a helper is lost. */
const TICK = 500;
const PATIENCE = 3;

/** Gradients of a part of a batch. `gradients` is a window that the next `compute` takes away. */
export interface PartGradients extends Score {
  readonly gradients: Float32Array<ArrayBuffer>;
}

interface Waiting {
  readonly resolve: (answer: PartAnswer | null) => void;
  readonly reject: (reason: Error) => void;
  /** Looks that found no answer. */
  looks: number;
}

/** One helper thread. Calls must not overlap. */
export class Helper {
  readonly #worker: Worker;
  #buffer: ArrayBuffer | undefined;
  #model: ModelKind | undefined;
  #waiting: Waiting | undefined;
  #clock: ReturnType<typeof setInterval> | undefined;
  #alive = true;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.addEventListener('message', ({ data }: MessageEvent<ThreadAnswer>) => {
      if (data instanceof Error) this.#fail(data);
      else this.#settle()?.resolve(data);
    });
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      this.#fail(new Error(event.message || 'the script could not be loaded'));
    });
    worker.addEventListener('messageerror', () => this.#fail(new Error('the answer could not be read')));
  }

  /**
   * Starts a thread and waits until it is ready to compute.
   *
   * @param script absolute URL of the built `simd-thread.ts`
   * @throws whatever kept it from starting; also when it takes longer than 1 to 1.5 seconds
   */
  static async start(script: URL, kernels: SimdKernels): Promise<Helper> {
    const helper = new Helper(startWorker(script, 'mnist-elements SIMD thread'));
    await helper.#ask({ kernels }, []);
    return helper;
  }

  get alive(): boolean {
    return this.#alive;
  }

  /**
   * Gradients of a part of a batch, or undefined if the thread failed, died, or has not answered within 1 to 1.5 seconds:
   * then it is not alive any more, and its part remains to be computed.
   *
   * @param divisor size of the whole batch
   */
  async compute(
    model: ModelKind,
    parameters: Float32Array,
    part: Batch,
    divisor: number,
  ): Promise<PartGradients | undefined> {
    if (!this.#alive) return undefined;
    if (this.#buffer === undefined || this.#model !== model) this.#buffer = createPartBuffer(model);
    this.#model = model;
    const buffer = this.#buffer;
    const count = part.labels.length;
    const { floats, pixels, labels } = openPartBuffer(buffer, model, count);
    floats.set(parameters);
    pixels.set(part.pixels);
    labels.set(part.labels);
    try {
      const answer = await this.#ask({ model, buffer, count, divisor }, [buffer]);
      if (answer === null) return undefined;
      this.#buffer = answer.buffer;
      return { ...answer, gradients: new Float32Array(answer.buffer, 0, parameterCountOf(model)) };
    } catch {
      return undefined;
    }
  }

  /** Ends the thread; a `compute` under way resolves with undefined. */
  dispose(): void {
    this.#fail(new Error('the thread was ended'));
  }

  #ask(request: ThreadRequest, transfer: Transferable[]): Promise<PartAnswer | null> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject, looks: 0 };
      this.#clock ??= setInterval(() => this.#look(), TICK);
      this.#worker.postMessage(request, transfer);
    });
  }

  /**
   * Looks are counted rather than time: after the device has slept, an answer gets its chance to come first. The clock
   * runs on between requests, because a new one for each costs a few percent of a step; it stops when there are none.
   */
  #look(): void {
    if (this.#waiting === undefined) this.#stopClock();
    else if (++this.#waiting.looks === PATIENCE) this.#fail(new Error('the thread did not answer in time'));
  }

  #stopClock(): void {
    clearInterval(this.#clock);
    this.#clock = undefined;
  }

  #settle(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    return waiting;
  }

  #fail(reason: Error): void {
    this.#alive = false;
    this.#stopClock();
    this.#worker.terminate();
    this.#settle()?.reject(reason);
  }
}
