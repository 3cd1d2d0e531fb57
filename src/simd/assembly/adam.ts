// Adam (Kingma & Ba, 2015) over the whole flat block of parameters, as TensorFlow.js computes it:
// epsilon is added to the root of the bias-corrected second moment.

import { madd } from './vector';

const BETA_1: f64 = 0.9;
const BETA_2: f64 = 0.999;
const EPSILON: f64 = 1e-7;
/**
 * Moments below become zero, which changes no weight beside `EPSILON`: those of weights whose gradient stays zero would
 * shrink until they are denormal, and with those processors compute far more slowly.
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

/** Step number `step`, counted from 1, over `count` parameters. Blocks end on whole vectors, so there is no remainder. */
export function adam(
  parameters: usize,
  gradients: usize,
  firstMoment: usize,
  secondMoment: usize,
  count: i32,
  learningRate: f64,
  step: i32,
): void {
  // Both corrections are pulled out of the loop: one division and one root a vector are what Adam costs.
  const rate = f32x4.splat(<f32>(-learningRate / (1 - power(BETA_1, step))));
  const rootScale = f32x4.splat(<f32>(1 / Math.sqrt(1 - power(BETA_2, step))));
  const epsilon = f32x4.splat(<f32>EPSILON);
  const keep1 = f32x4.splat(<f32>BETA_1);
  const take1 = f32x4.splat(<f32>(1 - BETA_1));
  const keep2 = f32x4.splat(<f32>BETA_2);
  const take2 = f32x4.splat(<f32>(1 - BETA_2));
  const smallest = f32x4.splat(SMALLEST);
  const end = parameters + ((<usize>count) << 2);
  // The test comes last: in a loop that may run zero times, V8 computes all those constants anew in every round.
  do {
    const gradient = v128.load(gradients);
    const first = flush(madd(gradient, take1, f32x4.mul(v128.load(firstMoment), keep1)), smallest);
    const square = f32x4.mul(gradient, gradient);
    const second = flush(madd(square, take2, f32x4.mul(v128.load(secondMoment), keep2)), smallest);
    v128.store(firstMoment, first);
    v128.store(secondMoment, second);
    const change = f32x4.div(f32x4.mul(first, rate), madd(f32x4.sqrt(second), rootScale, epsilon));
    v128.store(parameters, f32x4.add(v128.load(parameters), change));
    gradients += 16;
    firstMoment += 16;
    secondMoment += 16;
    parameters += 16;
  } while (parameters < end);
}
