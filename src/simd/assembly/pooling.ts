// Max-pooling and ReLU of one 2x2 block, for four channels, straight from the registers of a convolution.
// Only the maximum and the place of the winner go to memory: the backward pass needs nothing else, because
// three of the four positions, and all of a dead block, have no gradient.

import { relu } from './vector';

/**
 * Stores relu(max(a, b, c, d) + bias) and, as i32, the winner's byte offset: 0 for a, `right` for b, `down` for c,
 * `right + down` for d. The earliest wins a tie, as in TensorFlow.js. Adding the bias after the maximum is the same
 * because rounding is monotonic, and costs a quarter.
 */
@inline
export function storePooled(
  a: v128, b: v128, c: v128, d: v128, bias: v128, right: i32, down: i32, value: usize, winner: usize,
): void {
  const upper = f32x4.pmax(a, b);
  const lower = f32x4.pmax(c, d);
  const upperAt = v128.and(f32x4.lt(a, b), i32x4.splat(right));
  const lowerAt = v128.add<i32>(v128.and(f32x4.lt(c, d), i32x4.splat(right)), i32x4.splat(down));
  v128.store(value, relu(f32x4.add(f32x4.pmax(upper, lower), bias)));
  v128.store(winner, v128.bitselect(lowerAt, upperAt, f32x4.lt(upper, lower)));
}
