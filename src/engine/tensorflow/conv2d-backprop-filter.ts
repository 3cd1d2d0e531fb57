/**
 * The one kernel that TensorFlow.js' WebAssembly backend lacks for training a network: the gradient of a convolution's
 * filter.
 *
 * Behind a max-pool and a ReLU at most one in four gradients is not zero. Going through those alone, and along rows of
 * the input that lie contiguously in memory, makes plain loops fast enough. Zeros that `same` pads with are left out.
 */
import * as tf from '@tensorflow/tfjs-core';
import { computeOnHeap } from './wasm-heap.js';

/** Shapes of the tensors of a convolution, as TensorFlow.js works them out; NHWC. */
type ConvolutionShape = Pick<
  tf.backend_util.Conv2DInfo,
  | 'batchSize'
  | 'inHeight'
  | 'inWidth'
  | 'inChannels'
  | 'outHeight'
  | 'outWidth'
  | 'outChannels'
  | 'filterHeight'
  | 'filterWidth'
  | 'strideHeight'
  | 'strideWidth'
  | 'padInfo'
>;

/** Registers the kernel with TensorFlow.js, once. */
export function registerConv2DBackpropFilter(): void {
  // TensorFlow.js answers `undefined` for a kernel that it lacks, against its own types.
  if ((tf.getKernel(tf.Conv2DBackpropFilter, 'wasm') as tf.KernelConfig | undefined) !== undefined) return;
  tf.registerKernel({ kernelName: tf.Conv2DBackpropFilter, backendName: 'wasm', kernelFunc });
}

const kernelFunc: tf.KernelFunc = ({ inputs, backend, attrs }) => {
  const { x, dy } = inputs as unknown as tf.Conv2DBackpropFilterInputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const { strides, pad, dataFormat, dimRoundingMode, filterShape } = attrs as unknown as tf.Conv2DBackpropFilterAttrs;
  if (dataFormat !== 'NHWC') throw new Error('The gradient of a convolution is available in NHWC only.');
  const shape = tf.backend_util.computeConv2DInfo(
    x.shape as [number, number, number, number],
    filterShape,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  return computeOnHeap(backend, [x, dy], filterShape, (input, outputGradient, gradient) =>
    filterGradient(input, outputGradient, shape, gradient),
  );
};

/**
 * Writes the gradient of a convolution's filter.
 *
 * @param input batchSize × inHeight × inWidth × inChannels
 * @param outputGradient batchSize × outHeight × outWidth × outChannels
 * @param gradient filterHeight × filterWidth × inChannels × outChannels, overwritten
 */
function filterGradient(
  input: Float32Array,
  outputGradient: Float32Array,
  shape: ConvolutionShape,
  gradient: Float32Array,
): void {
  const { batchSize, inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = shape;
  const { filterHeight, filterWidth, strideHeight, strideWidth, padInfo } = shape;
  const inRow = inWidth * inChannels;
  const filterRow = filterWidth * inChannels;
  const patch = filterHeight * filterRow;
  // Transposed, [outChannels, patch], so that the innermost loop walks both arrays in steps of one.
  const sums = new Float64Array(outChannels * patch);
  let position = 0;
  for (let image = 0; image < batchSize; image++) {
    for (let y = 0; y < outHeight; y++) {
      const top = y * strideHeight - padInfo.top;
      const firstRow = Math.max(0, -top);
      const endRow = Math.min(filterHeight, inHeight - top);
      for (let x = 0; x < outWidth; x++) {
        const left = x * strideWidth - padInfo.left;
        // The part of a row of the filter that lies on the image, in numbers.
        const from = Math.max(0, -left) * inChannels;
        const to = Math.min(filterWidth, inWidth - left) * inChannels;
        const corner = (image * inHeight + top) * inRow + left * inChannels;
        for (let channel = 0; channel < outChannels; channel++) {
          const slope = outputGradient[position++] as number;
          if (slope === 0) continue;
          for (let row = firstRow; row < endRow; row++) {
            const source = corner + row * inRow;
            const target = channel * patch + row * filterRow;
            for (let i = from; i < to; i++) {
              (sums[target + i] as number) += slope * (input[source + i] as number);
            }
          }
        }
      }
    }
  }
  for (let channel = 0; channel < outChannels; channel++) {
    for (let i = 0; i < patch; i++) gradient[i * outChannels + channel] = sums[channel * patch + i] as number;
  }
}
