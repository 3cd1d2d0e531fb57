// The second convolution (3x3, eight channels in, sixteen out) with its ReLU and max-pooling, forward and backward.
// A patch row is three cells of eight channels = 24 floats that lie together, so the product over 72 inputs
// is read in place. Backward, only the winner of each block has a gradient, and none if its ReLU is off: the work is
// one scaled patch per live (cell, channel), about an eighth of a dense convolution gradient.

import * as m from './memory';
import { storePooled } from './pooling';
import { madd } from './vector';

// One row of the pooled map (12 cells of 8 channels), and one cell of it, in bytes.
const ROW: i32 = 384;
const CELL: i32 = 32;
// The input patch of one kernel row in bytes, and the kernel's step from one input to the next.
const RUN: i32 = 96;
const OUTPUTS: i32 = 64;

/** pooled1 [12, 12, 8] -> pooled [5, 5, 16] and the winners' byte offsets in pooled1. */
export function forward2(input: usize, kernel: usize, bias: usize, pooled: usize, winners: usize): void {
  for (let y = 0; y < 5; y++) {
    for (let x = 0; x < 5; x++, pooled += OUTPUTS, winners += OUTPUTS) {
      const block = input + <usize>(y * 2 * ROW + x * 2 * CELL);
      // Four positions x eight channels = eight accumulators: enough to keep two FMA units busy for their latency,
      // few enough to leave registers for the operands. Sixteen channels at once would spill.
      for (let half = 0; half < OUTPUTS; half += 32) {
        let a0 = f32x4.splat(0),
          a1 = a0,
          b0 = a0,
          b1 = a0,
          c0 = a0,
          c1 = a0,
          d0 = a0,
          d1 = a0;
        let tap = block;
        let weight = kernel + <usize>half;
        for (let row = 0; row < 3; row++, tap += ROW - RUN) {
          for (const end = tap + RUN; tap < end; tap += 4, weight += OUTPUTS) {
            const w0 = v128.load(weight, 0);
            const w1 = v128.load(weight, 16);
            let value = v128.load_splat<f32>(tap, 0);
            a0 = madd(value, w0, a0);
            a1 = madd(value, w1, a1);
            value = v128.load_splat<f32>(tap, CELL);
            b0 = madd(value, w0, b0);
            b1 = madd(value, w1, b1);
            value = v128.load_splat<f32>(tap, ROW);
            c0 = madd(value, w0, c0);
            c1 = madd(value, w1, c1);
            value = v128.load_splat<f32>(tap, ROW + CELL);
            d0 = madd(value, w0, d0);
            d1 = madd(value, w1, d1);
          }
        }
        const at = <usize>half;
        storePooled(a0, b0, c0, d0, v128.load(bias + at, 0), CELL, ROW, pooled + at, winners + at);
        storePooled(a1, b1, c1, d1, v128.load(bias + at, 16), CELL, ROW, pooled + at + 16, winners + at + 16);
      }
    }
  }
}

/** [72, 16] -> [16, 72]: the weights of one output channel together, in the order of a patch. */
export function transposeKernel2(kernel: usize, transposed: usize): void {
  for (let input = 0; input < 72; input++) {
    for (let channel = 0; channel < 16; channel++, kernel += 4) {
      store<f32>(transposed + <usize>(4 * (channel * 72 + input)), load<f32>(kernel));
    }
  }
}

/** [16, 72] back to the order of the parameters, [3, 3, 8, 16]. */
export function unpackKernelGradient2(transposed: usize, target: usize): void {
  for (let input = 0; input < 72; input++) {
    for (let channel = 0; channel < 16; channel++, target += 4) {
      store<f32>(target, load<f32>(transposed + <usize>(4 * (channel * 72 + input))));
    }
  }
}

/**
 * One image's gradients: adds to the kernel's ([16, 72]) and the bias's, and writes that of pooled1.
 * For each output channel the live cells are listed first, without branches that the CPU could mispredict; then each
 * of the three kernel rows keeps its six weight vectors and its six gradient vectors in registers over the list.
 */
export function backward2(
  input: usize,
  inputGradient: usize,
  pooled: usize,
  gradient: usize,
  winners: usize,
  transposed: usize,
  kernelGradient: usize,
  biasGradient: usize,
  list: usize,
): void {
  memory.fill(inputGradient, 0, 4 * m.POOLED_1);
  const toGradient = inputGradient - input;
  for (let channel = 0; channel < 16; channel++) {
    let live = list;
    let at = <usize>(channel << 2);
    let sum: f32 = 0;
    let row = input;
    for (let y = 0; y < 5; y++, row += 2 * ROW) {
      let block = row;
      for (const rowEnd = block + 10 * CELL; block < rowEnd; block += 2 * CELL, at += OUTPUTS) {
        const g = load<f32>(gradient + at);
        store<f32>(live, g, 0);
        store<u32>(live, <u32>block + load<u32>(winners + at), 4);
        // As an integer a positive float is positive, and neither 0 nor -0 is.
        const on = <i32>(load<i32>(pooled + at) > 0);
        sum += on ? g : 0;
        live += <usize>(on << 3);
      }
    }
    const biasAt = biasGradient + <usize>(channel << 2);
    store<f32>(biasAt, load<f32>(biasAt) + sum);

    for (let run = 0; run < 3; run++, transposed += RUN, kernelGradient += RUN) {
      const w0 = v128.load(transposed, 0);
      const w1 = v128.load(transposed, 16);
      const w2 = v128.load(transposed, 32);
      const w3 = v128.load(transposed, 48);
      const w4 = v128.load(transposed, 64);
      const w5 = v128.load(transposed, 80);
      let g0 = v128.load(kernelGradient, 0);
      let g1 = v128.load(kernelGradient, 16);
      let g2 = v128.load(kernelGradient, 32);
      let g3 = v128.load(kernelGradient, 48);
      let g4 = v128.load(kernelGradient, 64);
      let g5 = v128.load(kernelGradient, 80);
      const shift = <usize>(run * ROW);
      for (let item = list; item < live; item += 8) {
        const factor = v128.load_splat<f32>(item, 0);
        const patch = <usize>load<u32>(item, 4) + shift;
        const patchGradient = patch + toGradient;
        g0 = madd(factor, v128.load(patch, 0), g0);
        v128.store(patchGradient, madd(factor, w0, v128.load(patchGradient, 0)), 0);
        g1 = madd(factor, v128.load(patch, 16), g1);
        v128.store(patchGradient, madd(factor, w1, v128.load(patchGradient, 16)), 16);
        g2 = madd(factor, v128.load(patch, 32), g2);
        v128.store(patchGradient, madd(factor, w2, v128.load(patchGradient, 32)), 32);
        g3 = madd(factor, v128.load(patch, 48), g3);
        v128.store(patchGradient, madd(factor, w3, v128.load(patchGradient, 48)), 48);
        g4 = madd(factor, v128.load(patch, 64), g4);
        v128.store(patchGradient, madd(factor, w4, v128.load(patchGradient, 64)), 64);
        g5 = madd(factor, v128.load(patch, 80), g5);
        v128.store(patchGradient, madd(factor, w5, v128.load(patchGradient, 80)), 80);
      }
      v128.store(kernelGradient, g0, 0);
      v128.store(kernelGradient, g1, 16);
      v128.store(kernelGradient, g2, 32);
      v128.store(kernelGradient, g3, 48);
      v128.store(kernelGradient, g4, 64);
      v128.store(kernelGradient, g5, 80);
    }
  }
}
