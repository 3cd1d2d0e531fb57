/** What kernels of our own for TensorFlow.js' WebAssembly backend share: they are plain loops over its memory. */
import type * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

type WasmHeap = Pick<BackendWasm, 'makeOutput' | 'typedArrayFromHeap'>;

/**
 * Computes a tensor from two others, all of 32-bit numbers.
 *
 * @param backend the WebAssembly one, as kernels get it
 * @param inputs any shapes
 * @param compute gets the values of both inputs and writes those of the output, all flat; none may be kept
 */
export function computeOnHeap(
  backend: unknown,
  inputs: readonly [tf.TensorInfo, tf.TensorInfo],
  outputShape: number[],
  compute: (first: Float32Array, second: Float32Array, output: Float32Array) => void,
): tf.TensorInfo {
  const wasm = backend as WasmHeap;
  const output = wasm.makeOutput(outputShape, 'float32');
  // Views come after the allocation, which may grow the memory and detach older ones.
  const valuesOf = (tensor: tf.TensorInfo) => wasm.typedArrayFromHeap(tensor) as Float32Array;
  compute(valuesOf(inputs[0]), valuesOf(inputs[1]), valuesOf(output));
  return output;
}
