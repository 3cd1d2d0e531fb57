// The optimizers over a flat block of parameters, as TensorFlow.js computes them.

import { madd, storeLanes } from './vector';

export const ADAM: i32 = 0;
export const SGD: i32 = 1;
export const MOMENTUM: i32 = 2;
export const RMSPROP: i32 = 3;

const EPSILON: f64 = 1e-7;
/**
 * What an optimizer remembers becomes zero below this, which moves no weight: values of weights whose gradient stays zero
 * would shrink until they are denormal, and with those processors compute far more slowly.
 */
const SMALLEST: f32 = 1e-30;

/** base ^ exponent by repeated squaring; the general power function would be larger than all else here. */
function power(base: f64, exponent: i32): f64 {
  let result: f64 = 1;
  for (; exponent > 0; exponent >>= 1, base *= base) if (exponent & 1) result *= base;
  return result;
}

/** Zero where x is smaller than `smallest`; NaN stays. */
@inline
function flush(x: v128, smallest: v128): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), smallest));
}

/** Adam (Kingma & Ba, 2015): epsilon is added to the root of the bias-corrected second moment. */
function adam(parameters: usize, gradients: usize, first: usize, second: usize, vectors: i32, learningRate: f64, step: i32): void {
  // Both corrections are pulled out of the loop: one division and one root a vector are what Adam costs.
  const rate = f32x4.splat(<f32>(-learningRate / (1 - power(0.9, step))));
  const rootScale = f32x4.splat(<f32>(1 / Math.sqrt(1 - power(0.999, step))));
  const epsilon = f32x4.splat(<f32>EPSILON);
  const keep1 = f32x4.splat(0.9);
  const take1 = f32x4.splat(<f32>(1 - 0.9));
  const keep2 = f32x4.splat(0.999);
  const take2 = f32x4.splat(<f32>(1 - 0.999));
  const smallest = f32x4.splat(SMALLEST);
  const end = parameters + (<usize>vectors << 4);
  // The test comes last: in a loop that may run zero times, V8 computes all those constants anew in every round.
  do {
    const gradient = v128.load(gradients);
    const moment1 = flush(madd(gradient, take1, f32x4.mul(v128.load(first), keep1)), smallest);
    const square = f32x4.mul(gradient, gradient);
    const moment2 = flush(madd(square, take2, f32x4.mul(v128.load(second), keep2)), smallest);
    v128.store(first, moment1);
    v128.store(second, moment2);
    const change = f32x4.div(f32x4.mul(moment1, rate), madd(f32x4.sqrt(moment2), rootScale, epsilon));
    v128.store(parameters, f32x4.add(v128.load(parameters), change));
    gradients += 16;
    first += 16;
    second += 16;
    parameters += 16;
  } while (parameters < end);
}

function sgd(parameters: usize, gradients: usize, vectors: i32, learningRate: f64): void {
  const rate = f32x4.splat(<f32>-learningRate);
  for (const end = parameters + (<usize>vectors << 4); parameters < end; parameters += 16, gradients += 16) {
    v128.store(parameters, madd(v128.load(gradients), rate, v128.load(parameters)));
  }
}

function momentum(parameters: usize, gradients: usize, velocity: usize, vectors: i32, learningRate: f64): void {
  const rate = f32x4.splat(<f32>-learningRate);
  const keep = f32x4.splat(0.9);
  const smallest = f32x4.splat(SMALLEST);
  const end = parameters + (<usize>vectors << 4);
  for (; parameters < end; parameters += 16, gradients += 16, velocity += 16) {
    const next = flush(madd(v128.load(velocity), keep, v128.load(gradients)), smallest);
    v128.store(velocity, next);
    v128.store(parameters, madd(next, rate, v128.load(parameters)));
  }
}

/** RMSProp: epsilon stands under the root. */
function rmsprop(parameters: usize, gradients: usize, meanSquare: usize, vectors: i32, learningRate: f64): void {
  const rate = f32x4.splat(<f32>-learningRate);
  const keep = f32x4.splat(0.9);
  const take = f32x4.splat(<f32>(1 - 0.9));
  const epsilon = f32x4.splat(<f32>EPSILON);
  const smallest = f32x4.splat(SMALLEST);
  const end = parameters + (<usize>vectors << 4);
  for (; parameters < end; parameters += 16, gradients += 16, meanSquare += 16) {
    const gradient = v128.load(gradients);
    const square = f32x4.mul(gradient, gradient);
    const next = flush(madd(square, take, f32x4.mul(v128.load(meanSquare), keep)), smallest);
    v128.store(meanSquare, next);
    const change = f32x4.div(f32x4.mul(gradient, rate), f32x4.sqrt(f32x4.add(next, epsilon)));
    v128.store(parameters, f32x4.add(v128.load(parameters), change));
  }
}

function updateVectors(
  optimizer: i32, parameters: usize, gradients: usize, slot0: usize, slot1: usize, vectors: i32, learningRate: f64, step: i32,
): void {
  if (optimizer == ADAM) adam(parameters, gradients, slot0, slot1, vectors, learningRate, step);
  else if (optimizer == SGD) sgd(parameters, gradients, vectors, learningRate);
  else if (optimizer == MOMENTUM) momentum(parameters, gradients, slot0, vectors, learningRate);
  else rmsprop(parameters, gradients, slot0, vectors, learningRate);
}

/** Room for a vector each of parameters, gradients and two slots. */
const rest = memory.data(64, 16);

/**
 * One step of `optimizer` over `count` parameters; `state` holds its slots, `count` values each, one behind the other.
 * `step` counts from 1.
 */
export function update(
  optimizer: i32, parameters: usize, gradients: usize, state: usize, count: i32, learningRate: f64, step: i32,
): void {
  const slot1 = state + (<usize>count << 2);
  const vectors = count >> 2;
  if (vectors > 0) updateVectors(optimizer, parameters, gradients, state, slot1, vectors, learningRate, step);
  const left = count & 3;
  if (left == 0) return;
  // Behind the last parameters others lie, which are not to be changed: the last few are copied out and in.
  const done = <usize>vectors << 4;
  v128.store(rest, v128.load(parameters + done), 0);
  v128.store(rest, v128.load(gradients + done), 16);
  v128.store(rest, v128.load(state + done), 32);
  v128.store(rest, v128.load(slot1 + done), 48);
  updateVectors(optimizer, rest, rest + 16, rest + 32, rest + 48, 1, learningRate, step);
  storeLanes(parameters + done, v128.load(rest, 0), left);
  if (optimizer != SGD) storeLanes(state + done, v128.load(rest, 32), left);
  if (optimizer == ADAM) storeLanes(slot1 + done, v128.load(rest, 48), left);
}

/** target [count] += factor x terms [count] */
export function addScaled(target: usize, terms: usize, count: i32, factor: f32): void {
  const scale = f32x4.splat(factor);
  for (; count > 0; count -= 4, target += 16, terms += 16) {
    storeLanes(target, f32x4.add(v128.load(target), f32x4.mul(v128.load(terms), scale)), count);
  }
}

/** averages [count] += share x (values [count] - averages) */
export function blend(averages: usize, values: usize, count: i32, share: f32): void {
  const scale = f32x4.splat(share);
  for (; count > 0; count -= 4, averages += 16, values += 16) {
    const average = v128.load(averages);
    storeLanes(averages, f32x4.add(average, f32x4.mul(f32x4.sub(v128.load(values), average), scale)), count);
  }
}
