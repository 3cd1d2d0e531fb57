/** Starts each TensorFlow.js backend, outside of TensorFlow.js' registry, and tells what differs between them. */
import * as tf from '@tensorflow/tfjs-core';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { describe } from '../../shared/errors.js';
import type { Backend } from '../../shared/types.js';
import { probeWebGpu, rendererOf } from '../gpu.js';

/** The backends that TensorFlow.js brings. */
export type TensorFlowBackend = Exclude<Backend, 'simd'>;

/** Absolute URLs of TensorFlow.js' `.wasm` files: with SIMD, and for browsers without. */
export interface WasmFiles {
  readonly plain: string;
  readonly simd: string;
}

/** Where a backend finds its files. */
export interface HardwareOptions {
  readonly wasm: WasmFiles;
}

/** A started backend that is not registered yet. */
export interface Hardware {
  readonly kernels: tf.KernelBackend;
  /** For people: what computes. */
  readonly name: string;
  /** Why the hardware is gone for good; null while it works. */
  lost(): string | null;
  /** Calls back when it is lost, as soon as the browser tells. */
  readonly onLost: (callback: () => void) => void;
  /** Resolves when everything submitted so far has been computed; null where computing is synchronous. */
  readonly fence: (() => Promise<void>) | null;
}

type WebGpuKernels = Pick<
  WebGPUBackend,
  'device' | 'queue' | 'ensureCommandEncoderReady' | 'endComputePassEncoder' | 'submitQueue'
>;
type Factory = () => tf.KernelBackend | Promise<tf.KernelBackend>;

/** The processor is never lost, and computes before a call returns. */
const LASTING = { lost: () => null, onLost: () => undefined, fence: null } as const;

/** TensorFlow.js' own ways of making a backend, kept because the registry holds the made ones instead. */
const factories = new Map<TensorFlowBackend, Factory>();

let wasmInUse: string | undefined;

/**
 * Loads the code of a backend and starts it.
 *
 * @throws {Error} in the words of the browser or of TensorFlow.js when it cannot run in this thread
 */
export function startHardware(backend: TensorFlowBackend, options: HardwareOptions): Promise<Hardware> {
  switch (backend) {
    case 'webgpu':
      return startWebGpu();
    case 'webgl':
      return startWebGl();
    case 'wasm':
      return startWasm(options);
    case 'cpu':
      return startCpu();
  }
}

async function startWebGpu(): Promise<Hardware> {
  const adapter = await probeWebGpu();
  if (adapter === null) throw new Error('this browser offers no WebGPU adapter to workers.');
  await import('@tensorflow/tfjs-backend-webgpu');
  const kernels = (await make('webgpu')) as tf.KernelBackend & WebGpuKernels;
  let reason: string | null = null;
  const callbacks: (() => void)[] = [];
  void kernels.device.lost.then(({ message }) => {
    reason ??= `the GPU was lost (${message}).`;
    for (const callback of callbacks) callback();
  });
  // WebGPU does not throw where it fails: it goes on with zeros.
  kernels.device.onuncapturederror = ({ error }) => {
    reason ??= `the GPU reports: ${error.message}`;
  };
  return {
    kernels,
    name: `WebGPU, ${adapter.name}`,
    lost: () => reason,
    onLost: (callback) => callbacks.push(callback),
    fence: () => {
      // TensorFlow.js gathers commands and submits them in bundles; without any it cannot submit.
      kernels.ensureCommandEncoderReady();
      kernels.endComputePassEncoder();
      kernels.submitQueue();
      return kernels.queue.onSubmittedWorkDone().then(() => undefined);
    },
  };
}

async function startWebGl(): Promise<Hardware> {
  await import('@tensorflow/tfjs-backend-webgl');
  // Somebody who names WebGL gets it, even where a processor plays the GPU.
  tf.env().set('SOFTWARE_WEBGL_ENABLED', true);
  if (tf.env().getNumber('WEBGL_VERSION') !== 2) throw new Error('this browser offers no WebGL 2 to workers.');
  // Adam's second moments underflow in 16 bits: training there yields NaN.
  if (!tf.env().getBool('WEBGL_RENDER_FLOAT32_ENABLED')) throw new Error('this GPU computes in 16 bits only.');
  const kernels = (await make('webgl')) as tf.KernelBackend & Pick<MathBackendWebGL, 'gpgpu'>;
  const gl = kernels.gpgpu.gl as unknown as WebGL2RenderingContext;
  return {
    kernels,
    name: `WebGL, ${rendererOf(gl)}`,
    lost: () => (gl.isContextLost() ? 'the browser took the WebGL context away.' : null),
    onLost: (callback) => gl.canvas.addEventListener('webglcontextlost', callback),
    fence: () => webGlFence(gl),
  };
}

async function startWasm({ wasm: files }: HardwareOptions): Promise<Hardware> {
  const [{ setWasmPaths }, { registerConv2DBackpropFilter }, { replaceMaxPoolGrad }] = await Promise.all([
    import('@tensorflow/tfjs-backend-wasm'),
    import('./conv2d-backprop-filter.js'),
    import('./max-pool-grad.js'),
  ]);
  // Threads would need cross-origin isolation, and a binary that is not delivered.
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
  const file = simd ? files.simd : files.plain;
  await requireFile(file);
  // After a start that failed TensorFlow.js throws on a second setting, but does start again.
  if (file !== wasmInUse) {
    setWasmPaths({
      'tfjs-backend-wasm.wasm': files.plain,
      'tfjs-backend-wasm-simd.wasm': files.simd,
      // It insists on one, and is told above not to use it.
      'tfjs-backend-wasm-threaded-simd.wasm': files.simd,
    });
  }
  wasmInUse = file;
  registerConv2DBackpropFilter();
  replaceMaxPoolGrad();
  const name = simd ? 'TensorFlow.js WebAssembly SIMD' : 'TensorFlow.js WebAssembly';
  return { kernels: await make('wasm'), name, ...LASTING };
}

/** TensorFlow.js does not say which file it misses. */
async function requireFile(url: string): Promise<void> {
  const response = await fetch(url).catch((error: unknown) => {
    throw new Error(`${url} could not be loaded (${describe(error)}).`);
  });
  void response.body?.cancel();
  if (!response.ok) throw new Error(`${url} could not be loaded (status ${response.status}).`);
}

async function startCpu(): Promise<Hardware> {
  await import('@tensorflow/tfjs-backend-cpu');
  return { kernels: await make('cpu'), name: 'TensorFlow.js JavaScript', ...LASTING };
}

async function make(backend: TensorFlowBackend): Promise<tf.KernelBackend> {
  let factory = factories.get(backend);
  if (factory === undefined) {
    if (!tf.engine().backendNames().includes(backend)) throw new Error('TensorFlow.js does not support this browser.');
    factory = tf.findBackendFactory(backend);
    factories.set(backend, factory);
  }
  return factory();
}

async function webGlFence(gl: WebGL2RenderingContext): Promise<void> {
  const fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  gl.flush();
  if (fence === null) return;
  while (gl.clientWaitSync(fence, 0, 0) === gl.TIMEOUT_EXPIRED) {
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  gl.deleteSync(fence);
}
