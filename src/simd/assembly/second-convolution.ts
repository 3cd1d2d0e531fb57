// The second convolution (3x3, eight channels in, sixteen out) with its ReLU and max-pooling, forward and backward.
// A patch row is three cells of eight channels = 24 floats that lie together, so the product over 72 inputs
// is read in place. Backward, only the winner of each block has a gradient, and none if its ReLU is off: the work is
// one scaled patch per live (cell, channel), at most a fifth of a dense convolution gradient.

import * as m from './memory';
import { storePooled } from './pooling';
import { madd } from './vector';

// One row of the pooled map (12 cells of 8 channels), and one cell of it, in bytes.
const ROW: i32 = 384;
const CELL: i32 = 32;
// The input patch of one kernel row in bytes, and the kernel's step from one input to the next.
const RUN: i32 = 96;
const HALF_RUN: i32 = 48;
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

/** Stops one image's gradient [25, 16] where the ReLU was off, and adds what is left to the bias gradient. */
export function maskPooled2(pooled: usize, gradient: usize, biasGradient: usize): void {
  const zero = f32x4.splat(0);
  let sum0 = v128.load(biasGradient, 0);
  let sum1 = v128.load(biasGradient, 16);
  let sum2 = v128.load(biasGradient, 32);
  let sum3 = v128.load(biasGradient, 48);
  const end = gradient + 4 * m.FEATURES;
  do {
    const live0 = v128.and(v128.load(gradient, 0), f32x4.lt(zero, v128.load(pooled, 0)));
    const live1 = v128.and(v128.load(gradient, 16), f32x4.lt(zero, v128.load(pooled, 16)));
    const live2 = v128.and(v128.load(gradient, 32), f32x4.lt(zero, v128.load(pooled, 32)));
    const live3 = v128.and(v128.load(gradient, 48), f32x4.lt(zero, v128.load(pooled, 48)));
    v128.store(gradient, live0, 0);
    v128.store(gradient, live1, 16);
    v128.store(gradient, live2, 32);
    v128.store(gradient, live3, 48);
    sum0 = f32x4.add(sum0, live0);
    sum1 = f32x4.add(sum1, live1);
    sum2 = f32x4.add(sum2, live2);
    sum3 = f32x4.add(sum3, live3);
    gradient += OUTPUTS;
    pooled += OUTPUTS;
  } while (gradient < end);
  v128.store(biasGradient, sum0, 0);
  v128.store(biasGradient, sum1, 16);
  v128.store(biasGradient, sum2, 32);
  v128.store(biasGradient, sum3, 48);
}

/**
 * One image's gradients: adds to the kernel's ([16, 72]), and writes that of pooled1. For each output channel the live
 * cells are listed first, without branches that the CPU could mispredict. Then the list is gone over once for each half
 * of each kernel row: three weight vectors and three gradient vectors stay in registers, while loads, stores and
 * arithmetic keep each other company. Larger parts would spill.
 */
export function backward2(
  input: usize,
  inputGradient: usize,
  gradient: usize,
  winners: usize,
  transposed: usize,
  kernelGradient: usize,
  list: usize,
): void {
  const zero = f32x4.splat(0);
  for (let at = inputGradient, end = at + 4 * m.POOLED_1; at < end; at += 64) {
    v128.store(at, zero, 0);
    v128.store(at, zero, 16);
    v128.store(at, zero, 32);
    v128.store(at, zero, 48);
  }
  const toGradient = inputGradient - input;
  for (let channel = 0; channel < 16; channel++, gradient += 4, winners += 4) {
    let live = list;
    let g = gradient;
    let winner = winners;
    let block = input;
    for (let y = 0; y < 5; y++, block += 2 * ROW - 10 * CELL) {
      for (let x = 0; x < 5; x++, g += OUTPUTS, winner += OUTPUTS, block += 2 * CELL) {
        const bits = load<u32>(g);
        store<u32>(live, bits, 0);
        store<u32>(live, <u32>block + load<u32>(winner), 4);
        live += (<usize>(bits != 0)) << 3;
      }
    }
    if (live == list) {
      transposed += 3 * RUN;
      kernelGradient += 3 * RUN;
      continue;
    }

    for (let part = 0; part < 6; part++, transposed += HALF_RUN, kernelGradient += HALF_RUN) {
      const shift = <usize>((part >> 1) * ROW + (part & 1) * HALF_RUN);
      const w0 = v128.load(transposed, 0);
      const w1 = v128.load(transposed, 16);
      const w2 = v128.load(transposed, 32);
      let g0 = v128.load(kernelGradient, 0);
      let g1 = v128.load(kernelGradient, 16);
      let g2 = v128.load(kernelGradient, 32);
      let item = list;
      do {
        const factor = v128.load_splat<f32>(item, 0);
        const patch = <usize>load<u32>(item, 4) + shift;
        const patchGradient = patch + toGradient;
        g0 = madd(factor, v128.load(patch, 0), g0);
        g1 = madd(factor, v128.load(patch, 16), g1);
        g2 = madd(factor, v128.load(patch, 32), g2);
        v128.store(patchGradient, madd(factor, w0, v128.load(patchGradient, 0)), 0);
        v128.store(patchGradient, madd(factor, w1, v128.load(patchGradient, 16)), 16);
        v128.store(patchGradient, madd(factor, w2, v128.load(patchGradient, 32)), 32);
        item += 8;
      } while (item < live);
      v128.store(kernelGradient, g0, 0);
      v128.store(kernelGradient, g1, 16);
      v128.store(kernelGradient, g2, 32);
    }
  }
}
