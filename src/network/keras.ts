/** Networks as the `modelTopology` of a TensorFlow.js layers model, `tf.Sequential` as Keras serialises it. */
import { LEAKY_RELU_SLOPE } from './activation.js';
import { EPSILON, MOMENTUM } from './batch-normalization.js';
import type { Activation, Layer, Network } from './network.js';
import { FLATTEN, LEAKY_RELU, placeLayers } from './place.js';

type KerasConfig = Readonly<Record<string, unknown>>;

/** As the `activation` of a Keras layer. */
const ACTIVATIONS: Readonly<Record<Activation, string>> = {
  relu: 'relu',
  'leaky-relu': 'linear',
  elu: 'elu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  none: 'linear',
};

/** A topology that `tf.models.modelFromJSON()` and `tf.loadLayersModel()` open. */
export function toKeras(network: Network): Readonly<Record<string, unknown>> {
  const { height, width } = network.input;
  const input = { batch_input_shape: [null, height, width, 1], dtype: 'float32' };
  const layers = placeLayers(network).flatMap(({ layer, keras }, place) =>
    keras.map(({ name, className }) => {
      // The layer over the classes, whose softmax belongs to the loss here.
      const last = place === network.layers.length && className !== FLATTEN ? { activation: 'softmax' } : {};
      return { name, className, config: { ...configOf(className, layer), ...last } };
    }),
  );
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

/** The settings of a class, of those that Keras makes of a layer. */
function configOf(className: string, layer: Layer): KerasConfig {
  if (className === FLATTEN) return {};
  if (className === LEAKY_RELU) return { alpha: LEAKY_RELU_SLOPE };
  switch (layer.type) {
    case 'conv':
      return {
        filters: layer.filters,
        kernel_size: layer.kernel,
        strides: [layer.stride, layer.stride],
        padding: layer.padding,
        activation: ACTIVATIONS[layer.activation],
        data_format: 'channels_last',
        dilation_rate: [1, 1],
        groups: 1,
        use_bias: true,
      };
    case 'pool':
      return { pool_size: layer.kernel, strides: layer.stride, data_format: 'channels_last', padding: 'valid' };
    case 'dense':
      return { units: layer.units, activation: ACTIVATIONS[layer.activation], use_bias: true };
    case 'dropout':
      return { rate: layer.rate, noise_shape: null };
    case 'batchnorm':
      return { axis: -1, momentum: MOMENTUM, epsilon: EPSILON, center: true, scale: true };
  }
}
