// Matrix products, the core of convolutions and dense layers. All of them are made of tiles of 4 rows x 8 columns whose
// eight sums stay in registers: two FMA units with a latency of four need eight independent sums, and more, or loops that
// are unrolled, would spill.
//
// The right factor is packed into panels of eight columns, [columns / 8, inner, 8] with zeros behind the last column, so
// that it is read without gaps. The left one is read in place, through one pointer and the distances of three more rows: V8
// clears the upper half of a pointer that a loop moves, in every round, but not of a sum.

import { accumulate, accumulateLanes, laneSums, madd, relu, storeLanes } from './vector';

// What becomes of a tile's sums. The choice is a constant of each copy of `tile`.
export const STORE: i32 = 0;
export const STORE_RELU: i32 = 1;
export const ADD: i32 = 2;
/** Rows are the four positions of a pooling window: their largest sums plus bias, and which one it was, are stored. */
export const STORE_LARGEST: i32 = 3;
export const STORE_LARGEST_RELU: i32 = 4;

/**
 * Sums over `runs` stretches of `length` bytes of four rows, at `a` and `toB`, `toC` and `toD` bytes from there, with `jump` bytes from the end of one
 * stretch to the beginning of the next; `panel` goes on through all of them. `columns` of the sums, eight or fewer, go to
 * `targetA` to `targetD`, and begin with the eight values at `bias`.
 *
 * ADD: there is no bias, and `columns` is eight.
 * STORE_LARGEST, STORE_LARGEST_RELU: the maxima go to `targetA`, and to `targetB` the winners' distances from `a` as i32;
 * `toD` is `toB` + `toC`.
 */
@inline
export function tile(
  mode: i32,
  a: usize, toB: usize, toC: usize, toD: usize,
  runs: i32, length: usize, jump: usize,
  panel: usize, bias: usize,
  targetA: usize, targetB: usize, targetC: usize, targetD: usize,
  columns: i32,
): void {
  let a0 = mode == STORE || mode == STORE_RELU ? v128.load(bias, 0) : f32x4.splat(0);
  let a1 = mode == STORE || mode == STORE_RELU ? v128.load(bias, 16) : f32x4.splat(0);
  let b0 = a0, b1 = a1, c0 = a0, c1 = a1, d0 = a0, d1 = a1;
  do {
    const end = a + length;
    do {
      const w0 = v128.load(panel, 0);
      const w1 = v128.load(panel, 16);
      let value = v128.load_splat<f32>(a);
      a0 = madd(value, w0, a0);
      a1 = madd(value, w1, a1);
      value = v128.load_splat<f32>(a + toB);
      b0 = madd(value, w0, b0);
      b1 = madd(value, w1, b1);
      const c = a + toC;
      value = v128.load_splat<f32>(c);
      c0 = madd(value, w0, c0);
      c1 = madd(value, w1, c1);
      value = v128.load_splat<f32>(mode >= STORE_LARGEST ? c + toB : a + toD);
      d0 = madd(value, w0, d0);
      d1 = madd(value, w1, d1);
      a += 4;
      panel += 32;
    } while (a < end);
    a += jump;
  } while (--runs > 0);
  if (mode == STORE_RELU) {
    a0 = relu(a0);
    a1 = relu(a1);
    b0 = relu(b0);
    b1 = relu(b1);
    c0 = relu(c0);
    c1 = relu(c1);
    d0 = relu(d0);
    d1 = relu(d1);
  }
  if (mode == ADD) {
    accumulate(targetA, a0);
    accumulate(targetA + 16, a1);
    accumulate(targetB, b0);
    accumulate(targetB + 16, b1);
    accumulate(targetC, c0);
    accumulate(targetC + 16, c1);
    accumulate(targetD, d0);
    accumulate(targetD + 16, d1);
  } else if (mode >= STORE_LARGEST) {
    const withRelu = mode == STORE_LARGEST_RELU;
    if (columns == 8) {
      storeLargest(withRelu, a0, b0, c0, d0, v128.load(bias, 0), toB, toC, targetA, targetB, 4);
      storeLargest(withRelu, a1, b1, c1, d1, v128.load(bias, 16), toB, toC, targetA + 16, targetB + 16, 4);
    } else {
      const right = columns - 4;
      storeLargest(withRelu, a0, b0, c0, d0, v128.load(bias, 0), toB, toC, targetA, targetB, columns);
      storeLargest(withRelu, a1, b1, c1, d1, v128.load(bias, 16), toB, toC, targetA + 16, targetB + 16, right);
    }
  } else if (columns == 8) {
    v128.store(targetA, a0, 0);
    v128.store(targetA, a1, 16);
    v128.store(targetB, b0, 0);
    v128.store(targetB, b1, 16);
    v128.store(targetC, c0, 0);
    v128.store(targetC, c1, 16);
    v128.store(targetD, d0, 0);
    v128.store(targetD, d1, 16);
  } else {
    storeLanes(targetA, a0, columns);
    storeLanes(targetA + 16, a1, columns - 4);
    storeLanes(targetB, b0, columns);
    storeLanes(targetB + 16, b1, columns - 4);
    storeLanes(targetC, c0, columns);
    storeLanes(targetC + 16, c1, columns - 4);
    storeLanes(targetD, d0, columns);
    storeLanes(targetD + 16, d1, columns - 4);
  }
}

/**
 * The maximum of a, b, c, d plus bias, and where the winner is: 0 for a, `right` for b, `down` for c, `right + down` for d.
 * The earliest wins a tie, as in TensorFlow.js. Adding the bias after the maximum is the same because rounding is
 * monotonic, and costs a quarter.
 */
@inline
function storeLargest(
  withRelu: bool, a: v128, b: v128, c: v128, d: v128, bias: v128, right: usize, down: usize, value: usize, winner: usize,
  columns: i32,
): void {
  const upper = f32x4.pmax(a, b);
  const lower = f32x4.pmax(c, d);
  const upperAt = v128.and(f32x4.lt(a, b), i32x4.splat(<i32>right));
  const lowerAt = i32x4.add(v128.and(f32x4.lt(c, d), i32x4.splat(<i32>right)), i32x4.splat(<i32>down));
  let largest = f32x4.add(f32x4.pmax(upper, lower), bias);
  if (withRelu) largest = relu(largest);
  const at = v128.bitselect(lowerAt, upperAt, f32x4.lt(upper, lower));
  if (columns == 4) {
    v128.store(value, largest);
    v128.store(winner, at);
  } else {
    storeLanes(value, largest, columns);
    storeLanes(winner, at, columns);
  }
}

/**
 * target [8, four or fewer columns] = eight rows of left x panel + bias. A panel that is half empty would waste half of a
 * tile.
 */
@inline
function narrowTile(
  withRelu: bool, a: usize, length: usize, panel: usize, bias: v128, target: usize, stride: usize, columns: i32,
): void {
  const length2 = length + length;
  const length3 = length2 + length;
  const length4 = length3 + length;
  let a0 = bias, a1 = bias, a2 = bias, a3 = bias, b0 = bias, b1 = bias, b2 = bias, b3 = bias;
  const end = a + length;
  do {
    const weights = v128.load(panel);
    a0 = madd(v128.load_splat<f32>(a), weights, a0);
    a1 = madd(v128.load_splat<f32>(a + length), weights, a1);
    a2 = madd(v128.load_splat<f32>(a + length2), weights, a2);
    a3 = madd(v128.load_splat<f32>(a + length3), weights, a3);
    const b = a + length4;
    b0 = madd(v128.load_splat<f32>(b), weights, b0);
    b1 = madd(v128.load_splat<f32>(b + length), weights, b1);
    b2 = madd(v128.load_splat<f32>(b + length2), weights, b2);
    b3 = madd(v128.load_splat<f32>(b + length3), weights, b3);
    a += 4;
    panel += 32;
  } while (a < end);
  storeLanes(target, withRelu ? relu(a0) : a0, columns);
  storeLanes(target + stride, withRelu ? relu(a1) : a1, columns);
  storeLanes(target + 2 * stride, withRelu ? relu(a2) : a2, columns);
  storeLanes(target + 3 * stride, withRelu ? relu(a3) : a3, columns);
  target += stride << 2;
  storeLanes(target, withRelu ? relu(b0) : b0, columns);
  storeLanes(target + stride, withRelu ? relu(b1) : b1, columns);
  storeLanes(target + 2 * stride, withRelu ? relu(b2) : b2, columns);
  storeLanes(target + 3 * stride, withRelu ? relu(b3) : b3, columns);
}

/** target [rows, columns] = left [rows, inner] x panels + bias (filled up to whole panels), with `mode` for ReLU. */
@inline
function multiplyAs(
  mode: i32, left: usize, panels: usize, bias: usize, target: usize, rows: i32, inner: i32, columns: i32,
): void {
  const length = <usize>(inner << 2);
  const stride = <usize>(columns << 2);
  for (let column = 0; column < columns; column += 8, panels += length << 3, bias += 32, target += 32) {
    const width = min(columns - column, 8);
    let row = 0;
    if (width <= 4) {
      for (; row + 8 <= rows; row += 8) {
        narrowTile(
          mode == STORE_RELU, left + <usize>row * length, length, panels, v128.load(bias),
          target + <usize>row * stride, stride, width,
        );
      }
    }
    for (; row < rows; row += 4) {
      // Beyond the last row it is computed again, and stored in the same place.
      const toB = <usize>min(1, rows - 1 - row);
      const toC = <usize>min(2, rows - 1 - row);
      const toD = <usize>min(3, rows - 1 - row);
      const first = target + <usize>row * stride;
      tile(
        mode,
        left + <usize>row * length,
        toB * length, toC * length, toD * length,
        1, length, 0,
        panels, bias,
        first, first + toB * stride, first + toC * stride, first + toD * stride,
        width,
      );
    }
  }
}

export function multiply(
  left: usize, panels: usize, bias: usize, target: usize, rows: i32, inner: i32, columns: i32, withRelu: bool,
): void {
  if (withRelu) multiplyAs(STORE_RELU, left, panels, bias, target, rows, inner, columns);
  else multiplyAs(STORE, left, panels, bias, target, rows, inner, columns);
}

/**
 * target [rows, columns] = left [rows, inner] x transpose of right [columns, inner], where inner is a multiple of four. Both
 * run along it, so the sums are taken lane by lane and folded at the end: no other order of the right factor is needed.
 */
export function multiplyByTransposed(left: usize, right: usize, target: usize, rows: i32, inner: i32, columns: i32): void {
  const isWhole = (columns & 3) == 0 && (rows & 1) == 0;
  // 128 is the usual number of units. As a constant, it is part of the instructions.
  if (isWhole && inner == 128) multiplyByTransposedAs(true, left, right, target, rows, 512, columns);
  else multiplyByTransposedAs(false, left, right, target, rows, <usize>(inner << 2), columns);
}

/** `whole`: columns in fours and rows in twos; `length`: bytes of a row of both factors. */
@inline
function multiplyByTransposedAs(
  whole: bool, left: usize, right: usize, target: usize, rows: i32, length: usize, columns: i32,
): void {
  const stride = <usize>(columns << 2);
  for (let column = 0; column < columns; column += 4, right += length << 2, target += 16) {
    const width = columns - column;
    // Beyond the last column and row they are computed again, and stored in the same place or not at all.
    const toB = whole ? length : length * <usize>min(1, width - 1);
    const toC = whole ? 2 * length : length * <usize>min(2, width - 1);
    const toD = whole ? 3 * length : length * <usize>min(3, width - 1);
    for (let row = 0; row < rows; row += 2) {
      const second = whole ? 1 : <usize>min(1, rows - 1 - row);
      const lower = second * length;
      let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
      let weight = right;
      let at = left + <usize>row * length;
      const end = at + length;
      do {
        const upper = v128.load(at);
        const below = v128.load(at + lower);
        let w = v128.load(weight);
        a0 = madd(upper, w, a0);
        b0 = madd(below, w, b0);
        w = v128.load(weight + toB);
        a1 = madd(upper, w, a1);
        b1 = madd(below, w, b1);
        const c = weight + toC;
        w = v128.load(c);
        a2 = madd(upper, w, a2);
        b2 = madd(below, w, b2);
        w = v128.load(whole ? c + toB : weight + toD);
        a3 = madd(upper, w, a3);
        b3 = madd(below, w, b3);
        at += 16;
        weight += 16;
      } while (at < end);
      const to = target + <usize>row * stride;
      const sumsA = laneSums(a0, a1, a2, a3);
      const sumsB = laneSums(b0, b1, b2, b3);
      if (whole || width >= 4) {
        v128.store(to, sumsA);
        v128.store(to + second * stride, sumsB);
      } else {
        storeLanes(to, sumsA, width);
        storeLanes(to + second * stride, sumsB, width);
      }
    }
  }
}

/**
 * Stores `rows` x `columns` of a tile's sums, four and eight or fewer, to rows of `stride` bytes: in place of what was
 * there if `fresh`, else added to it.
 */
@inline
export function storeTile(
  target: usize, stride: usize, rows: i32, columns: i32, fresh: bool,
  a0: v128, a1: v128, b0: v128, b1: v128, c0: v128, c1: v128, d0: v128, d1: v128,
): void {
  if (rows >= 4 && columns == 8) {
    const targetB = target + stride;
    const targetC = targetB + stride;
    const targetD = targetC + stride;
    if (fresh) {
      v128.store(target, a0, 0);
      v128.store(target, a1, 16);
      v128.store(targetB, b0, 0);
      v128.store(targetB, b1, 16);
      v128.store(targetC, c0, 0);
      v128.store(targetC, c1, 16);
      v128.store(targetD, d0, 0);
      v128.store(targetD, d1, 16);
    } else {
      accumulate(target, a0);
      accumulate(target + 16, a1);
      accumulate(targetB, b0);
      accumulate(targetB + 16, b1);
      accumulate(targetC, c0);
      accumulate(targetC + 16, c1);
      accumulate(targetD, d0);
      accumulate(targetD + 16, d1);
    }
  } else {
    storeRow(target, columns, fresh, a0, a1);
    if (rows > 1) storeRow(target + stride, columns, fresh, b0, b1);
    if (rows > 2) storeRow(target + 2 * stride, columns, fresh, c0, c1);
    if (rows > 3) storeRow(target + 3 * stride, columns, fresh, d0, d1);
  }
}

function storeRow(target: usize, columns: i32, fresh: bool, low: v128, high: v128): void {
  if (fresh) {
    storeLanes(target, low, columns);
    storeLanes(target + 16, high, columns - 4);
  } else {
    accumulateLanes(target, low, columns);
    accumulateLanes(target + 16, high, columns - 4);
  }
}

/**
 * target [rows, columns] = transpose of left [inner, rows] x right [inner, columns]; added to what was there unless
 * `fresh`. With `sparse`, eight rows of which left holds nothing but zeros are passed over: pixels at the edges of pictures,
 * blank in all of them.
 */
export function multiplyTransposed(
  left: usize, right: usize, target: usize, inner: i32, rows: i32, columns: i32, fresh: bool, sparse: bool,
): void {
  const leftStride = <usize>(rows << 2);
  const stride = <usize>(columns << 2);
  const wholePanels = (columns & 7) > 4 ? (columns + 7) & ~7 : columns & ~7;
  for (let row = 0; row < rows; row += 8, left += 32, target += stride << 3) {
    if (sparse && row + 8 <= rows && isBlank(left, leftStride, inner)) {
      if (fresh) memory.fill(target, 0, stride << 3);
      continue;
    }
    addFourRows(left, leftStride, right, target, inner, rows - row, wholePanels, columns, fresh);
    if (row + 4 < rows) {
      const at = target + (stride << 2);
      addFourRows(left + 16, leftStride, right, at, inner, rows - row - 4, wholePanels, columns, fresh);
    }
    if (wholePanels < columns) {
      const at = <usize>(wholePanels << 2);
      const width = columns - wholePanels;
      addEightRowsNarrow(left, leftStride, right + at, target + at, inner, rows - row, stride, width, fresh);
    }
  }
}

/** Whether the first eight values of so many rows, `stride` bytes apart, are zero. */
function isBlank(at: usize, stride: usize, rows: i32): bool {
  let any = i32x4.splat(0);
  for (; rows > 0; rows--, at += stride) any = v128.or(any, v128.or(v128.load(at, 0), v128.load(at, 16)));
  return !v128.any_true(any);
}

/** Four rows of the product, or fewer, up to column `wholePanels`. */
function addFourRows(
  left: usize, leftStride: usize, right: usize, target: usize, inner: i32, rows: i32, wholePanels: i32, columns: i32,
  fresh: bool,
): void {
  const stride = <usize>(columns << 2);
  const size = <usize>inner * stride;
  for (let column = 0; column < wholePanels; column += 8, right += 32, target += 32) {
    let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
    let value = left;
    let g = right;
    const end = g + size;
    do {
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
      g += stride;
      value += leftStride;
    } while (g < end);
    storeTile(target, stride, rows, min(columns - column, 8), fresh, a0, a1, b0, b1, c0, c1, d0, d1);
  }
}

/** Eight rows of the product, or fewer, and four columns or fewer. */
function addEightRowsNarrow(
  left: usize, leftStride: usize, right: usize, target: usize, inner: i32, rows: i32, stride: usize, columns: i32,
  fresh: bool,
): void {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  const end = right + <usize>inner * stride;
  do {
    const gradient = v128.load(right);
    a0 = madd(v128.load_splat<f32>(left, 0), gradient, a0);
    a1 = madd(v128.load_splat<f32>(left, 4), gradient, a1);
    a2 = madd(v128.load_splat<f32>(left, 8), gradient, a2);
    a3 = madd(v128.load_splat<f32>(left, 12), gradient, a3);
    b0 = madd(v128.load_splat<f32>(left, 16), gradient, b0);
    b1 = madd(v128.load_splat<f32>(left, 20), gradient, b1);
    b2 = madd(v128.load_splat<f32>(left, 24), gradient, b2);
    b3 = madd(v128.load_splat<f32>(left, 28), gradient, b3);
    right += stride;
    left += leftStride;
  } while (right < end);
  storeRow(target, columns, fresh, a0, a0);
  if (rows > 1) storeRow(target + stride, columns, fresh, a1, a1);
  if (rows > 2) storeRow(target + 2 * stride, columns, fresh, a2, a2);
  if (rows > 3) storeRow(target + 3 * stride, columns, fresh, a3, a3);
  target += stride << 2;
  if (rows > 4) storeRow(target, columns, fresh, b0, b0);
  if (rows > 5) storeRow(target + stride, columns, fresh, b1, b1);
  if (rows > 6) storeRow(target + 2 * stride, columns, fresh, b2, b2);
  if (rows > 7) storeRow(target + 3 * stride, columns, fresh, b3, b3);
}

/** matrix [inner, columns] -> panels [columns / 8, inner, 8], with zeros behind the last column. */
export function packPanels(matrix: usize, inner: i32, columns: i32, panels: usize): void {
  const stride = <usize>(columns << 2);
  const zero = f32x4.splat(0);
  for (let left = columns; left > 0; left -= 8, matrix += 32) {
    let source = matrix;
    for (let row = 0; row < inner; row++, source += stride, panels += 32) {
      if (left >= 8) {
        v128.store(panels, v128.load(source, 0), 0);
        v128.store(panels, v128.load(source, 16), 16);
      } else {
        v128.store(panels, zero, 0);
        v128.store(panels, zero, 16);
        storeLanes(panels, v128.load(source, 0), left);
        storeLanes(panels + 16, v128.load(source, 16), left - 4);
      }
    }
  }
}

/**
 * The transpose of matrix [rows, columns] as panels [rows / 8, columns, 8], with zeros behind the last row: the right
 * factor of a product that sums over the columns.
 */
export function packTransposed(matrix: usize, rows: i32, columns: i32, panels: usize): void {
  const stride = <usize>(columns << 2);
  const panelSize = stride << 3;
  if (rows & 7) memory.fill(panels + <usize>(rows >> 3) * panelSize, 0, panelSize);
  for (let row = 0; row < rows; row += 4, matrix += stride << 2) {
    let target = panels + <usize>(row >> 3) * panelSize + <usize>((row & 4) << 2);
    let source = matrix;
    let column = 0;
    if (row + 4 <= rows) {
      for (; column + 4 <= columns; column += 4, source += 16, target += 128) {
        const a = v128.load(source);
        const b = v128.load(source + stride);
        const c = v128.load(source + 2 * stride);
        const d = v128.load(source + 3 * stride);
        const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
        const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
        const abHigh = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
        const cdHigh = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
        v128.store(target, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), 0);
        v128.store(target, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7), 32);
        v128.store(target, v128.shuffle<f32>(abHigh, cdHigh, 0, 1, 4, 5), 64);
        v128.store(target, v128.shuffle<f32>(abHigh, cdHigh, 2, 3, 6, 7), 96);
      }
    }
    for (; column < columns; column++, source += 4, target += 32) {
      const count = min(rows - row, 4);
      for (let i = 0; i < count; i++) store<f32>(target + <usize>(i << 2), load<f32>(source + <usize>i * stride));
    }
  }
}
