// Softmax, cross-entropy, and the gradient of the logits.

import { laneMask, madd, storeLanes } from './vector';

@inline
function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** e^x for x of 0 or less, as in the Cephes library; NaN stays. */
@inline
function exp(x: v128): v128 {
  x = f32x4.pmax(x, splat(-87));
  const n = f32x4.nearest(f32x4.mul(x, splat(1.44269504088896341)));
  const r = f32x4.sub(f32x4.sub(x, f32x4.mul(n, splat(0.693359375))), f32x4.mul(n, splat(-2.12194440e-4)));
  let p = madd(r, splat(1.9875691500e-4), splat(1.3981999507e-3));
  p = madd(r, p, splat(8.3334519073e-3));
  p = madd(r, p, splat(4.1665795894e-2));
  p = madd(r, p, splat(1.6666665459e-1));
  p = madd(r, p, splat(5.0000001201e-1));
  p = f32x4.add(madd(f32x4.mul(r, r), p, r), splat(1));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, power);
}

/** logits [count, classes] -> probabilities [count, classes] */
export function softmax(logits: usize, probabilities: usize, count: i32, classes: i32): void {
  const size = <usize>(classes << 2);
  for (let image = 0; image < count; image++, logits += size, probabilities += size) {
    // Without the largest logit the exponentials cannot overflow.
    let largest = load<f32>(logits);
    for (let c: usize = 4; c < size; c += 4) {
      const logit = load<f32>(logits + c);
      if (!(logit <= largest)) largest = logit;
    }
    let sums = splat(0);
    for (let c: usize = 0; c < size; c += 16) {
      const left = <i32>((size - c) >> 2);
      const e = v128.and(exp(f32x4.sub(v128.load(logits + c), splat(largest))), laneMask(left));
      storeLanes(probabilities + c, e, left);
      sums = f32x4.add(sums, e);
    }
    const sum =
      f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) +
      (f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3));
    const scale = splat(<f32>1 / sum);
    for (let c: usize = 0; c < size; c += 16) {
      storeLanes(probabilities + c, f32x4.mul(v128.load(probabilities + c), scale), <i32>((size - c) >> 2));
    }
  }
}

/** -ln of the probability of the right class. Below 1e-30 it stays at 69 rather than becoming infinite. */
@inline
export function crossEntropy(probability: f32): f64 {
  return <f64>-NativeMathf.log(probability < <f32>1e-30 ? <f32>1e-30 : probability);
}

/** Whether `label` is the first most probable class. */
export function isCorrect(probabilities: usize, label: i32, classes: i32): i32 {
  let best = 0;
  let most = load<f32>(probabilities);
  for (let c = 1; c < classes; c++) {
    const p = load<f32>(probabilities + <usize>(c << 2));
    if (p > most) {
      most = p;
      best = c;
    }
  }
  return <i32>(best == label);
}

/** gradient [count, classes] = (probability - truth) * scale */
export function logitGradient(
  probabilities: usize, labels: usize, gradient: usize, count: i32, classes: i32, scale: f32,
): void {
  const size = <usize>(classes << 2);
  const factor = splat(scale);
  for (let image = 0; image < count; image++, gradient += size, probabilities += size) {
    // What a row's last vector writes too much is overwritten by the next row.
    for (let c: usize = 0; c < size; c += 16) {
      v128.store(gradient + c, f32x4.mul(v128.load(probabilities + c), factor));
    }
    const truth = <usize>load<u8>(labels + <usize>image) << 2;
    store<f32>(gradient + truth, (load<f32>(probabilities + truth) - 1) * scale);
  }
}
