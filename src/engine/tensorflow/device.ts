/**
 * One started backend of each kind per worker, and the way to run tensor code on it.
 *
 * TensorFlow.js has a single global backend, and refuses every operation on any backend while one starts
 * asynchronously. So backends are started outside of its registry and registered when they are ready; from then on
 * switching is synchronous, and `Device.run` switches before each piece of work. Engines on different backends may
 * interleave freely, because each piece is synchronous.
 */
import * as tf from '@tensorflow/tfjs-core';
import { describe, MnistError } from '../../shared/errors.js';
import { startHardware, type Hardware, type HardwareOptions, type TensorFlowBackend } from './hardware.js';

/** How people write the names. */
const LABELS: Readonly<Record<TensorFlowBackend, string>> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'JavaScript',
};

const LOST = 'the GPU was lost.';
/** Milliseconds. */
const LOSS_DELAY = 100;

const devices = new Map<TensorFlowBackend, Promise<Device>>();

/** A started backend. It lives as long as the worker, unless its hardware is lost. */
export class Device {
  private forgotten = false;
  private readonly waiting = new Set<() => void>();

  constructor(
    readonly backend: TensorFlowBackend,
    private readonly hardware: Hardware,
  ) {
    // The package registered a factory of its own on import, which may start asynchronously.
    if (tf.engine().backendNames().includes(backend)) tf.removeBackend(backend);
    tf.registerBackend(backend, () => hardware.kernels);
    hardware.onLost(() => {
      for (const giveUp of this.waiting) giveUp();
    });
  }

  /** For people: what computes. */
  get name(): string {
    return this.hardware.name;
  }

  /** Resolves when everything submitted so far has been computed; null where computing is synchronous. */
  get fence(): (() => Promise<void>) | null {
    return this.hardware.fence;
  }

  /**
   * Runs synchronous tensor code on this backend and frees every tensor that it does not return.
   *
   * @throws {Error} when the hardware is gone, or whatever `compute` throws
   */
  run<Result>(compute: () => Result): Result {
    const reason = this.hardware.lost();
    if (reason !== null) throw new Error(reason);
    // Done when the call returns, as the backend is registered; the promise holds nothing but `true`.
    if (tf.getBackend() !== this.backend) void tf.setBackend(this.backend);
    // It goes through whatever objects and arrays it is given; its types know no interfaces.
    return tf.tidy(compute as () => tf.TensorContainer) as Result;
  }

  /**
   * Reads values back. What a lost device gives is garbage, or nothing for ever: TensorFlow.js goes on waiting.
   *
   * @throws {Error} when the hardware is gone
   */
  async read(tensor: tf.Tensor): Promise<Float32Array> {
    let giveUp: () => void = () => undefined;
    const loss = new Promise<never>((_, reject) => (giveUp = () => reject(new Error(this.hardware.lost() ?? LOST))));
    this.waiting.add(giveUp);
    try {
      const values = await Promise.race([tensor.data<'float32'>(), loss]);
      const reason = this.hardware.lost();
      if (reason !== null) throw new Error(reason);
      return values;
    } finally {
      this.waiting.delete(giveUp);
    }
  }

  /** What to tell the page's author of a failure. Lost hardware is forgotten, so that the next engine starts afresh. */
  async explain(error: unknown): Promise<MnistError> {
    if (error instanceof MnistError) return error;
    // Browsers may tell of the loss a little after what failed by it.
    if (this.hardware.lost() === null && this.fence !== null) await wait(LOSS_DELAY);
    const reason = this.hardware.lost();
    if (reason !== null) this.forget();
    const words = asSentence(reason ?? describe(error));
    const advice = 'Load the trainer again, or choose another backend.';
    return new MnistError('engine-failed', `The ${LABELS[this.backend]} engine failed: ${words} ${advice}`, error);
  }

  private forget(): void {
    // Several engines share a device: the first to notice cleans up.
    if (this.forgotten) return;
    this.forgotten = true;
    devices.delete(this.backend);
    tf.removeBackend(this.backend);
  }
}

/**
 * The started backend of a kind; the first call starts it, and a call after a failure tries again.
 *
 * @throws {MnistError} `backend-unavailable` when it cannot run in this thread
 */
export function openDevice(backend: TensorFlowBackend, options: HardwareOptions): Promise<Device> {
  let device = devices.get(backend);
  if (device === undefined) {
    device = startHardware(backend, options).then(
      (hardware) => new Device(backend, hardware),
      (error: unknown) => {
        devices.delete(backend);
        const words = asSentence(describe(error));
        const message = `The ${LABELS[backend]} backend cannot run here: ${words} Choose another one, or backend="auto".`;
        throw new MnistError('backend-unavailable', message, error);
      },
    );
    devices.set(backend, device);
  }
  return device;
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function asSentence(words: string): string {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}
