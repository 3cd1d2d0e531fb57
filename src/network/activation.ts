/** The activations: their words. What they compute is an engine's matter. */
import type { Activation } from './network.js';
import { oneOf, type Option } from './option.js';

/**
 * What `leaky-relu` multiplies negative inputs by: that of the LeakyReLU layer in Keras and TensorFlow.js. A. Maas,
 * A. Hannun and A. Ng, “Rectifier nonlinearities improve neural network acoustic models”, 2013.
 */
export const LEAKY_RELU_SLOPE = 0.3;

export const activation: Option<Activation> = oneOf(['relu', 'leaky-relu', 'elu', 'tanh', 'sigmoid', 'none']);
