// Convolution and 2x2 max-pooling in one. Forward, the four positions of a window are one tile, so that only the maximum
// and the winner go to memory. Backward, only the winner has a gradient, and often none, if its ReLU is off: the work is
// one scaled patch for each live (output, filter), a quarter of a convolution's or less.
//
// Where the input is the picture, most of it may be blank paper. A window without ink gives the bias whatever the weights
// are, so those are filled in without arithmetic, and left out backward. The plan tells by `inkedCount`.

import { activate, activationAndBiasGradient } from './activation';
import { clearedGradient, keepGradient, rowSize, surrounded } from './convolution';
import { Operation, RELU } from './operation';
import { packPanels, STORE_LARGEST, STORE_LARGEST_RELU, tile } from './product';
import { accumulate, madd, relu } from './vector';

/** Floats of a row of a patch, filled up to whole vectors. */
@inline
function vectorRun(op: Operation): i32 {
  return (op.kernelWidth * op.channels + 3) & ~3;
}

/** Copies the weights into the order in which the passes read them: backward, [filters, kernel rows, vector run]. */
export function packPooledConvolution(op: Operation): void {
  const run = op.kernelWidth * op.channels;
  packPanels(op.kernel, op.kernelHeight * run, op.filters, op.panels);
  memory.copy(op.biasPanels, op.bias, <usize>(op.filters << 2));
  if (!op.inputGradient) return;
  const length = vectorRun(op);
  const filterSize = op.kernelHeight * length;
  let source = op.kernel;
  for (let row = 0; row < op.kernelHeight; row++) {
    for (let tap = 0; tap < run; tap++) {
      let target = op.transposed + (<usize>(row * length + tap) << 2);
      for (let filter = 0; filter < op.filters; filter++, source += 4, target += <usize>filterSize << 2) {
        store<f32>(target, load<f32>(source));
      }
    }
  }
}

/** Bytes of the kernel's gradients in the order of the backward pass. */
@inline
function transposedSize(op: Operation): usize {
  return <usize>(op.filters * op.kernelHeight * vectorRun(op)) << 2;
}

export function clearPooledConvolution(op: Operation): void {
  memory.fill(op.transposedGradient, 0, transposedSize(op));
}

/** Adds the kernel's gradients to those in the order of the parameters. */
export function unpackPooledConvolution(op: Operation): void {
  const run = op.kernelWidth * op.channels;
  const length = vectorRun(op);
  const filterSize = op.kernelHeight * length;
  let target = op.kernelGradient;
  for (let row = 0; row < op.kernelHeight; row++) {
    for (let tap = 0; tap < run; tap++) {
      let source = op.transposedGradient + (<usize>(row * length + tap) << 2);
      for (let filter = 0; filter < op.filters; filter++, target += 4, source += <usize>filterSize << 2) {
        store<f32>(target, load<f32>(target) + load<f32>(source));
      }
    }
  }
}

@inline
function cells(op: Operation): i32 {
  return op.outputHeight * op.outputWidth;
}

/** Whether the patches of a window of one channel see anything but zeros; `small`: 3x3 patches, one pixel apart. */
@inline
function isInked(small: bool, corner: usize, rows: i32, bytes: usize, row: usize): bool {
  let ink = v128.load(corner);
  if (small) {
    ink = v128.or(v128.or(ink, v128.load(corner + row)), v128.or(v128.load(corner + 2 * row), v128.load(corner + 3 * row)));
  } else {
    for (; rows > 0; rows--, corner += row) {
      for (let at: usize = 0; at < bytes; at += 16) ink = v128.or(ink, v128.load(corner + at));
    }
  }
  return v128.any_true(ink);
}

/** Bytes of one window in a list: (u32 offset of its outputs, u32 offset of its first patch). */
const WINDOW_SIZE: usize = 8;

/** Lists the windows of an image that see ink, and fills in the outputs of the others. */
@inline
function findInkAs(small: bool, op: Operation, image: i32, map: usize, output: usize): void {
  const start = listOf(op, image);
  let inked = start;
  const stride = <usize>(op.filters << 2);
  const bias = op.bias;
  const isRelu = op.activation == RELU;
  const rows = op.kernelHeight + op.strideY;
  const bytes = <usize>(op.kernelWidth + op.strideX) << 2;
  const row = rowSize(op);
  for (let item = op.positionOffsets, end = item + <usize>cells(op) * WINDOW_SIZE; item < end; item += WINDOW_SIZE) {
    if (isInked(small, map + load<u32>(item, 4), rows, bytes, row)) {
      store<u64>(inked, load<u64>(item));
      inked += WINDOW_SIZE;
      continue;
    }
    // What is written too much belongs to outputs that follow, and those with ink are computed later.
    const to = <usize>load<u32>(item);
    for (let at: usize = 0; at < stride; at += 16) {
      const value = v128.load(bias + at);
      v128.store(output + to + at, isRelu ? relu(value) : value);
    }
  }
  store<i32>(op.inkedCount + (<usize>image << 2), <i32>((inked - start) / WINDOW_SIZE));
}

function findInk(op: Operation, image: i32, map: usize, output: usize): void {
  if (isSmall(op)) findInkAs(true, op, image, map, output);
  else findInkAs(false, op, image, map, output);
}

/** The windows of an image that are computed: where blank paper does not matter, all. */
@inline
function listOf(op: Operation, image: i32): usize {
  return op.inkedCount ? op.inked + <usize>(image * cells(op)) * WINDOW_SIZE : op.positionOffsets;
}

@inline
function listEnd(op: Operation, image: i32): usize {
  const count = op.inkedCount ? load<i32>(op.inkedCount + (<usize>image << 2)) : cells(op);
  return listOf(op, image) + <usize>count * WINDOW_SIZE;
}

// Of the default network's two convolutions, the sizes below are constants, as those are part of the instructions: its
// kernels are 3x3, over the pictures' rows of 26 used pixels, and over rows of 12 cells of 8 channels.
const FIRST_PIXEL: usize = 4;
const FIRST_ROW: usize = 26 * FIRST_PIXEL;
const SECOND_PIXEL: usize = 32;
const SECOND_ROW: usize = 12 * SECOND_PIXEL;

@inline
function isFirst(op: Operation): bool {
  return isSmall(op) && rowSize(op) == FIRST_ROW;
}

@inline
function isSecond(op: Operation): bool {
  return isSmall(op) && rowSize(op) == SECOND_ROW && op.channels == 8;
}

/** Whether kernels are 3x3, one pixel apart. */
@inline
function isSmall(op: Operation): bool {
  return op.kernelHeight == 3 && op.kernelWidth == 3 && op.strideX == 1;
}

/** `row` and `run`: bytes of a row of the map and of a patch; `right` and `down`: bytes to the next positions. */
@inline
function forwardAs(
  mode: i32, row: usize, run: usize, right: usize, down: usize,
  op: Operation, image: i32, map: usize, output: usize, winners: usize,
): void {
  const panelSize = (run << 3) * <usize>op.kernelHeight;
  const list = listOf(op, image);
  const end = listEnd(op, image);
  let panel = op.panels;
  let bias = op.biasPanels;
  for (let filter = 0; filter < op.filters; filter += 8) {
    const width = min(op.filters - filter, 8);
    for (let item = list; item < end; item += WINDOW_SIZE) {
      const to = <usize>load<u32>(item);
      tile(
        mode,
        map + load<u32>(item, 4), right, down, right + down,
        op.kernelHeight, run, row - run,
        panel, bias,
        output + to, winners + to, 0, 0,
        width,
      );
    }
    panel += panelSize;
    bias += 32;
    output += 32;
    winners += 32;
  }
}

// Functions of their own: in one that holds several tiles, V8 keeps fewer values in registers.

function forwardFirst(op: Operation, image: i32, map: usize, output: usize, winners: usize): void {
  const run = 3 * FIRST_PIXEL;
  forwardAs(STORE_LARGEST_RELU, FIRST_ROW, run, FIRST_PIXEL, FIRST_ROW, op, image, map, output, winners);
}

function forwardSecond(op: Operation, image: i32, map: usize, output: usize, winners: usize): void {
  const run = 3 * SECOND_PIXEL;
  forwardAs(STORE_LARGEST_RELU, SECOND_ROW, run, SECOND_PIXEL, SECOND_ROW, op, image, map, output, winners);
}

function forwardAny(op: Operation, image: i32, map: usize, output: usize, winners: usize): void {
  const row = rowSize(op);
  const pixel = <usize>(op.channels << 2);
  const step = <usize>op.strideX;
  const run = <usize>op.kernelWidth * pixel;
  forwardAs(STORE_LARGEST, row, run, step * pixel, step * row, op, image, map, output, winners);
}

export function forwardPooledConvolution(op: Operation, count: i32): void {
  const size = cells(op) * op.filters;
  const isRelu = op.activation == RELU;
  for (let image = 0; image < count; image++) {
    const map = surrounded(op, image);
    const output = op.output + (<usize>(image * size) << 2);
    const winners = op.winners + (<usize>(image * size) << 2);
    if (op.inkedCount) findInk(op, image, map, output);
    if (isRelu && op.inkedCount && isFirst(op)) forwardFirst(op, image, map, output, winners);
    else if (isRelu && isSecond(op)) forwardSecond(op, image, map, output, winners);
    else {
      forwardAny(op, image, map, output, winners);
      activate(op.activation, output, size);
    }
  }
}

/**
 * The live outputs of one filter of one image: (gradient, address of the patch) each. Written without branches that the
 * CPU could mispredict. Returns the end of the list.
 */
@inline
function listLive(op: Operation, image: i32, map: usize, gradient: usize, winners: usize): usize {
  let live = op.list;
  for (let item = listOf(op, image), end = listEnd(op, image); item < end; item += WINDOW_SIZE) {
    const at = <usize>load<u32>(item);
    const bits = load<u32>(gradient + at);
    store<u32>(live, bits, 0);
    store<u32>(live, <u32>map + load<u32>(item, 4) + load<u32>(winners + at), 4);
    live += (<usize>(bits != 0)) << 3;
  }
  return live;
}

/**
 * Goes over a list for one, two or three vectors of the patches: adds the scaled inputs to the kernel's gradient, and if
 * the input has a gradient the scaled weights to that. Weights and sums stay in registers; larger parts would spill.
 */
@inline
function addPart(
  vectors: i32, withInput: bool, list: usize, live: usize, shift: usize, toGradient: usize, weights: usize, sums: usize,
): void {
  let w0 = f32x4.splat(0), w1 = w0, w2 = w0, g1 = w0, g2 = w0;
  let g0 = v128.load(sums, 0);
  if (vectors > 1) g1 = v128.load(sums, 16);
  if (vectors > 2) g2 = v128.load(sums, 32);
  if (withInput) {
    w0 = v128.load(weights, 0);
    if (vectors > 1) w1 = v128.load(weights, 16);
    if (vectors > 2) w2 = v128.load(weights, 32);
  }
  do {
    const factor = v128.load_splat<f32>(list, 0);
    const patch = <usize>load<u32>(list, 4) + shift;
    g0 = madd(factor, v128.load(patch, 0), g0);
    if (vectors > 1) g1 = madd(factor, v128.load(patch, 16), g1);
    if (vectors > 2) g2 = madd(factor, v128.load(patch, 32), g2);
    if (withInput) {
      const target = patch + toGradient;
      v128.store(target, madd(factor, w0, v128.load(target, 0)), 0);
      if (vectors > 1) v128.store(target, madd(factor, w1, v128.load(target, 16)), 16);
      if (vectors > 2) v128.store(target, madd(factor, w2, v128.load(target, 32)), 32);
    }
    list += 8;
  } while (list < live);
  v128.store(sums, g0, 0);
  if (vectors > 1) v128.store(sums, g1, 16);
  if (vectors > 2) v128.store(sums, g2, 32);
}

@inline
function backwardImage(
  withInput: bool, op: Operation, image: i32, map: usize, toGradient: usize, gradient: usize, winners: usize,
): void {
  const vectors = vectorRun(op) >> 2;
  const row = rowSize(op);
  const filterSize = <usize>(op.kernelHeight * vectors) << 4;
  let weights = op.transposed;
  let sums = op.transposedGradient;
  const list = op.list;
  for (let filter = 0; filter < op.filters; filter++, gradient += 4, winners += 4) {
    const live = listLive(op, image, map, gradient, winners);
    if (live == list) {
      weights += filterSize;
      sums += filterSize;
      continue;
    }
    let shift: usize = 0;
    for (let y = 0; y < op.kernelHeight; y++, shift += row) {
      let at = shift;
      let left = vectors;
      for (; left >= 3; left -= 3, at += 48, weights += 48, sums += 48) {
        addPart(3, withInput, list, live, at, toGradient, weights, sums);
      }
      if (left == 2) {
        addPart(2, withInput, list, live, at, toGradient, weights, sums);
        weights += 32;
        sums += 32;
      } else if (left == 1) {
        addPart(1, withInput, list, live, at, toGradient, weights, sums);
        weights += 16;
        sums += 16;
      }
    }
  }
}

/**
 * Adds an image's part to the kernel gradient where the patches are of three rows of one vector each and the input has no
 * gradient: the pictures' own 3x3 convolution. A list of live outputs would cost as much as the arithmetic. Two filters at
 * a time, since V8 issues all loads of a round before the arithmetic, and those of four would not fit the registers.
 */
@inline
function addSmallKernelGradientAs(
  row: usize, op: Operation, image: i32, map: usize, gradient: usize, winners: usize,
): void {
  const row2 = row << 1;
  const list = listOf(op, image);
  const end = listEnd(op, image);
  if (list == end) return;
  let sums = op.transposedGradient;
  for (let filter = 0; filter < op.filters; filter += 2, gradient += 8, winners += 8, sums += 96) {
    let a0 = f32x4.splat(0), a1 = a0, a2 = a0, b0 = a0, b1 = a0, b2 = a0;
    let item = list;
    do {
      const at = <usize>load<u32>(item);
      const g = gradient + at;
      const w = winners + at;
      const window = map + load<u32>(item, 4);
      const patchA = window + load<u32>(w, 0);
      const patchB = window + load<u32>(w, 4);
      const factorA = v128.load_splat<f32>(g, 0);
      a0 = madd(factorA, v128.load(patchA), a0);
      a1 = madd(factorA, v128.load(patchA + row), a1);
      a2 = madd(factorA, v128.load(patchA + row2), a2);
      const factorB = v128.load_splat<f32>(g, 4);
      b0 = madd(factorB, v128.load(patchB), b0);
      b1 = madd(factorB, v128.load(patchB + row), b1);
      b2 = madd(factorB, v128.load(patchB + row2), b2);
      item += WINDOW_SIZE;
    } while (item < end);
    accumulate(sums, a0);
    accumulate(sums + 16, a1);
    accumulate(sums + 32, a2);
    accumulate(sums + 48, b0);
    accumulate(sums + 64, b1);
    accumulate(sums + 80, b2);
  }
}

function addSmallKernelGradient(op: Operation, image: i32, map: usize, gradient: usize, winners: usize): void {
  const row = rowSize(op);
  if (row == FIRST_ROW) addSmallKernelGradientAs(FIRST_ROW, op, image, map, gradient, winners);
  else addSmallKernelGradientAs(row, op, image, map, gradient, winners);
}

export function backwardPooledConvolution(op: Operation, count: i32): void {
  const size = cells(op) * op.filters;
  // Filters in pairs.
  const hasThreeVectors = op.kernelHeight == 3 && vectorRun(op) == 4 && (op.filters & 1) == 0;
  for (let image = 0; image < count; image++) {
    const at = <usize>(image * size) << 2;
    const gradient = op.outputGradient + at;
    activationAndBiasGradient(op.activation, op.output + at, gradient, cells(op), op.filters, op.biasGradient);
    const map = surrounded(op, image);
    if (op.inputGradient) {
      const mapGradient = clearedGradient(op, image);
      backwardImage(true, op, image, map, mapGradient - map, gradient, op.winners + at);
      keepGradient(op, image);
    } else if (hasThreeVectors) {
      addSmallKernelGradient(op, image, map, gradient, op.winners + at);
    } else {
      backwardImage(false, op, image, map, 0, gradient, op.winners + at);
    }
  }
}
