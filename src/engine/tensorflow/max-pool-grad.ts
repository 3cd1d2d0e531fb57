/**
 * The gradient of max-pooling for TensorFlow.js' WebAssembly backend, whose own leaves out windows in which no value is
 * above zero: right behind a ReLU, wrong behind anything else.
 */
import * as tf from '@tensorflow/tfjs-core';
import { computeOnHeap } from './wasm-heap.js';

let isReplaced = false;

/** Registers the kernel with TensorFlow.js in place of its own, once. */
export function replaceMaxPoolGrad(): void {
  if (isReplaced) return;
  isReplaced = true;
  tf.unregisterKernel(tf.MaxPoolGrad, 'wasm');
  tf.registerKernel({ kernelName: tf.MaxPoolGrad, backendName: 'wasm', kernelFunc });
}

const kernelFunc: tf.KernelFunc = ({ inputs, backend, attrs }) => {
  const { dy, input } = inputs as unknown as { dy: tf.TensorInfo; input: tf.TensorInfo };
  const { filterSize, strides, pad, dimRoundingMode } = attrs as unknown as tf.MaxPoolGradAttrs;
  const shape = tf.backend_util.computePool2DInfo(
    input.shape as [number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return computeOnHeap(backend, [input, dy], input.shape, (values, outputGradient, gradient) =>
    inputGradient(values, outputGradient, shape, gradient),
  );
};

/**
 * Each output's gradient goes to the largest value of its window, the first of equal ones.
 *
 * @param values batchSize × inHeight × inWidth × inChannels
 * @param outputGradient batchSize × outHeight × outWidth × inChannels
 * @param gradient like the values, overwritten
 */
function inputGradient(
  values: Float32Array,
  outputGradient: Float32Array,
  shape: tf.backend_util.Conv2DInfo,
  gradient: Float32Array,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth } = shape;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = shape;
  gradient.fill(0);
  let position = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let y = 0; y < outHeight; y++) {
      const top = y * strideHeight - padInfo.top;
      const bottom = Math.min(top + filterHeight, inHeight);
      for (let x = 0; x < outWidth; x++) {
        const left = x * strideWidth - padInfo.left;
        const right = Math.min(left + filterWidth, inWidth);
        for (let channel = 0; channel < inChannels; channel++) {
          const slope = outputGradient[position++] as number;
          if (slope === 0) continue;
          let winner = -1;
          for (let row = Math.max(0, top); row < bottom; row++) {
            for (let column = Math.max(0, left); column < right; column++) {
              const at = ((image * inHeight + row) * inWidth + column) * inChannels + channel;
              if (winner < 0 || (values[at] as number) > (values[winner] as number)) winner = at;
            }
          }
          (gradient[winner] as number) += slope;
        }
      }
    }
  }
}
