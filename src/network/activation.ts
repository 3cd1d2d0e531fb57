/** The activations: their words, and how Keras writes them. What they compute is an engine's matter. */
import type { Activation } from './network.js';
import { oneOf, type Option } from './option.js';

/**
 * What `leaky-relu` multiplies negative inputs by: that of the LeakyReLU layer in Keras and TensorFlow.js. A. Maas,
 * A. Hannun and A. Ng, “Rectifier nonlinearities improve neural network acoustic models”, 2013.
 */
export const LEAKY_RELU_SLOPE = 0.3;

export const activation: Option<Activation> = oneOf(['relu', 'leaky-relu', 'elu', 'tanh', 'sigmoid', 'none']);

/** Keras has no word for `leaky-relu`: a layer of its own follows the linear one there. */
export const LEAKY_RELU = {
  activation: 'leaky-relu',
  className: 'LeakyReLU',
  config: { alpha: LEAKY_RELU_SLOPE },
} as const satisfies { readonly activation: Activation } & Readonly<Record<string, unknown>>;

/** As the `activation` of a Keras layer. */
const IN_KERAS: Readonly<Record<Activation, string>> = {
  relu: 'relu',
  'leaky-relu': 'linear',
  elu: 'elu',
  tanh: 'tanh',
  sigmoid: 'sigmoid',
  none: 'linear',
};

export function toKerasActivation(value: Activation): string {
  return IN_KERAS[value];
}
