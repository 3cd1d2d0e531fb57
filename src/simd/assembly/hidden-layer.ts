// The dense layer of 128 units: three matrix products over a group of images, which are nearly half of all arithmetic.
// Each keeps a tile of eight accumulators in registers, because two FMA units with a latency of four need eight
// independent sums; more tiles or unrolled loops would spill.

import * as m from './memory';
import { accumulate, laneSums, madd, relu } from './vector';

const UNITS: i32 = 512; // 128 units in bytes
// From one image's inputs to the next. Both models use the longer row, so that the distance is a constant of the
// instructions and one pointer serves four rows.
const ROW: i32 = 4 * m.PIXELS;

/** [inputs, 128] -> [16, inputs, 8]: a panel of eight units is read without gaps, which spares the first-level cache. */
export function packHidden(kernel: usize, panels: usize, inputs: i32): void {
  for (let panel = 0; panel < 16; panel++, kernel += 32) {
    let source = kernel;
    for (let input = 0; input < inputs; input++, source += UNITS, panels += 32) {
      v128.store(panels, v128.load(source, 0), 0);
      v128.store(panels, v128.load(source, 16), 16);
    }
  }
}

/**
 * hidden [count, 128] = relu(input [count, inputs] x kernel + bias), four images x eight units at a time.
 * Rows beyond `count`, up to the next multiple of four, are computed from whatever is there, and never read.
 */
export function hiddenForward(input: usize, panels: usize, bias: usize, hidden: usize, count: i32, inputs: i32): void {
  const inputEnd = input + <usize>(count * ROW);
  const length = <usize>(inputs << 2);
  for (let unit = 0; unit < UNITS; unit += 32, panels += length << 3) {
    const bias0 = v128.load(bias + <usize>unit, 0);
    const bias1 = v128.load(bias + <usize>unit, 16);
    let target = hidden + <usize>unit;
    for (let rows = input; rows < inputEnd; rows += 4 * ROW, target += 4 * UNITS) {
      let a0 = bias0,
        a1 = bias1,
        b0 = bias0,
        b1 = bias1,
        c0 = bias0,
        c1 = bias1,
        d0 = bias0,
        d1 = bias1;
      let weight = panels;
      for (let at = rows, end = rows + length; at < end; at += 4, weight += 32) {
        const w0 = v128.load(weight, 0);
        const w1 = v128.load(weight, 16);
        let value = v128.load_splat<f32>(at, 0);
        a0 = madd(value, w0, a0);
        a1 = madd(value, w1, a1);
        value = v128.load_splat<f32>(at, ROW);
        b0 = madd(value, w0, b0);
        b1 = madd(value, w1, b1);
        value = v128.load_splat<f32>(at, 2 * ROW);
        c0 = madd(value, w0, c0);
        c1 = madd(value, w1, c1);
        value = v128.load_splat<f32>(at, 3 * ROW);
        d0 = madd(value, w0, d0);
        d1 = madd(value, w1, d1);
      }
      v128.store(target, relu(a0), 0);
      v128.store(target, relu(a1), 16);
      v128.store(target, relu(b0), UNITS);
      v128.store(target, relu(b1), UNITS + 16);
      v128.store(target, relu(c0), 2 * UNITS);
      v128.store(target, relu(c1), 2 * UNITS + 16);
      v128.store(target, relu(d0), 3 * UNITS);
      v128.store(target, relu(d1), 3 * UNITS + 16);
    }
  }
}

/**
 * kernelGradient [inputs, 128] = transpose of input [count, inputs] x gradient [count, 128], 4 inputs x 8 units at a time;
 * added to what was there unless `fresh`.
 */
export function hiddenKernelGradient(
  input: usize,
  gradient: usize,
  kernelGradient: usize,
  count: i32,
  inputs: i32,
  fresh: bool,
): void {
  for (let i = 0; i < inputs; i += 4, input += 16, kernelGradient += 4 * UNITS) {
    for (let unit = 0; unit < UNITS; unit += 32) {
      let a0 = f32x4.splat(0),
        a1 = a0,
        b0 = a0,
        b1 = a0,
        c0 = a0,
        c1 = a0,
        d0 = a0,
        d1 = a0;
      let value = input;
      let g = gradient + <usize>unit;
      for (const end = g + <usize>(count * UNITS); g < end; g += UNITS, value += ROW) {
        const g0 = v128.load(g, 0);
        const g1 = v128.load(g, 16);
        let factor = v128.load_splat<f32>(value, 0);
        a0 = madd(factor, g0, a0);
        a1 = madd(factor, g1, a1);
        factor = v128.load_splat<f32>(value, 4);
        b0 = madd(factor, g0, b0);
        b1 = madd(factor, g1, b1);
        factor = v128.load_splat<f32>(value, 8);
        c0 = madd(factor, g0, c0);
        c1 = madd(factor, g1, c1);
        factor = v128.load_splat<f32>(value, 12);
        d0 = madd(factor, g0, d0);
        d1 = madd(factor, g1, d1);
      }
      const target = kernelGradient + <usize>unit;
      if (fresh) {
        v128.store(target, a0, 0);
        v128.store(target, a1, 16);
        v128.store(target, b0, UNITS);
        v128.store(target, b1, UNITS + 16);
        v128.store(target, c0, 2 * UNITS);
        v128.store(target, c1, 2 * UNITS + 16);
        v128.store(target, d0, 3 * UNITS);
        v128.store(target, d1, 3 * UNITS + 16);
        continue;
      }
      accumulate(target, a0);
      accumulate(target + 16, a1);
      accumulate(target + UNITS, b0);
      accumulate(target + UNITS + 16, b1);
      accumulate(target + 2 * UNITS, c0);
      accumulate(target + 2 * UNITS + 16, c1);
      accumulate(target + 3 * UNITS, d0);
      accumulate(target + 3 * UNITS + 16, d1);
    }
  }
}

/** biasGradient [128] += the column sums of gradient [count, 128]. */
export function hiddenBiasGradient(gradient: usize, biasGradient: usize, count: i32): void {
  for (let unit = 0; unit < UNITS; unit += 16, biasGradient += 16) {
    let sum = v128.load(biasGradient);
    let g = gradient + <usize>unit;
    for (const end = g + <usize>(count * UNITS); g < end; g += UNITS) sum = f32x4.add(sum, v128.load(g));
    v128.store(biasGradient, sum);
  }
}

/**
 * inputGradient [count, 400] = gradient [count, 128] x transpose of kernel [400, 128]. Both run along the units, so the
 * sums are taken lane by lane and folded at the end: no transposed copy of the kernel is needed.
 */
export function hiddenInputGradient(gradient: usize, kernel: usize, inputGradient: usize, count: i32): void {
  const gradientEnd = gradient + <usize>(count * UNITS);
  for (let i = 0; i < m.FEATURES; i += 4, kernel += 4 * UNITS, inputGradient += 16) {
    let target = inputGradient;
    for (let rows = gradient; rows < gradientEnd; rows += 2 * UNITS, target += 2 * 4 * m.FEATURES) {
      let a0 = f32x4.splat(0),
        a1 = a0,
        a2 = a0,
        a3 = a0,
        b0 = a0,
        b1 = a0,
        b2 = a0,
        b3 = a0;
      let weight = kernel;
      for (let g = rows, end = rows + UNITS; g < end; g += 16, weight += 16) {
        const upper = v128.load(g, 0);
        const lower = v128.load(g, UNITS);
        let w = v128.load(weight, 0);
        a0 = madd(upper, w, a0);
        b0 = madd(lower, w, b0);
        w = v128.load(weight, UNITS);
        a1 = madd(upper, w, a1);
        b1 = madd(lower, w, b1);
        w = v128.load(weight, 2 * UNITS);
        a2 = madd(upper, w, a2);
        b2 = madd(lower, w, b2);
        w = v128.load(weight, 3 * UNITS);
        a3 = madd(upper, w, a3);
        b3 = madd(lower, w, b3);
      }
      v128.store(target, laneSums(a0, a1, a2, a3), 0);
      v128.store(target, laneSums(b0, b1, b2, b3), 4 * m.FEATURES);
    }
  }
}
