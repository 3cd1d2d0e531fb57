/**
 * The one kernel that TensorFlow.js' WebAssembly backend lacks for training a convolutional network: the gradient of a
 * convolution's filter.
 *
 * Behind a max-pool and a ReLU at most one in four gradients is not zero. Going through those alone, and along rows of
 * the input that lie contiguously in memory, makes plain loops fast enough.
 */
import * as tf from '@tensorflow/tfjs-core';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

type WasmHeap = Pick<BackendWasm, 'makeOutput' | 'typedArrayFromHeap'>;

/** Shapes of the tensors of a convolution with stride 1 and without padding; NHWC. */
interface ConvolutionShape {
  readonly count: number;
  readonly inHeight: number;
  readonly inWidth: number;
  readonly inChannels: number;
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly outChannels: number;
}

/** Registers the kernel with TensorFlow.js, once. */
export function registerConv2DBackpropFilter(): void {
  // TensorFlow.js answers `undefined` for a kernel that it lacks, against its own types.
  if ((tf.getKernel(tf.Conv2DBackpropFilter, 'wasm') as tf.KernelConfig | undefined) !== undefined) return;
  tf.registerKernel({ kernelName: tf.Conv2DBackpropFilter, backendName: 'wasm', kernelFunc });
}

const kernelFunc: tf.KernelFunc = ({ inputs, backend, attrs }) => {
  const wasm = backend as WasmHeap;
  const { x, dy } = inputs as unknown as tf.Conv2DBackpropFilterInputs as { x: tf.TensorInfo; dy: tf.TensorInfo };
  const { strides, pad, dataFormat, filterShape } = attrs as unknown as tf.Conv2DBackpropFilterAttrs;
  const unitStrides = [strides].flat().every((stride) => stride === 1);
  if (!unitStrides || pad !== 'valid' || dataFormat !== 'NHWC') {
    throw new Error('The gradient of a convolution is available for stride 1 without padding in NHWC only.');
  }
  const [count, inHeight, inWidth, inChannels] = x.shape as [number, number, number, number];
  const [filterHeight, filterWidth, , outChannels] = filterShape;
  const shape = { count, inHeight, inWidth, inChannels, filterHeight, filterWidth, outChannels };
  const output = wasm.makeOutput(filterShape, 'float32');
  // Views come after the allocation, which may grow the memory and detach older ones.
  const values = wasm.typedArrayFromHeap(output) as Float32Array;
  filterGradient(
    wasm.typedArrayFromHeap(x) as Float32Array,
    wasm.typedArrayFromHeap(dy) as Float32Array,
    shape,
    values,
  );
  return output;
};

/**
 * Writes the gradient of a convolution's filter.
 *
 * @param input count × inHeight × inWidth × inChannels
 * @param outputGradient count × (inHeight − filterHeight + 1) × (inWidth − filterWidth + 1) × outChannels
 * @param gradient filterHeight × filterWidth × inChannels × outChannels, overwritten
 */
function filterGradient(
  input: Float32Array,
  outputGradient: Float32Array,
  { count, inHeight, inWidth, inChannels, filterHeight, filterWidth, outChannels }: ConvolutionShape,
  gradient: Float32Array,
): void {
  const outHeight = inHeight - filterHeight + 1;
  const outWidth = inWidth - filterWidth + 1;
  const inRow = inWidth * inChannels;
  const filterRow = filterWidth * inChannels;
  const patch = filterHeight * filterRow;
  // Transposed, [outChannels, patch], so that the innermost loop walks both arrays in steps of one.
  const sums = new Float64Array(outChannels * patch);
  let position = 0;
  for (let image = 0; image < count; image++) {
    for (let y = 0; y < outHeight; y++) {
      let corner = (image * inHeight + y) * inRow;
      for (let x = 0; x < outWidth; x++, corner += inChannels) {
        for (let channel = 0; channel < outChannels; channel++) {
          const slope = outputGradient[position++] as number;
          if (slope === 0) continue;
          let sum = channel * patch;
          for (let row = 0, start = corner; row < filterHeight; row++, start += inRow) {
            for (let i = start, end = start + filterRow; i < end; i++) {
              (sums[sum++] as number) += slope * (input[i] as number);
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
