/** The engine that computes with TensorFlow.js, on any of its backends. */
import * as tf from '@tensorflow/tfjs-core';
import { MnistError } from '../../../shared/errors.js';
import { CLASS_COUNT, IMAGE_BYTES, parameterCountOf } from '../../../shared/model.js';
import type { ModelKind } from '../../../shared/types.js';
import { breathe } from '../../base/breathe.js';
import type { Batch, BatchMetrics, Engine, NetworkState } from '../engine.js';
import { openDevice, type Device } from './device.js';
import type { TensorFlowBackend, WasmFiles } from './hardware.js';
import {
  adamUpdate,
  imagesTensor,
  pieceGradient,
  probabilitiesOf,
  type NetworkTensors,
  type PieceGradient,
} from './network.js';
import { RunAhead } from './run-ahead.js';

export type { TensorFlowBackend } from './hardware.js';

/** Where the engine finds what it needs. */
export interface TensorFlowOptions {
  /** URL, ending in a slash, of the folder with TensorFlow.js' `.wasm` files. Default: `tfjs/` beside this script. */
  readonly wasmPath?: string;
}

/** Bundlers find the files by these expressions. */
const wasmFiles = (): WasmFiles => ({
  plain: new URL('./tfjs/tfjs-backend-wasm.wasm', import.meta.url).href,
  simd: new URL('./tfjs/tfjs-backend-wasm-simd.wasm', import.meta.url).href,
});

/** They have the same names in the folder of whoever keeps them elsewhere. */
const wasmFilesIn = (folder: string): WasmFiles => ({
  plain: new URL(`${folder}tfjs-backend-wasm.wasm`, location.href).href,
  simd: new URL(`${folder}tfjs-backend-wasm-simd.wasm`, location.href).href,
});

/**
 * Images that one synchronous piece of work may hold, so that a message waits for about 30 ms at most where the
 * processor computes. The numbers are constants, not measured at run time: the gradient is summed piece by piece, and
 * the same seed must give the same weights bit for bit.
 */
const PIECES: Readonly<Record<TensorFlowBackend, { readonly train: number; readonly predict: number }>> = {
  webgpu: { train: Infinity, predict: 250 },
  webgl: { train: Infinity, predict: 250 },
  wasm: { train: 32, predict: 64 },
  cpu: { train: 3, predict: 20 },
};

/**
 * A network on a TensorFlow.js backend. It holds no network until `setState()`.
 *
 * @throws {MnistError} `backend-unavailable` when the backend cannot run in this thread
 */
export async function createTensorFlowEngine(
  backend: TensorFlowBackend,
  options: TensorFlowOptions = {},
): Promise<Engine> {
  const { wasmPath } = options;
  const wasm = wasmPath === undefined ? wasmFiles() : wasmFilesIn(wasmPath);
  return new TensorFlowEngine(await openDevice(backend, { wasm }));
}

interface Network extends NetworkTensors {
  readonly model: ModelKind;
  /** Updates made so far. */
  readonly step: number;
}

class TensorFlowEngine implements Engine {
  readonly backend: TensorFlowBackend;
  readonly device: string;
  readonly readBackInterval: number;

  private readonly runAhead: RunAhead | null;
  private network: Network | null = null;
  /** [loss, accuracy] of every batch since the last `takeMetrics`. */
  private metrics: tf.Tensor1D[] = [];

  constructor(private readonly tensorFlow: Device) {
    this.backend = tensorFlow.backend;
    this.device = tensorFlow.name;
    this.runAhead = tensorFlow.fence === null ? null : new RunAhead(tensorFlow.fence);
    this.readBackInterval = tensorFlow.fence === null ? 0 : 250;
  }

  setState({ model, parameters, firstMoment, secondMoment, step }: NetworkState): Promise<void> {
    return this.guard(async () => {
      const expected = parameterCountOf(model);
      for (const { length } of [parameters, firstMoment, secondMoment]) {
        if (length === expected) continue;
        throw new MnistError(
          'model-shape',
          `The ${model} network has ${expected} parameters, but ${length} were given.`,
        );
      }
      // Copies: the JavaScript backend keeps the very array that it is given.
      const tensors = this.tensorFlow.run(() => ({
        parameters: tf.tensor1d(parameters.slice()),
        firstMoment: tf.tensor1d(firstMoment.slice()),
        secondMoment: tf.tensor1d(secondMoment.slice()),
      }));
      this.freeTensors();
      this.network = { model, step, ...tensors };
      await this.runAhead?.prepare();
    });
  }

  getState(): Promise<NetworkState> {
    return this.guard(async () => {
      const { model, step, parameters, firstMoment, secondMoment } = this.current();
      const all = await this.read(() => tf.concat1d([parameters, firstMoment, secondMoment]));
      const size = parameterCountOf(model);
      return {
        model,
        step,
        parameters: all.slice(0, size),
        firstMoment: all.slice(size, 2 * size),
        secondMoment: all.slice(2 * size),
      };
    });
  }

  trainBatch(batch: Batch, learningRate: number): Promise<void> {
    return this.guard(async () => {
      const { model, step, ...tensors } = this.current();
      checkBatch(batch);
      const { gradient, metrics } = await this.gradientOf(model, tensors.parameters, this.asComputable(batch));
      const next = this.tensorFlow.run(() => ({ ...adamUpdate(tensors, gradient, step, learningRate) }));
      tf.dispose([gradient, ...Object.values(tensors)]);
      this.network = { model, step: step + 1, ...next };
      this.metrics.push(metrics);
      await this.runAhead?.submitted();
    });
  }

  takeMetrics(): Promise<readonly BatchMetrics[]> {
    return this.guard(async () => {
      const taken = this.metrics;
      if (taken.length === 0) return [];
      this.metrics = [];
      const values = await this.read(() => tf.concat1d(padToPowerOfTwo(taken)));
      tf.dispose(taken);
      return taken.map((_, i) => ({ loss: values[2 * i] as number, accuracy: values[2 * i + 1] as number }));
    });
  }

  predict(pixels: Uint8Array): Promise<Float32Array> {
    return this.guard(async () => {
      const network = this.current();
      if (pixels.length % IMAGE_BYTES !== 0) {
        throw new MnistError(
          'invalid-argument',
          `Images have ${IMAGE_BYTES} bytes each, but ${pixels.length} were given.`,
        );
      }
      if (pixels.length === 0) return new Float32Array(0);
      // Training may replace the parameters between two pieces; the clone shares their memory.
      const parameters = this.tensorFlow.run(() => tf.clone(network.parameters));
      const pieces: tf.Tensor2D[] = [];
      try {
        const stride = PIECES[this.backend].predict * IMAGE_BYTES;
        for (let start = 0; start < pixels.length; start += stride) {
          if (start > 0) await (this.runAhead?.submitted() ?? breathe());
          const images = pixels.subarray(start, start + stride);
          pieces.push(this.tensorFlow.run(() => probabilitiesOf(network.model, parameters, imagesTensor(images))));
        }
        return await this.read(() => tf.concat2d(pieces, 0));
      } finally {
        tf.dispose([parameters, ...pieces]);
      }
    });
  }

  dispose(): void {
    this.freeTensors();
  }

  /**
   * TensorFlow.js' WebGL backend packs 2×2 values into a texel, and multiplies matrices that share a dimension of 1
   * with what happens to be in the unused half: the gradient of a dense layer comes out wrong for a batch of one.
   * Twice the same image has the same mean gradient.
   */
  private asComputable(batch: Batch): Batch {
    if (this.backend !== 'webgl' || batch.labels.length > 1) return batch;
    return {
      pixels: Uint8Array.of(...batch.pixels, ...batch.pixels),
      labels: Uint8Array.of(...batch.labels, ...batch.labels),
    };
  }

  /** Sums the gradient over the pieces of a batch, and breathes between them. */
  private async gradientOf(model: ModelKind, parameters: tf.Tensor1D, batch: Batch): Promise<PieceGradient> {
    const count = batch.labels.length;
    const size = PIECES[this.backend].train;
    let sum: PieceGradient | null = null;
    for (let start = 0; start < count; start += size) {
      if (start > 0) await breathe();
      const labels = batch.labels.subarray(start, start + size);
      const pixels = batch.pixels.subarray(start * IMAGE_BYTES, (start + size) * IMAGE_BYTES);
      const before: PieceGradient | null = sum;
      sum = this.tensorFlow.run(() => {
        const piece = pieceGradient(model, parameters, pixels, labels, count);
        return before === null ? { ...piece } : addPieces(before, piece);
      });
      if (before !== null) tf.dispose([before.gradient, before.metrics]);
    }
    return sum as PieceGradient;
  }

  private async read(compute: () => tf.Tensor): Promise<Float32Array> {
    const tensor = this.tensorFlow.run(compute);
    try {
      return await this.tensorFlow.read(tensor);
    } finally {
      tensor.dispose();
    }
  }

  private current(): Network {
    if (this.network === null) throw new MnistError('internal', 'The engine holds no network: setState() comes first.');
    return this.network;
  }

  private async guard<Result>(work: () => Result | Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw await this.tensorFlow.explain(error);
    }
  }

  private freeTensors(): void {
    tf.dispose(this.metrics);
    this.metrics = [];
    if (this.network === null) return;
    const { parameters, firstMoment, secondMoment } = this.network;
    tf.dispose([parameters, firstMoment, secondMoment]);
    this.network = null;
  }
}

function addPieces(a: PieceGradient, b: PieceGradient): { gradient: tf.Tensor1D; metrics: tf.Tensor1D } {
  return { gradient: tf.add(a.gradient, b.gradient), metrics: tf.add(a.metrics, b.metrics) };
}

/** Repeats the last tensor: GPUs compile one program for each number of tensors that is concatenated. */
function padToPowerOfTwo(tensors: readonly tf.Tensor1D[]): tf.Tensor1D[] {
  const length = 2 ** Math.ceil(Math.log2(tensors.length));
  return Array.from({ length }, (_, i) => tensors[Math.min(i, tensors.length - 1)] as tf.Tensor1D);
}

function checkBatch({ pixels, labels }: Batch): void {
  if (labels.length === 0 || pixels.length !== labels.length * IMAGE_BYTES) {
    const message = `A batch of ${labels.length} labels needs ${labels.length * IMAGE_BYTES} bytes of images, at least one image, but has ${pixels.length}.`;
    throw new MnistError('invalid-argument', message);
  }
  const wrong = labels.find((label) => label >= CLASS_COUNT);
  if (wrong !== undefined) {
    throw new MnistError('invalid-argument', `Labels are 0 to ${CLASS_COUNT - 1}, but one is ${wrong}.`);
  }
}
