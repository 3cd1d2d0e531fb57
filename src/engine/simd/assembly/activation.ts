// Activations, forward and backward, over whole blocks of values. All their derivatives follow from the output, so the
// inputs are not kept.

import { ELU, LEAKY_RELU, RELU, SIGMOID, TANH } from './operation';
import { accumulateLanes, addColumnSums, madd, relu, storeLanes } from './vector';

const SLOPE: f32 = 0.3;

@inline
function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** Beyond, tanh is 1 in 32 bits. */
const LARGEST: f32 = 7.90531110763549805;

/** Numerator of the rational approximation of tanh (that of Eigen, to a few units in the last place); |x| is at most LARGEST. */
@inline
function numerator(x: v128, x2: v128): v128 {
  let p = madd(x2, splat(-2.76076847742355e-16), splat(2.00018790482477e-13));
  p = madd(x2, p, splat(-8.60467152213735e-11));
  p = madd(x2, p, splat(5.12229709037114e-8));
  p = madd(x2, p, splat(1.48572235717979e-5));
  p = madd(x2, p, splat(6.37261928875436e-4));
  p = madd(x2, p, splat(4.89352455891786e-3));
  return f32x4.mul(x, p);
}

@inline
function denominator(x2: v128): v128 {
  let q = madd(x2, splat(1.19825839466702e-6), splat(1.18534705686654e-4));
  q = madd(x2, q, splat(2.268434632439e-3));
  return madd(x2, q, splat(4.89352518554385e-3));
}

/** Keeps x within ±LARGEST; NaN stays. */
@inline
function clamp(x: v128): v128 {
  return f32x4.pmin(f32x4.pmax(x, splat(-LARGEST)), splat(LARGEST));
}

@inline
function tanh(x: v128): v128 {
  x = clamp(x);
  const x2 = f32x4.mul(x, x);
  return f32x4.div(numerator(x, x2), denominator(x2));
}

/** 1 / (1 + e^-x) = (1 + tanh(x / 2)) / 2 */
@inline
function sigmoid(x: v128): v128 {
  return madd(tanh(f32x4.mul(x, splat(0.5))), splat(0.5), splat(0.5));
}

/** e^x - 1 = 2t / (1 - t) with t = tanh(x / 2): no digits are lost near zero. */
@inline
function elu(x: v128): v128 {
  const half = clamp(f32x4.mul(x, splat(0.5)));
  const x2 = f32x4.mul(half, half);
  const p = numerator(half, x2);
  const negative = f32x4.div(f32x4.add(p, p), f32x4.sub(denominator(x2), p));
  return v128.bitselect(x, negative, f32x4.ge(x, splat(0)));
}

/** The activation of four values. */
@inline
function activated(kind: i32, x: v128): v128 {
  if (kind == RELU) return relu(x);
  if (kind == LEAKY_RELU) return f32x4.pmax(x, f32x4.mul(x, splat(SLOPE)));
  if (kind == TANH) return tanh(x);
  if (kind == SIGMOID) return sigmoid(x);
  if (kind == ELU) return elu(x);
  return x;
}

@inline
function activateAs(kind: i32, values: usize, count: i32): void {
  for (; count >= 4; count -= 4, values += 16) v128.store(values, activated(kind, v128.load(values)));
  storeLanes(values, activated(kind, v128.load(values)), count);
}

/** values [count] = activation(values) */
export function activate(kind: i32, values: usize, count: i32): void {
  // A loop for each, as the kind is then a constant in it.
  if (kind == RELU) activateAs(RELU, values, count);
  else if (kind == LEAKY_RELU) activateAs(LEAKY_RELU, values, count);
  else if (kind == ELU) activateAs(ELU, values, count);
  else if (kind == TANH) activateAs(TANH, values, count);
  else if (kind == SIGMOID) activateAs(SIGMOID, values, count);
}

/** Derivative of the activation where it gave y. */
@inline
function slope(kind: i32, y: v128): v128 {
  const zero = splat(0);
  const one = splat(1);
  if (kind == TANH) return f32x4.sub(one, f32x4.mul(y, y));
  if (kind == SIGMOID) return f32x4.mul(y, f32x4.sub(one, y));
  if (kind == ELU) return v128.bitselect(one, f32x4.add(y, one), f32x4.ge(y, zero));
  return v128.bitselect(one, splat(SLOPE), f32x4.gt(y, zero));
}

@inline
function activationGradientAs(kind: i32, outputs: usize, gradient: usize, count: i32): void {
  for (; count > 0; count -= 4, gradient += 16, outputs += 16) {
    const product = f32x4.mul(v128.load(gradient), slope(kind, v128.load(outputs)));
    // Behind the end lies the next image's gradient.
    if (count >= 4) v128.store(gradient, product);
    else storeLanes(gradient, product, count);
  }
}

/** gradient [count] *= derivative of the activation, where `outputs` [count] is what it gave. ReLU has a function below. */
function activationGradient(kind: i32, outputs: usize, gradient: usize, count: i32): void {
  if (kind == LEAKY_RELU) activationGradientAs(LEAKY_RELU, outputs, gradient, count);
  else if (kind == ELU) activationGradientAs(ELU, outputs, gradient, count);
  else if (kind == TANH) activationGradientAs(TANH, outputs, gradient, count);
  else if (kind == SIGMOID) activationGradientAs(SIGMOID, outputs, gradient, count);
}

/**
 * gradient [count, columns] *= derivative of the activation, and sums [columns] += its column sums then: the gradient of a
 * bias.
 */
export function activationAndBiasGradient(
  kind: i32, outputs: usize, gradient: usize, count: i32, columns: i32, sums: usize,
): void {
  if (kind != RELU) {
    activationGradient(kind, outputs, gradient, count * columns);
    addColumnSums(gradient, count, columns, sums);
    return;
  }
  const stride = <usize>(columns << 2);
  const toOutput = outputs - gradient;
  const zero = splat(0);
  for (let left = columns; left > 0; left -= 8, gradient += 32, sums += 32) {
    let sum0 = zero, sum1 = zero;
    // What is written beyond a row's end is what the next row gets, too.
    for (let at = gradient, end = at + <usize>count * stride; at < end; at += stride) {
      const live0 = v128.and(v128.load(at, 0), f32x4.lt(zero, v128.load(at + toOutput, 0)));
      const live1 = v128.and(v128.load(at, 16), f32x4.lt(zero, v128.load(at + toOutput, 16)));
      v128.store(at, live0, 0);
      v128.store(at, live1, 16);
      sum0 = f32x4.add(sum0, live0);
      sum1 = f32x4.add(sum1, live1);
    }
    accumulateLanes(sums, sum0, left);
    accumulateLanes(sums + 16, sum1, left - 4);
  }
}
