/**
 * The two networks, layer by layer, and how their parameters lie in one flat array.
 *
 * Engines, saved models and the worker all exchange parameters as a single Float32Array in the order and layout of
 * `tf.LayersModel.getWeights()`: kernel then bias, layer by layer, each row-major (NHWC; conv kernels are
 * [height, width, in, out], dense kernels [in, out]).
 */
import type { LayerSummary, ModelKind } from './types.js';

/** Pixels along one side of an image. */
export const IMAGE_SIDE = 28;
/** Bytes of one image. */
export const IMAGE_BYTES = IMAGE_SIDE * IMAGE_SIDE;
/** Both networks tell ten classes apart. */
export const CLASS_COUNT = 10;

/** One trainable tensor. `offset` and `size` count floats in the flat array. */
export interface ParameterTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly size: number;
}

/** A layer as TensorFlow.js' Keras-style `model.json` describes it; `config` is its serialised configuration. */
export interface LayerSpec {
  readonly name: string;
  readonly type: 'Conv2D' | 'MaxPooling2D' | 'Flatten' | 'Dense';
  readonly outputShape: readonly (number | null)[];
  /** Filters of a convolution or units of a dense layer. */
  readonly units?: number;
  readonly activation?: 'relu' | 'softmax';
  readonly kernelShape?: readonly number[];
}

const CNN: readonly LayerSpec[] = [
  {
    name: 'conv2d_1',
    type: 'Conv2D',
    units: 8,
    activation: 'relu',
    kernelShape: [3, 3, 1, 8],
    outputShape: [null, 26, 26, 8],
  },
  { name: 'max_pooling2d_1', type: 'MaxPooling2D', outputShape: [null, 13, 13, 8] },
  {
    name: 'conv2d_2',
    type: 'Conv2D',
    units: 16,
    activation: 'relu',
    kernelShape: [3, 3, 8, 16],
    outputShape: [null, 11, 11, 16],
  },
  { name: 'max_pooling2d_2', type: 'MaxPooling2D', outputShape: [null, 5, 5, 16] },
  { name: 'flatten_1', type: 'Flatten', outputShape: [null, 400] },
  { name: 'dense_1', type: 'Dense', units: 128, activation: 'relu', kernelShape: [400, 128], outputShape: [null, 128] },
  { name: 'dense_2', type: 'Dense', units: 10, activation: 'softmax', kernelShape: [128, 10], outputShape: [null, 10] },
];

const DENSE: readonly LayerSpec[] = [
  { name: 'flatten_1', type: 'Flatten', outputShape: [null, 784] },
  { name: 'dense_1', type: 'Dense', units: 128, activation: 'relu', kernelShape: [784, 128], outputShape: [null, 128] },
  { name: 'dense_2', type: 'Dense', units: 10, activation: 'softmax', kernelShape: [128, 10], outputShape: [null, 10] },
];

/** The layers of a network, from input to output. */
export function layersOf(model: ModelKind): readonly LayerSpec[] {
  return model === 'cnn' ? CNN : DENSE;
}

/** The trainable tensors of a network in flat order: 8 for `cnn`, 4 for `dense`. */
export function parameterTensorsOf(model: ModelKind): readonly ParameterTensor[] {
  const tensors: ParameterTensor[] = [];
  let offset = 0;
  for (const { name, units, kernelShape } of layersOf(model)) {
    if (kernelShape === undefined || units === undefined) continue;
    for (const [suffix, shape] of [
      ['kernel', kernelShape],
      ['bias', [units]],
    ] as const) {
      const size = shape.reduce((product, length) => product * length, 1);
      tensors.push({ name: `${name}/${suffix}`, shape, offset, size });
      offset += size;
    }
  }
  return tensors;
}

/** How many parameters a network has: 53,866 for `cnn`, 101,770 for `dense`. */
export function parameterCountOf(model: ModelKind): number {
  return parameterTensorsOf(model).reduce((sum, { size }) => sum + size, 0);
}

/** The rows of a model summary, as `tf.LayersModel.summary()` lists them. */
export function summaryOf(model: ModelKind): readonly LayerSummary[] {
  const tensors = parameterTensorsOf(model);
  return layersOf(model).map(({ name, type, outputShape }) => ({
    name,
    type,
    outputShape,
    parameters: tensors.filter((tensor) => tensor.name.startsWith(`${name}/`)).reduce((sum, { size }) => sum + size, 0),
  }));
}
