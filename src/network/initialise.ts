/** A network's parameters before it has learned anything. */
import type { Initial } from './layer-kind.js';
import { sizeOf, type Network } from './network.js';
import { parameterTensorsOf } from './parameters.js';

/** Uniform in [0, 1). */
export interface RandomSource {
  float(): number;
}

/** How a tensor starts: the value of each of its numbers. */
type Initialiser = (shape: readonly number[], random: RandomSource) => () => number;

const INITIALISERS: Readonly<Record<Initial, Initialiser>> = {
  'glorot-uniform': glorotUniform,
  zeros: () => () => 0,
  ones: () => () => 1,
};

/**
 * As Keras layers start by default: kernels from Glorot's uniform distribution, biases, beta and moving means 0, gamma and
 * moving variances 1.
 *
 * @param random asked once for each number of each kernel, in flat order
 * @returns flat, in the order of {@link parameterTensorsOf}
 */
export function initialParameters(network: Network, random: RandomSource): Float32Array<ArrayBuffer> {
  const tensors = parameterTensorsOf(network);
  const parameters = new Float32Array(tensors.reduce((sum, { size }) => sum + size, 0));
  for (const { initial, shape, offset, size } of tensors) {
    const next = INITIALISERS[initial](shape, random);
    for (let i = offset; i < offset + size; i++) parameters[i] = next();
  }
  return parameters;
}

/** X. Glorot and Y. Bengio, “Understanding the difficulty of training deep feedforward neural networks”, 2010. */
function glorotUniform(shape: readonly number[], random: RandomSource): () => number {
  // The receptive field of a convolution counts as inputs and outputs; a dense kernel has a field of one.
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  const field = sizeOf(shape.slice(0, -2));
  const limit = Math.sqrt(6 / (field * (inputs + outputs)));
  return () => (random.float() * 2 - 1) * limit;
}
