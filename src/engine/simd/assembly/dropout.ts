// Dropout. Whether a value is dropped follows from a hash of where it stands, so nothing is remembered for the backward
// pass, and threads that share a batch drop the same values as one thread would.

import { Operation } from './operation';
import { storeLanes } from './vector';

// The hash is that of ../../../network/dropout-mask.ts, which says more.
@inline
function mix(x: u32): u32 {
  const y: u32 = (x ^ (x >> 16)) * 0x7feb352d;
  const z: u32 = (y ^ (y >> 15)) * <u32>0x846ca68b;
  return z ^ (z >> 16);
}

@inline
function mix4(x: v128): v128 {
  const y = i32x4.mul(v128.xor(x, i32x4.shr_u(x, 16)), i32x4.splat(0x7feb352d));
  const z = i32x4.mul(v128.xor(y, i32x4.shr_u(y, 15)), i32x4.splat(<i32>0x846ca68b));
  return v128.xor(z, i32x4.shr_u(z, 16));
}

/**
 * target = source, scaled up, or zero where dropped. Elements are counted over the whole map, of which some rows and
 * columns at the end may be missing.
 *
 * @param first number of the first image in the batch
 */
export function drop(op: Operation, source: usize, target: usize, count: i32, seed: u32, step: u32, first: i32): void {
  const scale = f32x4.splat(op.scale);
  // The signed comparison of values whose first bit is turned is that of unsigned ones.
  const threshold = i32x4.splat(op.threshold ^ 0x80000000);
  const turn = i32x4.splat(<i32>0x80000000);
  const rowLength = op.inputWidth * op.channels;
  const layerKey = mix(mix(mix(seed) + step) + <u32>op.layer);
  for (let image = 0; image < count; image++) {
    const key = mix(layerKey + <u32>(first + image));
    for (let y = 0; y < op.inputHeight; y++) {
      let place = i32x4.add(i32x4.splat(key + <u32>(y * op.fullWidth * op.channels)), i32x4(0, 1, 2, 3));
      for (let left = rowLength; left > 0; left -= 4) {
        const kept = i32x4.ge_s(v128.xor(mix4(place), turn), threshold);
        storeLanes(target, v128.and(f32x4.mul(v128.load(source), scale), kept), left);
        const bytes = <usize>(min(left, 4) << 2);
        source += bytes;
        target += bytes;
        place = i32x4.add(place, i32x4.splat(4));
      }
    }
  }
}
