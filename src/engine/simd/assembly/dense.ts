// Dense layers: three matrix products over a group of images.

import { activate, activationAndBiasGradient } from './activation';
import { Operation, RELU } from './operation';
import { multiply, multiplyByTransposed, multiplyTransposed, packPanels, packTransposed } from './product';

/** Copies the weights into the order in which the passes read them. */
export function packDense(op: Operation): void {
  packPanels(op.kernel, op.channels, op.filters, op.panels);
  memory.copy(op.biasPanels, op.bias, <usize>(op.filters << 2));
  if (op.transposed) packTransposed(op.kernel, op.channels, op.filters, op.transposed);
}

export function forwardDense(op: Operation, count: i32): void {
  const isRelu = op.activation == RELU;
  multiply(op.input, op.panels, op.biasPanels, op.output, count, op.channels, op.filters, isRelu);
  if (!isRelu) activate(op.activation, op.output, count * op.filters);
}

/** @param zeros as many as the layer has inputs, filled up to a panel */
export function backwardDense(op: Operation, count: i32, fresh: bool, zeros: usize): void {
  activationAndBiasGradient(op.activation, op.output, op.outputGradient, count, op.filters, op.biasGradient);
  // What has no gradient is the picture, as a rule. To look for blank pixels costs as much as a few columns.
  const sparse = !op.inputGradient && op.filters >= 32;
  multiplyTransposed(op.input, op.outputGradient, op.kernelGradient, count, op.channels, op.filters, fresh, sparse);
  if (!op.inputGradient) return;
  if (op.transposed) multiply(op.outputGradient, op.transposed, zeros, op.inputGradient, count, op.filters, op.channels, false);
  else multiplyByTransposed(op.outputGradient, op.kernel, op.inputGradient, count, op.filters, op.channels);
}
