/** The network before it has learned anything. */
import { parameterCountOf, parameterTensorsOf } from '../../shared/model.js';
import type { ModelKind } from '../../shared/types.js';
import type { Random } from '../base/random.js';
import type { NetworkState } from './engine.js';

/**
 * Kernels from Glorot's uniform distribution, biases zero, as TensorFlow.js layers start by default.
 * X. Glorot and Y. Bengio, “Understanding the difficulty of training deep feedforward neural networks”, 2010.
 */
export function initialNetwork(model: ModelKind, random: Random): NetworkState {
  const parameters = new Float32Array(parameterCountOf(model));
  for (const { shape, offset, size } of parameterTensorsOf(model)) {
    if (shape.length === 1) continue;
    // The receptive field of a convolution counts as inputs and outputs; a dense kernel has a field of one.
    const [inputs = 1, outputs = 1] = shape.slice(-2);
    const field = size / (inputs * outputs);
    const limit = Math.sqrt(6 / (field * (inputs + outputs)));
    for (let i = offset; i < offset + size; i++) parameters[i] = (random.float() * 2 - 1) * limit;
  }
  return freshOptimizer(model, parameters);
}

/** A network with these parameters, whose optimizer has not made a step. */
export function freshOptimizer(model: ModelKind, parameters: Float32Array): NetworkState {
  return {
    model,
    parameters,
    firstMoment: new Float32Array(parameters.length),
    secondMoment: new Float32Array(parameters.length),
    step: 0,
  };
}
