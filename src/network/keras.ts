/** Networks as the `modelTopology` of a TensorFlow.js layers model, `tf.Sequential` as Keras serialises it. */
import type { Network } from './network.js';
import { placeLayers } from './place.js';

/** A topology that `tf.models.modelFromJSON()` and `tf.loadLayersModel()` open. */
export function toKeras(network: Network): Readonly<Record<string, unknown>> {
  const { height, width } = network.input;
  const input = { batch_input_shape: [null, height, width, 1], dtype: 'float32' };
  const layers = placeLayers(network).flatMap(({ keras }) => keras);
  return {
    class_name: 'Sequential',
    config: {
      name: 'mnist_elements',
      layers: layers.map(({ name, className, config }, index) => ({
        class_name: className,
        config: { name, trainable: true, ...(index === 0 ? input : {}), ...config },
      })),
    },
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
  };
}
