// The few vector operations that every kernel shares.
// A v128 holds four f32; all hot loops are written in them because the engine
// does not vectorise scalar code by itself.

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

/** sums [count] += terms [count]. Both blocks end on whole vectors, so there is no remainder. */
export function addAll(sums: usize, terms: usize, count: i32): void {
  for (const end = sums + ((<usize>count) << 2); sums < end; sums += 16, terms += 16) {
    accumulate(sums, v128.load(terms));
  }
}
