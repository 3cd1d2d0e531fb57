// Convolution of any shape. Patches are never copied: a row of a patch is one stretch of memory (kernel width x channels),
// and a table made with the plan says where each patch begins. With `same` padding, each image is first copied into a
// frame of zeros, which is little beside the arithmetic.
//
// Where the input is the picture, most of it may be blank paper. Positions that see no ink give the activated bias whatever
// the weights are, so those are copied from a map of nothing else, and left out backward. The plan tells by `inkedCount`.

import { activate, activationAndBiasGradient } from './activation';
import { Operation, RELU } from './operation';
import { ADD, packPanels, packTransposed, STORE, STORE_RELU, storeTile, tile } from './product';
import { madd } from './vector';

/** Copies the weights into the order in which the passes read them. */
export function packConvolution(op: Operation): void {
  const inner = op.kernelHeight * op.kernelWidth * op.channels;
  packPanels(op.kernel, inner, op.filters, op.panels);
  memory.copy(op.biasPanels, op.bias, <usize>(op.filters << 2));
  if (op.inkedCount) {
    const size = <usize>(op.filters << 2);
    for (let i = 0; i < op.positions; i++) memory.copy(op.blank + <usize>i * size, op.bias, size);
    activate(op.activation, op.blank, op.positions * op.filters);
  }
  if (!op.inputGradient) return;
  // Row after row of the kernel, as gradients are added to one row of a patch at a time.
  const run = op.kernelWidth * op.channels;
  const rowSize = <usize>(run * op.filters) << 2;
  const panelsSize = <usize>(((run + 7) & ~7) * op.filters) << 2;
  for (let row = 0; row < op.kernelHeight; row++) {
    packTransposed(op.kernel + <usize>row * rowSize, run, op.filters, op.transposed + <usize>row * panelsSize);
  }
}

/** Floats of one image's input. */
@inline
function inputSize(op: Operation): i32 {
  return op.inputHeight * op.inputWidth * op.channels;
}

/** The image's map as the kernel sees it: with zeros around it if there are any. */
export function surrounded(op: Operation, image: i32): usize {
  const source = op.input + (<usize>(image * inputSize(op)) << 2);
  if (!op.padded) return source;
  copyRows(op, source, op.inputWidth, op.padded + frame(op), op.paddedWidth);
  return op.padded;
}

/** Bytes from the beginning of the frame of zeros to the first value inside. */
@inline
function frame(op: Operation): usize {
  return <usize>((op.padTop * op.paddedWidth + op.padLeft) * op.channels) << 2;
}

/** Copies the rows of a map between the input and the frame; what does not fit the frame is seen by no patch. */
function copyRows(op: Operation, source: usize, sourceWidth: i32, target: usize, targetWidth: i32): void {
  const size = <usize>(min(op.inputWidth, op.paddedWidth - op.padLeft) * op.channels) << 2;
  const sourceStride = <usize>(sourceWidth * op.channels) << 2;
  const targetStride = <usize>(targetWidth * op.channels) << 2;
  for (let left = min(op.inputHeight, op.paddedHeight - op.padTop); left > 0; left--) {
    memory.copy(target, source, size);
    source += sourceStride;
    target += targetStride;
  }
}

/** Bytes of a row of the map that the kernel sees. */
@inline
export function rowSize(op: Operation): usize {
  return <usize>((op.padded ? op.paddedWidth : op.inputWidth) * op.channels) << 2;
}

/** Where the gradient of the image's map as the kernel sees it is added up; all zero. */
export function clearedGradient(op: Operation, image: i32): usize {
  const target = op.padded
    ? op.paddedGradient
    : op.inputGradient + (<usize>(image * inputSize(op)) << 2);
  const size = op.padded ? op.paddedHeight * op.paddedWidth * op.channels : inputSize(op);
  memory.fill(target, 0, <usize>size << 2);
  return target;
}

/** Cuts the gradient out of its frame. */
export function keepGradient(op: Operation, image: i32): void {
  if (!op.padded) return;
  const target = op.inputGradient + (<usize>(image * inputSize(op)) << 2);
  // Rows and columns that no patch sees, at the end of the map, have no gradient.
  if (op.paddedHeight - op.padTop < op.inputHeight || op.paddedWidth - op.padLeft < op.inputWidth) {
    memory.fill(target, 0, <usize>inputSize(op) << 2);
  }
  copyRows(op, op.paddedGradient + frame(op), op.paddedWidth, target, op.inputWidth);
}

@inline
function forwardAs(mode: i32, inked: bool, op: Operation, map: usize, output: usize, list: usize, count: i32): void {
  const run = <usize>(op.kernelWidth * op.channels) << 2;
  const runs = op.kernelHeight;
  const jump = rowSize(op) - run;
  const stride = <usize>(op.filters << 2);
  const last = count - 1;
  const step: usize = inked ? INKED_SIZE : 4;
  const panelSize = (run << 3) * <usize>runs;
  let panel = op.panels;
  let bias = op.biasPanels;
  for (let filter = 0; filter < op.filters; filter += 8, panel += panelSize, bias += 32, output += 32) {
    const width = min(op.filters - filter, 8);
    let item = inked ? list : op.positionOffsets;
    for (let position = 0; position <= last; position += 4, item += 4 * step) {
      const patch = <usize>load<u32>(item);
      const toB = <usize>load<u32>(item + step) - patch;
      const toC = <usize>load<u32>(item + 2 * step) - patch;
      const toD = <usize>load<u32>(item + 3 * step) - patch;
      // Beyond the last position it is computed again, and stored in the same place.
      tile(
        mode,
        map + patch, toB, toC, toD,
        runs, run, jump,
        panel, bias,
        output + (inked ? <usize>load<u32>(item, 4) : <usize>position * stride),
        output + (inked ? <usize>load<u32>(item, 12) : <usize>min(position + 1, last) * stride),
        output + (inked ? <usize>load<u32>(item, 20) : <usize>min(position + 2, last) * stride),
        output + (inked ? <usize>load<u32>(item, 28) : <usize>min(position + 3, last) * stride),
        width,
      );
    }
  }
}

/** Bytes of one position in the list of an image's positions: (u32 offset of the patch, u32 offset of the output). */
const INKED_SIZE: usize = 8;

@inline
function inkedOf(op: Operation, image: i32): usize {
  // With room for those that fill up the last tile.
  return op.inked + <usize>(image * (op.positions + 4)) * INKED_SIZE;
}

/** Writes where the rows of a map of one channel have ink: (i32 first column, i32 last column), (width, -1) if nowhere. */
function findSpans(map: usize, height: i32, width: i32, spans: usize): void {
  const row = <usize>(width << 2);
  for (; height > 0; height--, map += row, spans += 8) {
    let first = width;
    let last = -1;
    for (let x = 0; x < width; x += 4) {
      const ink = i32x4.bitmask(f32x4.ne(v128.load(map + (<usize>x << 2)), f32x4.splat(0))) & ((1 << min(width - x, 4)) - 1);
      if (ink == 0) continue;
      first = min(first, x + ctz(ink));
      last = x + 31 - clz(ink);
    }
    store<i32>(spans, first, 0);
    store<i32>(spans, last, 4);
  }
}

/**
 * Lists the positions of an image that may see ink, row by row, and copies the outputs of the others. Behind the spans of
 * the map's rows in `op.list`, those of the output's rows are left: (u32 offset in bytes, i32 floats).
 */
function findInk(op: Operation, image: i32, map: usize, output: usize): void {
  const height = op.padded ? op.paddedHeight : op.inputHeight;
  const width = op.padded ? op.paddedWidth : op.inputWidth;
  findSpans(map, height, width, op.list);
  const stride = <usize>(op.filters << 2);
  memory.copy(output, op.blank, <usize>op.positions * stride);
  const start = inkedOf(op, image);
  let item = start;
  let outputSpan = op.list + <usize>height * 8;
  for (let y = 0; y < op.outputHeight; y++, outputSpan += 8) {
    let first = width;
    let last = -1;
    const spans = op.list + <usize>(y * op.strideY) * 8;
    for (let at = spans, end = spans + <usize>op.kernelHeight * 8; at < end; at += 8) {
      first = min(first, load<i32>(at, 0));
      last = max(last, load<i32>(at, 4));
    }
    // The first position whose patch reaches `first`, and the last one that begins by `last`.
    const from = (max(first - op.kernelWidth + 1, 0) + op.strideX - 1) / op.strideX;
    const to = last < 0 ? -1 : min(last / op.strideX, op.outputWidth - 1);
    const position = y * op.outputWidth + from;
    let offset = op.positionOffsets + (<usize>position << 2);
    let outputOffset = <usize>position * stride;
    store<u32>(outputSpan, <u32>outputOffset, 0);
    store<i32>(outputSpan, max(to - from + 1, 0) * op.filters, 4);
    for (let x = from; x <= to; x++, offset += 4, outputOffset += stride, item += INKED_SIZE) {
      store<u32>(item, load<u32>(offset), 0);
      store<u32>(item, <u32>outputOffset, 4);
    }
  }
  const count = <i32>((item - start) / INKED_SIZE);
  store<i32>(op.inkedCount + (<usize>image << 2), count);
  if (count == 0) return;
  const lastItem = load<u64>(item - INKED_SIZE);
  for (let i = 0; i < 3; i++, item += INKED_SIZE) store<u64>(item, lastItem);
}

/** Activates what `findInk` has listed. */
function activateInked(op: Operation, output: usize): void {
  let span = op.list + <usize>(op.padded ? op.paddedHeight : op.inputHeight) * 8;
  for (let y = 0; y < op.outputHeight; y++, span += 8) {
    activate(op.activation, output + load<u32>(span), load<i32>(span, 4));
  }
}

// Functions of their own: in one that holds several tiles, V8 keeps fewer values in registers.

function forwardInked(op: Operation, image: i32, map: usize, output: usize): void {
  findInk(op, image, map, output);
  forwardAs(STORE, true, op, map, output, inkedOf(op, image), load<i32>(op.inkedCount + (<usize>image << 2)));
  activateInked(op, output);
}

function forwardRelu(op: Operation, map: usize, output: usize): void {
  forwardAs(STORE_RELU, false, op, map, output, 0, op.positions);
}

function forwardAny(op: Operation, map: usize, output: usize): void {
  forwardAs(STORE, false, op, map, output, 0, op.positions);
  activate(op.activation, output, op.positions * op.filters);
}

export function forwardConvolution(op: Operation, count: i32): void {
  const size = <usize>(op.positions * op.filters) << 2;
  let output = op.output;
  for (let image = 0; image < count; image++, output += size) {
    const map = surrounded(op, image);
    if (op.inkedCount) forwardInked(op, image, map, output);
    else if (op.activation == RELU) forwardRelu(op, map, output);
    else forwardAny(op, map, output);
  }
}

/** kernelGradient += transpose of the patches x gradient [positions, filters], four inputs x eight filters at a time. */
@inline
function addKernelGradientAs(inked: bool, op: Operation, map: usize, gradient: usize, list: usize, count: i32): void {
  const inner = op.kernelHeight * op.kernelWidth * op.channels;
  const stride = <usize>(op.filters << 2);
  const end = inked ? list + <usize>count * INKED_SIZE : op.positionOffsets + (<usize>count << 2);
  for (let filter = 0; filter < op.filters; filter += 8) {
    const width = min(op.filters - filter, 8);
    const columns = <usize>(filter << 2);
    let taps = op.tapOffsets;
    let target = op.kernelGradient + columns;
    for (let tap = 0; tap < inner; tap += 4, taps += 16, target += stride << 2) {
      const tapA = map + load<u32>(taps, 0);
      const tapB = map + load<u32>(taps, 4);
      const tapC = map + load<u32>(taps, 8);
      const tapD = map + load<u32>(taps, 12);
      let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0, c0 = a0, c1 = a0, d0 = a0, d1 = a0;
      let item = inked ? list : op.positionOffsets;
      let g = gradient + columns;
      do {
        const at = <usize>load<u32>(item);
        const row = inked ? g + load<u32>(item, 4) : g;
        const g0 = v128.load(row, 0);
        const g1 = v128.load(row, 16);
        let factor = v128.load_splat<f32>(tapA + at);
        a0 = madd(factor, g0, a0);
        a1 = madd(factor, g1, a1);
        factor = v128.load_splat<f32>(tapB + at);
        b0 = madd(factor, g0, b0);
        b1 = madd(factor, g1, b1);
        factor = v128.load_splat<f32>(tapC + at);
        c0 = madd(factor, g0, c0);
        c1 = madd(factor, g1, c1);
        factor = v128.load_splat<f32>(tapD + at);
        d0 = madd(factor, g0, d0);
        d1 = madd(factor, g1, d1);
        item += inked ? INKED_SIZE : 4;
        if (!inked) g += stride;
      } while (item < end);
      storeTile(target, stride, inner - tap, width, false, a0, a1, b0, b1, c0, c1, d0, d1);
    }
  }
}

function addKernelGradient(op: Operation, image: i32, map: usize, gradient: usize): void {
  if (!op.inkedCount) {
    addKernelGradientAs(false, op, map, gradient, 0, op.positions);
    return;
  }
  const count = load<i32>(op.inkedCount + (<usize>image << 2));
  if (count > 0) addKernelGradientAs(true, op, map, gradient, inkedOf(op, image), count);
}

/**
 * mapGradient += gradient [positions, filters] x transpose of the kernel, each patch where it came from. The four
 * positions of a tile are far apart: neighbours overlap, and would wait for each other's stores.
 */
function addInputGradient(op: Operation, gradient: usize, mapGradient: usize, zeros: usize): void {
  const run = op.kernelWidth * op.channels;
  const stride = <usize>(op.filters << 2);
  const panelSize = stride << 3;
  const positions = op.positions;
  const quarter = (positions + 3) >> 2;
  let panel = op.transposed;
  let row = mapGradient;
  for (let y = 0; y < op.kernelHeight; y++, row += rowSize(op)) {
    for (let tap = 0; tap < run; tap += 8, panel += panelSize) {
      const map = row + <usize>(tap << 2);
      for (let a = 0; a < quarter; a++) {
        const b = a + quarter;
        const c = b + quarter;
        const d = c + quarter;
        // The panel's zeros add nothing behind the run; beyond the last position the gradient is zero.
        const first = gradient + <usize>a * stride;
        tile(
          ADD,
          first,
          (b < positions ? gradient + <usize>b * stride : zeros) - first,
          (c < positions ? gradient + <usize>c * stride : zeros) - first,
          (d < positions ? gradient + <usize>d * stride : zeros) - first,
          1, stride, 0,
          panel, 0,
          map + at(op, a), map + at(op, min(b, positions - 1)),
          map + at(op, min(c, positions - 1)), map + at(op, min(d, positions - 1)),
          8,
        );
      }
    }
  }
}

@inline
function at(op: Operation, position: i32): usize {
  return <usize>load<u32>(op.positionOffsets + <usize>(position << 2));
}

/** @param zeros as many as the layer has filters */
export function backwardConvolution(op: Operation, count: i32, zeros: usize): void {
  const size = op.positions * op.filters;
  for (let image = 0; image < count; image++) {
    const start = <usize>(image * size) << 2;
    const gradient = op.outputGradient + start;
    activationAndBiasGradient(
      op.activation, op.output + start, gradient, op.positions, op.filters, op.biasGradient,
    );
    addKernelGradient(op, image, surrounded(op, image), gradient);
    if (!op.inputGradient) continue;
    addInputGradient(op, gradient, clearedGradient(op, image), zeros);
    keepGradient(op, image);
  }
}
