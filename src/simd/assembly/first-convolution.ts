// The first convolution (3x3, one channel in, eight out) with its ReLU and max-pooling, forward and backward.
// There is no im2col: copying patches would cost more than the arithmetic. The eight output channels are two vectors,
// and the four positions of a pooling block are computed together, so that the maximum never leaves the registers.

import * as m from './memory';
import { storePooled } from './pooling';
import { accumulate, madd, relu } from './vector';

// One row of the 28x28 image, and the step from one pooling block to the next, in bytes.
const ROW: i32 = 112;
const CELL: i32 = 32; // eight channels

/** Bytes 0..255 to floats 0..1. */
export function readPixels(source: usize, target: usize, images: i32): void {
  const scale = f32x4.splat(1.0 / 255.0);
  for (const end = source + <usize>(images * m.PIXELS); source < end; source += 8, target += 32) {
    const eight = v128.load_ext<u8>(source);
    v128.store(target, f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_low_i16x8_u(eight)), scale), 0);
    v128.store(target, f32x4.mul(f32x4.convert_i32x4_u(i32x4.extend_high_i16x8_u(eight)), scale), 16);
  }
}

/**
 * image [28, 28] -> pooled [12, 12, 8] and the winners' byte offsets in the image.
 * A block of blank paper gives relu(bias) whatever the weights are; more than half of MNIST is blank, so those are
 * filled in without arithmetic, and `inked` lists the others for the backward pass. Returns how many those are.
 */
export function forward1(image: usize, kernel: usize, bias: usize, pooled: usize, winners: usize, inked: usize): i32 {
  const bias0 = v128.load(bias, 0);
  const bias1 = v128.load(bias, 16);
  const blank0 = relu(bias0);
  const blank1 = relu(bias1);
  const nowhere = i32x4.splat(0);
  let count = 0;
  let cell = 0;
  for (let y = 0; y < 12; y++) {
    let at = image + <usize>(y * 2 * ROW);
    for (let x = 0; x < 12; x++, cell += CELL, at += 8) {
      const value = pooled + <usize>cell;
      const winner = winners + <usize>cell;
      const ink = v128.or(
        v128.or(v128.load(at, 0), v128.load(at, ROW)),
        v128.or(v128.load(at, 2 * ROW), v128.load(at, 3 * ROW)),
      );
      if (!v128.any_true(ink)) {
        v128.store(value, blank0, 0);
        v128.store(value, blank1, 16);
        v128.store(winner, nowhere, 0);
        v128.store(winner, nowhere, 16);
        continue;
      }
      store<i32>(inked, cell, 0);
      store<u32>(inked, <u32>at, 4);
      inked += 8;
      count++;

      // Names: position in the block (a b / c d), then which four of the channels.
      let a0 = f32x4.splat(0),
        a1 = a0,
        b0 = a0,
        b1 = a0,
        c0 = a0,
        c1 = a0,
        d0 = a0,
        d1 = a0;
      let tap = at;
      let weight = kernel;
      for (let row = 0; row < 3; row++, tap += ROW - 12) {
        for (const end = tap + 12; tap < end; tap += 4, weight += 32) {
          const w0 = v128.load(weight, 0);
          const w1 = v128.load(weight, 16);
          let pixel = v128.load_splat<f32>(tap, 0);
          a0 = madd(pixel, w0, a0);
          a1 = madd(pixel, w1, a1);
          pixel = v128.load_splat<f32>(tap, 4);
          b0 = madd(pixel, w0, b0);
          b1 = madd(pixel, w1, b1);
          pixel = v128.load_splat<f32>(tap, ROW);
          c0 = madd(pixel, w0, c0);
          c1 = madd(pixel, w1, c1);
          pixel = v128.load_splat<f32>(tap, ROW + 4);
          d0 = madd(pixel, w0, d0);
          d1 = madd(pixel, w1, d1);
        }
      }
      storePooled(a0, b0, c0, d0, bias0, 4, ROW, value, winner);
      storePooled(a1, b1, c1, d1, bias1, 4, ROW, value + 16, winner + 16);
    }
  }
  return count;
}

/** Stops the gradient where the ReLU was off, and adds what is left to the bias gradient. */
export function maskPooled1(pooled: usize, gradient: usize, biasGradient: usize): void {
  const zero = f32x4.splat(0);
  let sum0 = v128.load(biasGradient, 0);
  let sum1 = v128.load(biasGradient, 16);
  for (const end = gradient + 4 * m.POOLED_1; gradient < end; gradient += 32, pooled += 32) {
    const live0 = v128.and(v128.load(gradient, 0), f32x4.lt(zero, v128.load(pooled, 0)));
    const live1 = v128.and(v128.load(gradient, 16), f32x4.lt(zero, v128.load(pooled, 16)));
    v128.store(gradient, live0, 0);
    v128.store(gradient, live1, 16);
    sum0 = f32x4.add(sum0, live0);
    sum1 = f32x4.add(sum1, live1);
  }
  v128.store(biasGradient, sum0, 0);
  v128.store(biasGradient, sum1, 16);
}

/**
 * Adds one image's part to the kernel gradient, kept as [8 channels, 3 rows, 4]: a patch row is one vector whose fourth
 * lane is not used. Each channel follows its own winner. Two channels at a time, since V8 issues all loads of a round
 * before the arithmetic, and those of four would not fit the registers.
 */
export function kernelGradient1(
  gradient: usize,
  winners: usize,
  inked: usize,
  count: i32,
  kernelGradient: usize,
): void {
  if (count == 0) return;
  const end = inked + <usize>(count << 3);
  for (let channel = 0; channel < 8; channel += 2, gradient += 8, winners += 8, kernelGradient += 96) {
    let a0 = f32x4.splat(0),
      a1 = a0,
      a2 = a0,
      b0 = a0,
      b1 = a0,
      b2 = a0;
    let item = inked;
    do {
      const cell = <usize>load<u32>(item, 0);
      const block = <usize>load<u32>(item, 4);
      const g = gradient + cell;
      const w = winners + cell;
      const patchA = block + load<u32>(w, 0);
      const patchB = block + load<u32>(w, 4);
      const factorA = v128.load_splat<f32>(g, 0);
      a0 = madd(factorA, v128.load(patchA, 0), a0);
      a1 = madd(factorA, v128.load(patchA, ROW), a1);
      a2 = madd(factorA, v128.load(patchA, 2 * ROW), a2);
      const factorB = v128.load_splat<f32>(g, 4);
      b0 = madd(factorB, v128.load(patchB, 0), b0);
      b1 = madd(factorB, v128.load(patchB, ROW), b1);
      b2 = madd(factorB, v128.load(patchB, 2 * ROW), b2);
      item += 8;
    } while (item < end);
    accumulate(kernelGradient, a0);
    accumulate(kernelGradient + 16, a1);
    accumulate(kernelGradient + 32, a2);
    accumulate(kernelGradient + 48, b0);
    accumulate(kernelGradient + 64, b1);
    accumulate(kernelGradient + 80, b2);
  }
}

/** [8, 3, 4] back to the order of the parameters, [3, 3, 1, 8]. */
export function unpackKernelGradient1(packed: usize, target: usize): void {
  for (let channel = 0; channel < 8; channel++) {
    for (let row = 0; row < 3; row++) {
      for (let column = 0; column < 3; column++) {
        const value = load<f32>(packed + <usize>(4 * (channel * 12 + row * 4 + column)));
        store<f32>(target + <usize>(4 * ((row * 3 + column) * 8 + channel)), value);
      }
    }
  }
}
