/** Makes a SIMD engine: alone on this thread, or with others. */
import { loadSimdKernels, type KernelSources, type SimdKernels } from './load-kernels.js';
import { describe, MnistError } from '../../shared/errors.js';
import { missingPart } from '../../shared/missing-part.js';
import type { Engine } from '../engine.js';
import type { SimdChoice } from './threads/create-threaded-engine.js';
import { SimdEngine } from './simd-engine.js';

/** The files that the engine needs beside its own script. */
export interface SimdFiles extends KernelSources {
  /** The script of a helper thread, absolute. */
  readonly thread: URL;
}

// Beside the worker script, wherever that came from; bundlers find the files by these expressions.
const FILES: SimdFiles = {
  plain: new URL('./simd.wasm', import.meta.url),
  relaxed: new URL('./simd-relaxed.wasm', import.meta.url),
  thread: new URL('./simd-thread.js', import.meta.url),
};

/**
 * @param files for tests: where to find the kernels and the thread's script
 * @throws MnistError `backend-unavailable` where WebAssembly SIMD is missing, the kernels cannot be loaded, or fewer
 *   threads than asked for can be started
 */
export async function createSimdEngine(choice: SimdChoice, files = FILES): Promise<Engine> {
  const kernels = await loadKernels(files);
  const most = choice.threads === 'auto' ? navigator.hardwareConcurrency : choice.threads;
  return most === 1 ? new SimdEngine(kernels) : createThreaded(kernels, choice, files.thread);
}

/** What only several threads need is loaded for them. */
async function createThreaded(kernels: SimdKernels, choice: SimdChoice, script: URL): Promise<Engine> {
  const part = await import('./threads/create-threaded-engine.js').catch((error: unknown) =>
    missingPart('backend-unavailable', error),
  );
  if (!(part instanceof MnistError)) return part.createThreadedEngine(kernels, choice, script);
  // As where no thread can be started.
  if (choice.threads === 'auto') return new SimdEngine(kernels);
  throw part;
}

async function loadKernels(files: SimdFiles): Promise<SimdKernels> {
  try {
    return await loadSimdKernels(files);
  } catch (error) {
    throw new MnistError('backend-unavailable', `The simd backend cannot run here: ${describe(error)}`, error);
  }
}
