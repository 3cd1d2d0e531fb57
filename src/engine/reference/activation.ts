/** The activations: what becomes of a number, and by how much that changes with it. */
import { LEAKY_RELU_SLOPE } from '../../network/activation.js';
import type { Activation } from '../../network/network.js';
import type { Batch, Result } from './operation.js';

interface Curve {
  readonly value: (x: number) => number;
  /** Of the curve at x, where it is y. */
  readonly slope: (x: number, y: number) => number;
}

const CURVES: Readonly<Record<Activation, Curve>> = {
  relu: { value: (x) => Math.max(0, x), slope: (x) => (x > 0 ? 1 : 0) },
  'leaky-relu': {
    value: (x) => (x > 0 ? x : LEAKY_RELU_SLOPE * x),
    slope: (x) => (x > 0 ? 1 : LEAKY_RELU_SLOPE),
  },
  elu: { value: (x) => (x > 0 ? x : Math.expm1(x)), slope: (x, y) => (x > 0 ? 1 : y + 1) },
  tanh: { value: Math.tanh, slope: (_, y) => 1 - y * y },
  sigmoid: { value: (x) => 1 / (1 + Math.exp(-x)), slope: (_, y) => y * (1 - y) },
  none: { value: (x) => x, slope: () => 1 },
};

export function activate(activation: Activation, input: Batch): Result<never> {
  const { value, slope } = CURVES[activation];
  const output = input.map((values) => values.map((x) => value(x)));
  return {
    output,
    backward: (outputGradient) =>
      outputGradient.map((values, image) =>
        values.map((gradient, i) => gradient * slope(input[image]![i]!, output[image]![i]!)),
      ),
  };
}
