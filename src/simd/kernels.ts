/**
 * Loads the WebAssembly kernels that compute a whole training step (forward, backward, Adam) in one call, and wraps
 * them in typed arrays. Two binaries exist: plain SIMD, and relaxed SIMD with fused multiply-add, about a fifth faster.
 * Runs in browsers and workers; importing it does nothing.
 */

/** `relaxed` has fused multiply-add, `plain` only SIMD, `none` neither: then these kernels cannot run. */
export type SimdLevel = 'relaxed' | 'plain' | 'none';

/** `cnn`: two convolutions and two dense layers, 53,866 parameters. `dense`: two dense layers, 101,770 parameters. */
export type SimdModel = 'cnn' | 'dense';

/** Where a binary comes from: a URL to fetch, its bytes, or a compiled module (which may be sent between workers). */
export type WasmSource = string | URL | BufferSource | WebAssembly.Module;

/** The two builds of the kernels, `dist/simd.wasm` and `dist/simd-relaxed.wasm`. Only the one that is used is fetched. */
export interface KernelSources {
  readonly plain: WasmSource;
  readonly relaxed: WasmSource;
}

/** Compiled kernels, from which any number of networks can be made. */
export interface SimdKernels {
  readonly level: Exclude<SimdLevel, 'none'>;
  readonly module: WebAssembly.Module;
}

/** What a pass over labelled images found. */
export interface Score {
  /** Cross-entropy in nats, summed over the images (not the mean, so that parts of a batch can be added). */
  readonly loss: number;
  /** How many images had their label as the most probable class. */
  readonly correct: number;
}

/** Thrown when the browser lacks WebAssembly SIMD. */
export class SimdUnavailableError extends Error {
  override readonly name = 'SimdUnavailableError';
}

/** Exports of the module; see assembly/index.ts. */
interface KernelExports {
  readonly memory: WebAssembly.Memory;
  configure(model: number, maxBatch: number): void;
  parameterCount(): number;
  pixelsPointer(): number;
  labelsPointer(): number;
  probabilitiesPointer(): number;
  parametersPointer(): number;
  gradientsPointer(): number;
  firstMomentPointer(): number;
  secondMomentPointer(): number;
  partGradientsPointer(): number;
  computeGradients(count: number, divisor: number, more: boolean): void;
  addGradients(): void;
  applyAdam(learningRate: number, step: number): void;
  predict(count: number): void;
  evaluate(count: number): void;
  loss(): number;
  correct(): number;
}

const PIXELS = 784;
const CLASSES = 10;

/**
 * The smallest modules that use one instruction of each kind: a function from nothing to v128 that builds vectors and
 * combines them. A browser that lacks the instruction does not validate the module.
 */
function probe(instruction: readonly number[], operands: number): Uint8Array<ArrayBuffer> {
  // v128 operands come from i32.const 0; i32x4.splat.
  const code = [...Array.from({ length: operands }, () => [0x41, 0x00, 0xfd, 0x11]).flat(), ...instruction];
  return Uint8Array.from([
    0x00,
    0x61,
    0x73,
    0x6d,
    0x01,
    0x00,
    0x00,
    0x00, // magic, version 1
    0x01,
    0x05,
    0x01,
    0x60,
    0x00,
    0x01,
    0x7b, // types: () -> v128
    0x03,
    0x02,
    0x01,
    0x00, // functions: one, of type 0
    0x0a,
    code.length + 4,
    0x01,
    code.length + 2,
    0x00,
    ...code,
    0x0b, // code: one body without locals
  ]);
}

const F32X4_ADD = [0xfd, 0xe4, 0x01];
const F32X4_RELAXED_MADD = [0xfd, 0x85, 0x02];

/** What this browser can run. */
export function detectSimd(): SimdLevel {
  if (typeof WebAssembly === 'undefined' || !WebAssembly.validate(probe(F32X4_ADD, 2))) return 'none';
  return WebAssembly.validate(probe(F32X4_RELAXED_MADD, 3)) ? 'relaxed' : 'plain';
}

async function compile(source: WasmSource): Promise<WebAssembly.Module> {
  if (source instanceof WebAssembly.Module) return source;
  if (typeof source !== 'string' && !(source instanceof URL)) return WebAssembly.compile(source);
  const response = await fetch(source);
  if (!response.ok) throw new Error(`The SIMD kernels could not be loaded: ${response.status} for ${String(source)}.`);
  // Not compileStreaming: it insists on the application/wasm type, which many servers do not send.
  return WebAssembly.compile(await response.arrayBuffer());
}

/**
 * Fetches and compiles the best build that this browser can run.
 *
 * @param level for tests and measurements: a lower level than the browser offers
 * @throws SimdUnavailableError without WebAssembly SIMD
 */
export async function loadSimdKernels(sources: KernelSources, level: SimdLevel = detectSimd()): Promise<SimdKernels> {
  if (level === 'none') {
    throw new SimdUnavailableError('This browser has no WebAssembly SIMD, which the simd backend needs.');
  }
  return { level, module: await compile(sources[level]) };
}

/**
 * One network with its optimizer state, in its own linear memory.
 *
 * Parameters, gradients and moments are flat, tensor after tensor in the order of `tf.LayersModel.getWeights()`, and
 * begin as zero: set `parameters` before the first step. The array properties are windows on the network's memory:
 * what is written there is used, and what is computed appears there.
 */
export class SimdNetwork {
  readonly model: SimdModel;
  /** The most images that one call takes. */
  readonly maxBatch: number;
  readonly parameterCount: number;
  readonly #exports: KernelExports;
  readonly #windows = new Map<number, Float32Array<ArrayBuffer>>();

  private constructor(exports: KernelExports, model: SimdModel, maxBatch: number) {
    this.#exports = exports;
    this.model = model;
    this.maxBatch = maxBatch;
    exports.configure(model === 'cnn' ? 0 : 1, maxBatch);
    this.parameterCount = exports.parameterCount();
  }

  /**
   * @param maxBatch the most images that one call will take; 825 bytes an image are set aside, beside about 2 MB
   *   for the network itself
   */
  static async create(kernels: SimdKernels, model: SimdModel, maxBatch: number): Promise<SimdNetwork> {
    if (!Number.isInteger(maxBatch) || maxBatch < 1 || maxBatch > 1_000_000) {
      throw new RangeError(`The largest batch must be a whole number from 1 to 1,000,000, not ${maxBatch}.`);
    }
    const instance = await WebAssembly.instantiate(kernels.module);
    try {
      return new SimdNetwork(instance.exports as unknown as KernelExports, model, maxBatch);
    } catch (cause) {
      throw new RangeError(`There is not enough memory for batches of ${maxBatch} images.`, { cause });
    }
  }

  /** Weights and biases. */
  get parameters(): Float32Array<ArrayBuffer> {
    return this.#window(this.#exports.parametersPointer());
  }

  /** Gradients of the last `computeGradients`, and those added since; may be changed before `applyAdam`. */
  get gradients(): Float32Array<ArrayBuffer> {
    return this.#window(this.#exports.gradientsPointer());
  }

  /** Adam's moving average of the gradients. */
  get firstMoment(): Float32Array<ArrayBuffer> {
    return this.#window(this.#exports.firstMomentPointer());
  }

  /** Adam's moving average of the squared gradients. */
  get secondMoment(): Float32Array<ArrayBuffer> {
    return this.#window(this.#exports.secondMomentPointer());
  }

  /**
   * One pass forward and backward; the result is in `gradients`.
   *
   * @param pixels [count, 784] bytes, 0 is black paper and 255 white ink
   * @param labels [count] classes 0..9
   * @param divisor what the summed gradients are divided by. Default: count, which makes them those of the mean loss.
   *   When threads share a batch, each passes the size of the whole batch, and their gradients are added.
   * @param more adds to the gradients of the last call, for a batch that is larger than `maxBatch`
   */
  computeGradients(pixels: Uint8Array, labels: Uint8Array, divisor: number = labels.length, more = false): Score {
    const count = this.#give(pixels, labels);
    if (!(divisor > 0)) throw new RangeError(`The divisor must be positive, not ${divisor}.`);
    this.#exports.computeGradients(count, divisor, more);
    return { loss: this.#exports.loss(), correct: this.#exports.correct() };
  }

  /**
   * Adds the gradients of another part of the batch, such as another thread's, to `gradients`.
   *
   * @param part [parameterCount], flat like `gradients`
   */
  addGradients(part: Float32Array): void {
    if (part.length !== this.parameterCount) {
      throw new RangeError(`This network has ${this.parameterCount} gradients, not ${part.length}.`);
    }
    this.#window(this.#exports.partGradientsPointer()).set(part);
    this.#exports.addGradients();
  }

  /**
   * Updates `parameters` and both moments with `gradients`, as `tf.train.adam(learningRate)` would.
   *
   * @param step counts from 1; Adam's bias correction depends on it
   */
  applyAdam(learningRate: number, step: number): void {
    if (!Number.isInteger(step) || step < 1) {
      throw new RangeError(`Adam's steps are whole numbers counted from 1, not ${step}.`);
    }
    this.#exports.applyAdam(learningRate, step);
  }

  /**
   * Class probabilities [count, 10], a copy.
   *
   * @param pixels [count, 784] bytes
   */
  predict(pixels: Uint8Array): Float32Array<ArrayBuffer> {
    const count = this.#give(pixels);
    this.#exports.predict(count);
    return this.#probabilities(count);
  }

  /** Like `predict`, and scores the probabilities against the labels. */
  evaluate(pixels: Uint8Array, labels: Uint8Array): Score & { readonly probabilities: Float32Array<ArrayBuffer> } {
    const count = this.#give(pixels, labels);
    this.#exports.evaluate(count);
    return { loss: this.#exports.loss(), correct: this.#exports.correct(), probabilities: this.#probabilities(count) };
  }

  #probabilities(count: number): Float32Array<ArrayBuffer> {
    const { memory } = this.#exports;
    return new Float32Array(memory.buffer, this.#exports.probabilitiesPointer(), count * CLASSES).slice();
  }

  /** Checks a batch and copies it in; returns the number of images. */
  #give(pixels: Uint8Array, labels?: Uint8Array): number {
    const count = pixels.length / PIXELS;
    if (!Number.isInteger(count) || count < 1) {
      throw new RangeError(
        `Pixels must be whole images of 784 bytes and at least one; ${pixels.length} bytes are not.`,
      );
    }
    if (count > this.maxBatch) {
      throw new RangeError(`This network takes at most ${this.maxBatch} images a call, not ${count}.`);
    }
    const { memory } = this.#exports;
    if (labels) {
      if (labels.length !== count) {
        throw new RangeError(`There must be one label for each image: ${count} images, ${labels.length} labels.`);
      }
      const wrong = labels.findIndex((label) => label >= CLASSES);
      if (wrong >= 0) throw new RangeError(`Labels must be 0 to 9; number ${wrong} is ${labels[wrong]}.`);
      new Uint8Array(memory.buffer).set(labels, this.#exports.labelsPointer());
    }
    new Uint8Array(memory.buffer).set(pixels, this.#exports.pixelsPointer());
    return count;
  }

  /** A view of one parameter-sized block; made anew when the memory has grown, which detaches the old one. */
  #window(pointer: number): Float32Array<ArrayBuffer> {
    const buffer = this.#exports.memory.buffer;
    let view = this.#windows.get(pointer);
    if (view?.buffer !== buffer) {
      view = new Float32Array(buffer, pointer, this.parameterCount);
      this.#windows.set(pointer, view);
    }
    return view;
  }
}
