/** The engine that computes with TensorFlow.js, on any of its backends. */
import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../../network/network.js';
import { parameterCountOf, parameterTensorsOf, trainableCountOf } from '../../network/parameters.js';
import type { OptimizerName } from '../../optimizer/optimizers.js';
import { STATE_LAYOUTS } from '../../optimizer/state.js';
import { MnistError } from '../../shared/errors.js';
import { yieldToEventLoop } from '../../base/yield-to-event-loop.js';
import { checkBatch, checkImages, checkState, imageBytesOf } from '../check.js';
import type { Batch, BatchMetrics, Engine, NetworkState, StepOptions } from '../engine.js';
import { openDevice, type Device } from './device.js';
import type { TensorFlowBackend, WasmFiles } from './hardware.js';
import type { Draw } from './layers.js';
import {
  imagesTensor,
  pieceGradient,
  probabilitiesOf,
  updated,
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
 * processor computes the default network. The numbers are constants, not measured at run time: the gradient is summed
 * piece by piece, and the same seed must give the same weights bit for bit. Batch normalisation needs the images of a
 * batch together, so that with it a batch is trained as one piece.
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

/** What the engine holds. */
interface Held {
  readonly network: Network;
  readonly tensors: NetworkTensors;
  readonly optimizer: OptimizerName;
  /** Updates made so far. */
  readonly step: number;
}

class TensorFlowEngine implements Engine {
  readonly backend: TensorFlowBackend;
  readonly device: string;
  readonly readBackInterval: number;

  private readonly runAhead: RunAhead | null;
  private held: Held | null = null;
  /** [loss, accuracy] of every batch since the last `takeMetrics`. */
  private metrics: tf.Tensor1D[] = [];

  constructor(private readonly tensorFlow: Device) {
    this.backend = tensorFlow.backend;
    this.device = tensorFlow.name;
    this.runAhead = tensorFlow.fence === null ? null : new RunAhead(tensorFlow.fence);
    this.readBackInterval = tensorFlow.fence === null ? 0 : 250;
  }

  setState(state: NetworkState): Promise<void> {
    return this.guard(async () => {
      checkState(state);
      const { network, parameters, optimizer, optimizerState, step } = state;
      const trainable = trainableCountOf(network);
      // Copies: the JavaScript backend keeps the very array that it is given.
      const tensors = this.tensorFlow.run(() => ({
        parameters: tf.tensor1d(parameters.slice(0, trainable)),
        averages: parameterTensorsOf(network)
          .filter((tensor) => !tensor.trainable)
          .map(({ offset, size }) => tf.tensor1d(parameters.slice(offset, offset + size))),
        slots: STATE_LAYOUTS[optimizer].slots.map((_, i) =>
          tf.tensor1d(optimizerState.slice(i * trainable, (i + 1) * trainable)),
        ),
      }));
      this.freeTensors();
      this.held = { network, tensors, optimizer, step };
      await this.runAhead?.prepare();
    });
  }

  getState(): Promise<NetworkState> {
    return this.guard(async () => {
      const { network, tensors, optimizer, step } = this.current();
      const all = await this.read(() => tf.concat1d(listOf(tensors)));
      const size = parameterCountOf(network);
      return { network, parameters: all.slice(0, size), optimizer, optimizerState: all.slice(size), step };
    });
  }

  trainBatch(batch: Batch, options: StepOptions): Promise<void> {
    return this.guard(async () => {
      const held = this.current();
      const { network, tensors, optimizer } = held;
      checkBatch(network, batch);
      const whole = await this.gradientOf(held, batch, options.seed ?? 0);
      const step = held.step + 1;
      const next = this.tensorFlow.run(() => updated(network, optimizer, tensors, whole, options, step));
      tf.dispose([whole.gradient, ...whole.statistics, ...listOf(tensors)]);
      this.held = { ...held, tensors: next, step };
      this.metrics.push(whole.metrics);
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
      const { network, tensors } = this.current();
      checkImages(network, pixels);
      if (pixels.length === 0) return new Float32Array(0);
      // Training may replace the tensors between two pieces; clones share their memory.
      const kept = this.tensorFlow.run(() => ({
        parameters: tf.clone(tensors.parameters),
        averages: tensors.averages.map((average) => tf.clone(average)),
      }));
      const pieces: tf.Tensor2D[] = [];
      try {
        const stride = PIECES[this.backend].predict * imageBytesOf(network);
        for (let start = 0; start < pixels.length; start += stride) {
          if (start > 0) await (this.runAhead?.submitted() ?? yieldToEventLoop());
          const images = pixels.subarray(start, start + stride);
          pieces.push(this.tensorFlow.run(() => probabilitiesOf(network, kept, imagesTensor(network, images))));
        }
        return await this.read(() => tf.concat2d(pieces, 0));
      } finally {
        tf.dispose([kept.parameters, ...kept.averages, ...pieces]);
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

  /** Sums the gradient over the pieces of a batch, and yields between them. */
  private async gradientOf({ network, tensors, step }: Held, batch: Batch, seed: number): Promise<PieceGradient> {
    const { pixels, labels } = this.asComputable(batch);
    const batchCount = labels.length;
    const bytes = imageBytesOf(network);
    const isWhole = network.layers.some(({ type }) => type === 'batchnorm');
    const size = isWhole ? batchCount : PIECES[this.backend].train;
    let sum: PieceGradient | null = null;
    for (let start = 0; start < batchCount; start += size) {
      if (start > 0) await yieldToEventLoop();
      const draw: Draw = { seed, step, first: start, distinct: batch.labels.length };
      const piece = {
        pixels: pixels.subarray(start * bytes, (start + size) * bytes),
        labels: labels.subarray(start, start + size),
        batchCount,
        draw,
      };
      const before: PieceGradient | null = sum;
      sum = this.tensorFlow.run(() => {
        const gradient = pieceGradient(network, tensors.parameters, piece);
        return before === null ? gradient : addPieces(before, gradient);
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

  private current(): Held {
    if (this.held === null) throw new MnistError('internal', 'The engine holds no network: setState() comes first.');
    return this.held;
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
    if (this.held !== null) tf.dispose(listOf(this.held.tensors));
    this.held = null;
  }
}

/** In the order of a state's parameters and optimizer state. */
function listOf({ parameters, averages, slots }: NetworkTensors): tf.Tensor1D[] {
  return [parameters, ...averages, ...slots];
}

function addPieces(a: PieceGradient, b: PieceGradient): PieceGradient {
  return {
    gradient: tf.add(a.gradient, b.gradient),
    // With batch normalisation there is one piece only.
    statistics: [],
    metrics: tf.add(a.metrics, b.metrics),
  };
}

/** Repeats the last tensor: GPUs compile one program for each number of tensors that is concatenated. */
function padToPowerOfTwo(tensors: readonly tf.Tensor1D[]): tf.Tensor1D[] {
  const length = 2 ** Math.ceil(Math.log2(tensors.length));
  return Array.from({ length }, (_, i) => tensors[Math.min(i, tensors.length - 1)] as tf.Tensor1D);
}
