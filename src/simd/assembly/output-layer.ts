// The dense layer of ten classes, softmax and cross-entropy. Ten is no multiple of four, so weights and gradients
// are kept padded to twelve columns of which the last two stay zero.

import * as m from './memory';
import { accumulate, madd } from './vector';

const UNITS: i32 = 512; // 128 units in bytes
const CLASSES: i32 = 48; // twelve padded classes in bytes

/** kernel [128, 10] and bias [10] -> padded [129, 12] and the kernel transposed, [10, 128]. */
export function packOutput(kernel: usize, bias: usize, padded: usize, transposed: usize): void {
  for (let unit = 0; unit < m.HIDDEN; unit++, padded += CLASSES) {
    for (let c = 0; c < m.CLASSES; c++, kernel += 4) {
      const value = load<f32>(kernel);
      store<f32>(padded + <usize>(c << 2), value);
      store<f32>(transposed + <usize>(c * UNITS + unit * 4), value);
    }
  }
  memory.copy(padded, bias, 4 * m.CLASSES);
}

/** Gradients [129, 12] back to the order of the parameters. */
export function unpackOutputGradient(padded: usize, kernel: usize, bias: usize): void {
  for (let unit = 0; unit < m.HIDDEN; unit++, padded += CLASSES, kernel += 4 * m.CLASSES) {
    v128.store(kernel, v128.load(padded, 0), 0);
    v128.store(kernel, v128.load(padded, 16), 16);
    store<u64>(kernel, load<u64>(padded, 32), 32);
  }
  memory.copy(bias, padded, 4 * m.CLASSES);
}

/** logits [count, 12] = hidden [count, 128] x padded kernel + bias, two images at a time. */
export function outputForward(hidden: usize, padded: usize, logits: usize, count: i32): void {
  const bias = padded + m.HIDDEN * CLASSES;
  const bias0 = v128.load(bias, 0);
  const bias1 = v128.load(bias, 16);
  const bias2 = v128.load(bias, 32);
  for (const rowsEnd = hidden + <usize>(count * UNITS); hidden < rowsEnd; hidden += 2 * UNITS, logits += 2 * CLASSES) {
    let a0 = bias0, a1 = bias1, a2 = bias2, b0 = bias0, b1 = bias1, b2 = bias2;
    let weight = padded;
    for (let at = hidden, end = hidden + UNITS; at < end; at += 4, weight += CLASSES) {
      const w0 = v128.load(weight, 0);
      const w1 = v128.load(weight, 16);
      const w2 = v128.load(weight, 32);
      let value = v128.load_splat<f32>(at, 0);
      a0 = madd(value, w0, a0);
      a1 = madd(value, w1, a1);
      a2 = madd(value, w2, a2);
      value = v128.load_splat<f32>(at, UNITS);
      b0 = madd(value, w0, b0);
      b1 = madd(value, w1, b1);
      b2 = madd(value, w2, b2);
    }
    v128.store(logits, a0, 0);
    v128.store(logits, a1, 16);
    v128.store(logits, a2, 32);
    v128.store(logits, b0, CLASSES);
    v128.store(logits, b1, CLASSES + 16);
    v128.store(logits, b2, CLASSES + 32);
  }
}

/** logits [count, 12] -> probabilities [count, 10]. */
export function softmax(logits: usize, probabilities: usize, count: i32): void {
  for (let image = 0; image < count; image++, logits += CLASSES, probabilities += 4 * m.CLASSES) {
    // Without the largest logit the exponentials cannot overflow.
    let largest = load<f32>(logits);
    for (let c = 4; c < 4 * m.CLASSES; c += 4) {
      const logit = load<f32>(logits + <usize>c);
      if (!(logit <= largest)) largest = logit;
    }
    let sum: f32 = 0;
    for (let c = 0; c < 4 * m.CLASSES; c += 4) {
      const e = NativeMathf.exp(load<f32>(logits + <usize>c) - largest);
      store<f32>(probabilities + <usize>c, e);
      sum += e;
    }
    const scale: f32 = <f32>1 / sum;
    for (let c = 0; c < 4 * m.CLASSES; c += 4) {
      store<f32>(probabilities + <usize>c, load<f32>(probabilities + <usize>c) * scale);
    }
  }
}

/** -ln of the probability of the right class. Below 1e-30 it stays at 69 rather than becoming infinite. */
@inline
export function crossEntropy(probability: f32): f64 {
  return <f64>-NativeMathf.log(probability < <f32>1e-30 ? <f32>1e-30 : probability);
}

/** Whether `label` is the first most probable class. */
@inline
export function isCorrect(probabilities: usize, label: i32): i32 {
  let best = 0;
  let most = load<f32>(probabilities);
  for (let c = 1; c < m.CLASSES; c++) {
    const p = load<f32>(probabilities + <usize>(c << 2));
    if (p > most) {
      most = p;
      best = c;
    }
  }
  return <i32>(best == label);
}

/** The gradient of the logits: (probability - truth) * scale, in place of the logits, two zeros at the end. */
export function logitGradient(probabilities: usize, labels: usize, gradient: usize, count: i32, scale: f32): void {
  for (let image = 0; image < count; image++, gradient += CLASSES, probabilities += 4 * m.CLASSES) {
    for (let c = 0; c < 4 * m.CLASSES; c += 4) {
      store<f32>(gradient + <usize>c, load<f32>(probabilities + <usize>c) * scale);
    }
    store<u64>(gradient, 0, 4 * m.CLASSES);
    const truth = <usize>load<u8>(labels + <usize>image) << 2;
    store<f32>(gradient + truth, (load<f32>(probabilities + truth) - 1) * scale);
  }
}

/** padded [129, 12] += transpose of hidden [count, 128] x gradient [count, 12]; the last row is the bias's. */
export function outputKernelGradient(hidden: usize, gradient: usize, padded: usize, count: i32): void {
  const end = gradient + <usize>(count * CLASSES);
  for (let unit = 0; unit < UNITS; unit += 8, padded += 2 * CLASSES) {
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, b0 = a0, b1 = a0, b2 = a0;
    let value = hidden + <usize>unit;
    for (let g = gradient; g < end; g += CLASSES, value += UNITS) {
      const g0 = v128.load(g, 0);
      const g1 = v128.load(g, 16);
      const g2 = v128.load(g, 32);
      let factor = v128.load_splat<f32>(value, 0);
      a0 = madd(factor, g0, a0);
      a1 = madd(factor, g1, a1);
      a2 = madd(factor, g2, a2);
      factor = v128.load_splat<f32>(value, 4);
      b0 = madd(factor, g0, b0);
      b1 = madd(factor, g1, b1);
      b2 = madd(factor, g2, b2);
    }
    accumulate(padded, a0);
    accumulate(padded + 16, a1);
    accumulate(padded + 32, a2);
    accumulate(padded + CLASSES, b0);
    accumulate(padded + CLASSES + 16, b1);
    accumulate(padded + CLASSES + 32, b2);
  }
  for (let g = gradient; g < end; g += CLASSES) {
    accumulate(padded, v128.load(g, 0));
    accumulate(padded + 16, v128.load(g, 16));
    accumulate(padded + 32, v128.load(g, 32));
  }
}

/** hiddenGradient [count, 128] = gradient [count, 12] x transposed [10, 128], stopped where the ReLU was off. */
export function outputInputGradient(
  gradient: usize, transposed: usize, hidden: usize, hiddenGradient: usize, count: i32,
): void {
  const zero = f32x4.splat(0);
  for (let image = 0; image < count; image += 2, gradient += 2 * CLASSES) {
    for (let unit = 0; unit < UNITS; unit += 32, hidden += 32, hiddenGradient += 32) {
      let a0 = zero, a1 = zero, b0 = zero, b1 = zero;
      let weight = transposed + <usize>unit;
      for (let g = gradient, end = gradient + 4 * m.CLASSES; g < end; g += 4, weight += UNITS) {
        const w0 = v128.load(weight, 0);
        const w1 = v128.load(weight, 16);
        let factor = v128.load_splat<f32>(g, 0);
        a0 = madd(factor, w0, a0);
        a1 = madd(factor, w1, a1);
        factor = v128.load_splat<f32>(g, CLASSES);
        b0 = madd(factor, w0, b0);
        b1 = madd(factor, w1, b1);
      }
      v128.store(hiddenGradient, v128.and(a0, f32x4.lt(zero, v128.load(hidden, 0))), 0);
      v128.store(hiddenGradient, v128.and(a1, f32x4.lt(zero, v128.load(hidden, 16))), 16);
      v128.store(hiddenGradient, v128.and(b0, f32x4.lt(zero, v128.load(hidden, UNITS))), UNITS);
      v128.store(hiddenGradient, v128.and(b1, f32x4.lt(zero, v128.load(hidden, UNITS + 16))), UNITS + 16);
    }
    hidden += UNITS;
    hiddenGradient += UNITS;
  }
}
