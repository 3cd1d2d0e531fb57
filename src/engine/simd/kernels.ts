/**
 * One network on the SIMD kernels: a whole pass forward and backward is one call, and so is an optimizer's step. Wraps the
 * kernels' memory in typed arrays.
 */
import { MOMENTUM } from '../../network/batch-normalization.js';
import type { Network } from '../../network/network.js';
import type { OptimizerName } from '../../optimizer/optimizers.js';
import { STATE_LAYOUTS } from '../../optimizer/state.js';
import type { SimdKernels } from './load-kernels.js';
import { OPTIMIZER, planOffset } from './operation.js';
import { compilePlan, type Plan } from './plan.js';

/** What a pass over labelled images found. */
export interface Score {
  /** Cross-entropy in nats, summed over the images (not the mean, so that parts of a batch can be added). */
  readonly loss: number;
  /** How many images had their label as the most probable class. */
  readonly correct: number;
}

/** What dropout draws its masks by; whole numbers, of which the lower 32 bits count. */
export interface Draw {
  readonly seed: number;
  /** Batches before this one. */
  readonly step: number;
  /** Where the first image of the call stands in the whole batch. Default: 0. */
  readonly first?: number;
}

/** Exports of the module; see assembly/index.ts. Addresses and counts are whole numbers. */
interface KernelExports {
  readonly memory: WebAssembly.Memory;
  heapBase(): number;
  computeGradients(plan: number, count: number, divisor: number, more: boolean): void;
  predict(plan: number, count: number): void;
  evaluate(plan: number, count: number): void;
  loss(): number;
  correct(): number;
  addAll(sums: number, terms: number, count: number): void;
  addScaled(target: number, terms: number, count: number, factor: number): void;
  blend(averages: number, values: number, count: number, share: number): void;
  update(
    optimizer: number,
    parameters: number,
    gradients: number,
    state: number,
    count: number,
    learningRate: number,
    step: number,
  ): void;
}

const PAGE = 65_536;
/** Addresses have 32 bits; some browsers offer less. */
const MOST_PAGES = 65_536;

/**
 * One network with its optimizer's state, in its own linear memory.
 *
 * Parameters and gradients are flat, tensor after tensor in the order of `tf.LayersModel.getWeights()`: those that an
 * optimizer changes, then the moving averages of batch normalisation. All begin as zero: set `parameters` before the first
 * step. The array properties are windows on the network's memory: what is written there is used, and what is computed
 * appears there. Memory may grow with a larger batch, after which windows must be asked for anew.
 */
export class SimdNetwork {
  readonly network: Network;
  /** The most images that one call takes. */
  readonly maxBatch: number;
  readonly parameterCount: number;
  /** How many of them, the first, an optimizer changes. */
  readonly trainableCount: number;
  readonly #exports: KernelExports;
  #plan: Plan;

  private constructor(exports: KernelExports, network: Network, maxBatch: number) {
    this.#exports = exports;
    this.network = network;
    this.maxBatch = maxBatch;
    this.#plan = compilePlan(network, maxBatch, exports.heapBase());
    this.#write();
    this.parameterCount = this.#plan.parameterCount;
    this.trainableCount = this.#plan.trainableCount;
  }

  /**
   * @param maxBatch the most images that one call will take, from 1 to 1,000,000; their pixels and probabilities are set
   *   aside. With batch normalisation, memory grows with the largest batch that is trained, by all its maps.
   * @throws {MnistError} `invalid-attribute` if a layer does not fit what is before it
   * @throws {RangeError} for an impossible batch, or one that memory does not suffice for
   */
  static async create(kernels: SimdKernels, network: Network, maxBatch: number): Promise<SimdNetwork> {
    if (!Number.isInteger(maxBatch) || maxBatch < 1 || maxBatch > 1_000_000) {
      throw new RangeError(`The largest batch must be a whole number from 1 to 1,000,000, not ${maxBatch}.`);
    }
    const instance = await WebAssembly.instantiate(kernels.module);
    return new SimdNetwork(instance.exports as unknown as KernelExports, network, maxBatch);
  }

  /** [parameterCount] weights, biases and moving averages. */
  get parameters(): Float32Array<ArrayBuffer> {
    return this.#numbers(this.#plan.parameters, this.parameterCount);
  }

  /**
   * [parameterCount] gradients of the last `computeGradients`, and those added since; may be changed before `update`. In
   * the places of the moving averages are the batch's own means and variances.
   */
  get gradients(): Float32Array<ArrayBuffer> {
    return this.#numbers(this.#plan.gradients, this.parameterCount);
  }

  /** What an optimizer remembers: slots × trainableCount values. All optimizers use the same memory. */
  optimizerState(optimizer: OptimizerName): Float32Array<ArrayBuffer> {
    return this.#numbers(this.#plan.optimizerState, STATE_LAYOUTS[optimizer].slots.length * this.trainableCount);
  }

  /**
   * One pass forward and backward; the result is in `gradients`.
   *
   * @param pixels [count, height, width] bytes, 0 is black paper and 255 white ink
   * @param labels [count] classes from 0
   * @param divisor what the summed gradients are divided by. Default: count, which makes them those of the mean loss.
   *   When threads share a batch, each passes the size of the whole batch, and their gradients are added.
   * @param more adds to the gradients of the last call, for a batch that is larger than `maxBatch`
   * @param draw needed by dropout only
   * @throws {RangeError} if sizes, labels or the divisor cannot be
   */
  computeGradients(
    pixels: Uint8Array,
    labels: Uint8Array,
    divisor: number = labels.length,
    more = false,
    draw: Draw = { seed: 0, step: 0 },
  ): Score {
    const count = this.#give(pixels, labels);
    if (!(divisor > 0)) throw new RangeError(`The divisor must be positive, not ${divisor}.`);
    if (this.#plan.needsWholeBatch && count > this.#plan.group) this.#grow(count);
    const { record } = this.#plan;
    const view = new DataView(this.#exports.memory.buffer);
    view.setInt32(record + planOffset('seed'), draw.seed, true);
    view.setInt32(record + planOffset('step'), draw.step, true);
    view.setInt32(record + planOffset('first'), draw.first ?? 0, true);
    this.#exports.computeGradients(record, count, divisor, more);
    return this.#score();
  }

  /**
   * Adds the gradients of another part of the batch, such as another thread's, to `gradients`.
   *
   * @param part [parameterCount], flat like `gradients`
   * @throws {RangeError} if there are more or fewer
   */
  addGradients(part: Float32Array): void {
    if (part.length !== this.parameterCount) {
      throw new RangeError(`This network has ${this.parameterCount} gradients, not ${part.length}.`);
    }
    const { gradients, partGradients } = this.#plan;
    this.#numbers(partGradients, this.parameterCount).set(part);
    this.#exports.addAll(gradients, partGradients, this.parameterCount);
  }

  /**
   * One step of an optimizer with the gradients of the whole batch; moving averages follow the batch's statistics.
   *
   * @param learningRate at least 0
   * @param step counts from 1, over all steps since the state was zero
   * @param decay L2 weight decay, from 0 to 1: decay times each kernel is added to its gradients, in `gradients`
   * @throws {RangeError} for an impossible step or decay
   */
  update(optimizer: OptimizerName, learningRate: number, step: number, decay = 0): void {
    if (!Number.isInteger(step) || step < 1) {
      throw new RangeError(`Steps are whole numbers counted from 1, not ${step}.`);
    }
    if (!(decay >= 0 && decay <= 1)) throw new RangeError(`Weight decay is a number from 0 to 1, not ${decay}.`);
    const { kernels, parameters, gradients, optimizerState } = this.#plan;
    if (decay > 0) {
      for (const { start, end } of kernels) {
        this.#exports.addScaled(gradients + 4 * start, parameters + 4 * start, end - start, decay);
      }
    }
    this.#exports.update(
      OPTIMIZER[optimizer],
      parameters,
      gradients,
      optimizerState,
      this.trainableCount,
      learningRate,
      step,
    );
    const trainable = 4 * this.trainableCount;
    const averages = this.parameterCount - this.trainableCount;
    if (averages > 0) this.#exports.blend(parameters + trainable, gradients + trainable, averages, 1 - MOMENTUM);
  }

  /**
   * Class probabilities [count, classes], a copy.
   *
   * @param pixels [count, height, width] bytes
   * @throws {RangeError} if their number cannot be
   */
  predict(pixels: Uint8Array): Float32Array<ArrayBuffer> {
    const count = this.#give(pixels);
    this.#exports.predict(this.#plan.record, count);
    return this.#probabilities(count);
  }

  /** Like `predict`, and scores the probabilities against the labels. */
  evaluate(pixels: Uint8Array, labels: Uint8Array): Score & { readonly probabilities: Float32Array<ArrayBuffer> } {
    const count = this.#give(pixels, labels);
    this.#exports.evaluate(this.#plan.record, count);
    return { ...this.#score(), probabilities: this.#probabilities(count) };
  }

  #score(): Score {
    return { loss: this.#exports.loss(), correct: this.#exports.correct() };
  }

  #probabilities(count: number): Float32Array<ArrayBuffer> {
    return this.#numbers(this.#plan.probabilities, count * this.network.classes).slice();
  }

  /** Makes room for more images at a time. Only what is renewed in every call moves. */
  #grow(count: number): void {
    this.#plan = compilePlan(this.network, this.maxBatch, this.#exports.heapBase(), count);
    this.#write();
  }

  #write(): void {
    const { memory } = this.#exports;
    const pages = Math.ceil(this.#plan.size / PAGE);
    const missing = pages - memory.buffer.byteLength / PAGE;
    try {
      if (pages > MOST_PAGES) throw new RangeError('Addresses have 32 bits.');
      if (missing > 0) memory.grow(missing);
    } catch (cause) {
      const megabytes = Math.ceil(this.#plan.size / 2 ** 20);
      throw new RangeError(`There is not enough memory: this network and its batch need ${megabytes} MB.`, { cause });
    }
    this.#plan.write(memory.buffer);
  }

  /** Checks a batch and copies it in; returns the number of images. */
  #give(pixels: Uint8Array, labels?: Uint8Array): number {
    const { input, classes } = this.network;
    const imageBytes = input.height * input.width;
    const count = pixels.length / imageBytes;
    if (!Number.isInteger(count) || count < 1) {
      throw new RangeError(
        `Pixels must be whole images of ${imageBytes} bytes and at least one; ${pixels.length} bytes are not.`,
      );
    }
    if (count > this.maxBatch) {
      throw new RangeError(`This network takes at most ${this.maxBatch} images a call, not ${count}.`);
    }
    const memory = new Uint8Array(this.#exports.memory.buffer);
    if (labels) {
      if (labels.length !== count) {
        throw new RangeError(`There must be one label for each image: ${count} images, ${labels.length} labels.`);
      }
      for (let i = 0; i < count; i++) {
        if (labels[i]! >= classes) {
          throw new RangeError(`Labels must be 0 to ${classes - 1}; number ${i} is ${labels[i]}.`);
        }
      }
      memory.set(labels, this.#plan.labels);
    }
    memory.set(pixels, this.#plan.pixels);
    return count;
  }

  #numbers(address: number, count: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.#exports.memory.buffer, address, count);
  }
}
