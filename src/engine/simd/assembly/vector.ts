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
  for (let left = columns; left > 0; left -= 4, rows += 16, target += 16) {
    // Four sums, as an addition takes four cycles.
    let a = f32x4.splat(0), b = a, c = a, d = a;
    let at = rows;
    let row = count;
    for (; row >= 4; row -= 4) {
      a = f32x4.add(a, v128.load(at));
      at += stride;
      b = f32x4.add(b, v128.load(at));
      at += stride;
      c = f32x4.add(c, v128.load(at));
      at += stride;
      d = f32x4.add(d, v128.load(at));
      at += stride;
    }
    for (; row > 0; row--, at += stride) a = f32x4.add(a, v128.load(at));
    accumulateLanes(target, f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), left);
  }
}
