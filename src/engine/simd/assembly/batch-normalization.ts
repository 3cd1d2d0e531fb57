// Batch normalisation. Statistics are those of all images of one call, so a network with this layer computes them as one
// group. They are put among the gradients, in the places of the moving averages: what threads add up is then the mean of
// their statistics, weighted by their shares of the batch.

import { Operation } from './operation';
import { accumulateLanes, addColumnSums, madd, storeLanes } from './vector';

const EPSILON: f32 = 1e-3;

@inline
function pixels(op: Operation): i32 {
  return op.inputHeight * op.inputWidth;
}

@inline
function inverseDeviation(variance: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.sqrt(f32x4.add(variance, f32x4.splat(EPSILON))));
}

/** scratch [channels] += sums over one image of (input - mean)². */
function addSquares(op: Operation, image: usize): void {
  const pixel = <usize>(op.channels << 2);
  const size = <usize>pixels(op) * pixel;
  for (let channel: usize = 0; channel < pixel; channel += 16) {
    const mean = v128.load(op.mean + channel);
    let sum = f32x4.splat(0);
    for (let at = image + channel, end = at + size; at < end; at += pixel) {
      const distance = f32x4.sub(v128.load(at), mean);
      sum = madd(distance, distance, sum);
    }
    accumulateLanes(op.scratch + channel, sum, <i32>((pixel - channel) >> 2));
  }
}

/** Mean and deviation of the batch, which are also added to the gradients, times `count / divisor`. */
function findStatistics(op: Operation, count: i32, divisor: f64): void {
  const size = <usize>op.channels << 2;
  const imageSize = <usize>pixels(op) * size;
  const share = f32x4.splat(<f32>(1 / <f64>(count * pixels(op))));
  const weight = f32x4.splat(<f32>(<f64>count / divisor));
  memory.fill(op.mean, 0, size);
  memory.fill(op.scratch, 0, size);
  // Image after image: sums of sums lose fewer digits.
  for (let image = 0; image < count; image++) {
    addColumnSums(op.input + <usize>image * imageSize, pixels(op), op.channels, op.mean);
  }
  for (let channel: usize = 0; channel < size; channel += 16) {
    v128.store(op.mean + channel, f32x4.mul(v128.load(op.mean + channel), share));
  }
  for (let image = 0; image < count; image++) addSquares(op, op.input + <usize>image * imageSize);
  for (let channel: usize = 0; channel < size; channel += 16) {
    const left = <i32>((size - channel) >> 2);
    const variance = f32x4.mul(v128.load(op.scratch + channel), share);
    v128.store(op.inverseDeviation + channel, inverseDeviation(variance));
    accumulateLanes(op.meanGradient + channel, f32x4.mul(v128.load(op.mean + channel), weight), left);
    accumulateLanes(op.varianceGradient + channel, f32x4.mul(variance, weight), left);
  }
}

/** output = gamma x (input - mean) x inverse deviation + beta, by the statistics of the batch or by moving averages. */
export function forwardNormalization(op: Operation, count: i32, training: bool, divisor: f64): void {
  if (training) findStatistics(op, count, divisor);
  const pixel = <usize>op.channels << 2;
  const size = <usize>(count * pixels(op)) * pixel;
  const toOutput = op.output - op.input;
  // One pass for each four channels. What a row's last vector writes too much belongs to the next row's first channels:
  // masks keep them.
  for (let channel: usize = 0; channel < pixel; channel += 16) {
    const left = <i32>((pixel - channel) >> 2);
    const mean = v128.load((training ? op.mean : op.movingMean) + channel);
    const deviation = training
      ? v128.load(op.inverseDeviation + channel)
      : inverseDeviation(v128.load(op.movingVariance + channel));
    const scale = f32x4.mul(v128.load(op.kernel + channel), deviation);
    const beta = v128.load(op.bias + channel);
    for (let at = op.input + channel, end = at + size; at < end; at += pixel) {
      const value = madd(f32x4.sub(v128.load(at), mean), scale, beta);
      if (left >= 4) v128.store(at + toOutput, value);
      else storeLanes(at + toOutput, value, left);
    }
  }
}

/**
 * gammaGradient += sum of gradient x normalised input, betaGradient += sum of gradient, and
 * inputGradient = gamma x inverse deviation x (gradient - its mean - normalised input x mean of gradient x normalised).
 */
export function backwardNormalization(op: Operation, count: i32): void {
  const pixel = <usize>op.channels << 2;
  const imageSize = <usize>pixels(op) * pixel;
  const toInput = op.input - op.outputGradient;
  const toTarget = op.inputGradient - op.outputGradient;
  const share = f32x4.splat(<f32>(1 / <f64>(count * pixels(op))));
  for (let channel: usize = 0; channel < pixel; channel += 16) {
    const left = <i32>((pixel - channel) >> 2);
    const mean = v128.load(op.mean + channel);
    const deviation = v128.load(op.inverseDeviation + channel);
    let sum = f32x4.splat(0);
    let product = f32x4.splat(0);
    let at = op.outputGradient + channel;
    for (let image = 0; image < count; image++) {
      let imageSum = f32x4.splat(0);
      let imageProduct = f32x4.splat(0);
      for (const end = at + imageSize; at < end; at += pixel) {
        const g = v128.load(at);
        imageSum = f32x4.add(imageSum, g);
        imageProduct = madd(g, f32x4.mul(f32x4.sub(v128.load(at + toInput), mean), deviation), imageProduct);
      }
      sum = f32x4.add(sum, imageSum);
      product = f32x4.add(product, imageProduct);
    }
    accumulateLanes(op.biasGradient + channel, sum, left);
    accumulateLanes(op.kernelGradient + channel, product, left);
    if (!op.inputGradient) continue;
    const scale = f32x4.mul(v128.load(op.kernel + channel), deviation);
    const meanGradient = f32x4.mul(sum, share);
    const meanProduct = f32x4.mul(product, share);
    at = op.outputGradient + channel;
    for (const end = at + <usize>count * imageSize; at < end; at += pixel) {
      const normalised = f32x4.mul(f32x4.sub(v128.load(at + toInput), mean), deviation);
      const value = f32x4.mul(
        scale,
        f32x4.sub(f32x4.sub(v128.load(at), meanGradient), f32x4.mul(normalised, meanProduct)),
      );
      if (left >= 4) v128.store(at + toTarget, value);
      else storeLanes(at + toTarget, value, left);
    }
  }
}
