// The few vector operations that every kernel shares. A v128 holds four f32; all hot loops are written in them because
// the engine does not vectorise scalar code by itself.
//
// Maps and matrices lie in memory without gaps, so rows often end inside a vector. Reading past the end of a row is
// harmless, as every block has room behind it (see ../memory.ts); writing there is not, hence the partial stores.

/**
 * a * b + c. The relaxed module fuses it into one instruction (FMA) where the CPU has it, which halves the
 * arithmetic; the plain module multiplies and adds. The condition is known while compiling.
 */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** x < 0 ? 0 : x. `pmax` is one instruction where `max` is six, and this order lets NaN through instead of hiding it. */
@inline
export function relu(x: v128): v128 {
  return f32x4.pmax(x, f32x4.splat(0));
}

/** The sums over the four lanes of each argument: [sum a, sum b, sum c, sum d]. */
@inline
export function laneSums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

/** Adds `value` to the four floats at `target`. */
@inline
export function accumulate(target: usize, value: v128): void {
  v128.store(target, f32x4.add(v128.load(target), value));
}

/** Stores the first `count` lanes; four or more are the whole vector, none or fewer nothing. */
export function storeLanes(target: usize, value: v128, count: i32): void {
  if (count >= 4) {
    v128.store(target, value);
    return;
  }
  if (count <= 0) return;
  if (count & 2) {
    v128.store_lane<u64>(target, value, 0);
    if (count & 1) v128.store_lane<u32>(target, value, 2, 8);
  } else {
    v128.store_lane<u32>(target, value, 0);
  }
}

/** Adds the first `count` lanes to what lies at `target`. */
export function accumulateLanes(target: usize, value: v128, count: i32): void {
  storeLanes(target, f32x4.add(v128.load(target), value), count);
}

/** All bits set in the first `count` lanes, none in the others. */
@inline
export function laneMask(count: i32): v128 {
  return i32x4.gt_s(i32x4.splat(count), i32x4(0, 1, 2, 3));
}

/** sums [count] += terms [count] */
export function addAll(sums: usize, terms: usize, count: i32): void {
  let left = count;
  for (; left >= 4; left -= 4, sums += 16, terms += 16) accumulate(sums, v128.load(terms));
  accumulateLanes(sums, v128.load(terms), left);
}

/** target [columns] += the column sums of rows [count, columns]. */
export function addColumnSums(rows: usize, count: i32, columns: i32, target: usize): void {
  const stride = <usize>(columns << 2);
  const stride2 = stride << 1;
  for (let left = columns; left > 0; left -= 8, target += 32) {
    // Two rows at a time, as an addition takes four cycles.
    let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0;
    let at = rows + (<usize>(columns - left) << 2);
    for (let pairs = count >> 1; pairs > 0; pairs--, at += stride2) {
      a0 = f32x4.add(a0, v128.load(at));
      a1 = f32x4.add(a1, v128.load(at, 16));
      b0 = f32x4.add(b0, v128.load(at + stride));
      b1 = f32x4.add(b1, v128.load(at + stride, 16));
    }
    if (count & 1) {
      a0 = f32x4.add(a0, v128.load(at));
      a1 = f32x4.add(a1, v128.load(at, 16));
    }
    accumulateLanes(target, f32x4.add(a0, b0), left);
    accumulateLanes(target + 16, f32x4.add(a1, b1), left - 4);
  }
}
