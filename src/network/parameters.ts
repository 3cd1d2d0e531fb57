/**
 * How a network's parameters lie in one flat array: in the order and layout of `tf.LayersModel.getWeights()`. All that an
 * optimizer changes comes first, layer by layer (kernel, bias or gamma, beta); the moving averages of batch
 * normalisation follow. Each tensor is row-major: convolution kernels [height, width, inputs, outputs], dense kernels
 * [inputs, outputs].
 */
import type { TensorSpec } from './layer-kind.js';
import { sizeOf, type Network } from './network.js';
import { placeLayers } from './place.js';

/** `offset` and `size` count numbers in the flat array. */
export interface ParameterTensor extends TensorSpec {
  /** As Keras names it, such as `conv2d_1/kernel`. */
  readonly name: string;
  /** Index of its layer; that of the layer over the classes is the number of layers. */
  readonly layer: number;
  readonly offset: number;
  readonly size: number;
}

/** The tensors of a network in flat order. */
export function parameterTensorsOf(network: Network): readonly ParameterTensor[] {
  const specs = placeLayers(network).flatMap(({ keras }, layer) =>
    keras.flatMap(({ name, tensors }) =>
      tensors.map((spec) => ({ ...spec, name: `${name}/${spec.role}`, layer, size: sizeOf(spec.shape) })),
    ),
  );
  let end = 0;
  return [...specs.filter(({ trainable }) => trainable), ...specs.filter(({ trainable }) => !trainable)].map((spec) => {
    const offset = end;
    end += spec.size;
    return { ...spec, offset };
  });
}

/** How many parameters a network has, moving averages with them: 53,866 for `cnn` with ten classes of 28×28. */
export function parameterCountOf(network: Network): number {
  return parameterTensorsOf(network).reduce((sum, { size }) => sum + size, 0);
}

/** How many of them an optimizer changes: the first of the flat array. */
export function trainableCountOf(network: Network): number {
  return parameterTensorsOf(network).reduce((sum, { size, trainable }) => sum + (trainable ? size : 0), 0);
}
