// Convolution of any shape. Patches are never copied: a row of a patch is one stretch of memory (kernel width x channels),
// and a table made with the plan says where each patch begins. With `same` padding, each image is first copied into a
// frame of zeros, which is little beside the arithmetic.

import { activate, activationGradient } from './activation';
import { Operation, RELU } from './operation';
import { ADD, packPanels, packTransposed, STORE, STORE_RELU, storeTile, tile } from './product';
import { addColumnSums, madd } from './vector';

/** Copies the weights into the order in which the passes read them. */
export function packConvolution(op: Operation): void {
  const inner = op.kernelHeight * op.kernelWidth * op.channels;
  packPanels(op.kernel, inner, op.filters, op.panels);
  memory.copy(op.biasPanels, op.bias, <usize>(op.filters << 2));
  if (!op.inputGradient) return;
  // Row after row of the kernel, as gradients are added to one row of a patch at a time.
  const run = op.kernelWidth * op.channels;
  const rowSize = <usize>(run * op.filters) << 2;
  const panelsSize = <usize>(((run + 7) & ~7) * op.filters) << 2;
  for (let row = 0; row < op.kernelHeight; row++) {
    packTransposed(op.kernel + <usize>row * rowSize, run, op.filters, op.transposed + <usize>row * panelsSize);
  }
}

/** Floats of one image's input, as given. */
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
function forwardAs(mode: i32, op: Operation, map: usize, output: usize): void {
  const run = <usize>(op.kernelWidth * op.channels) << 2;
  const runs = op.kernelHeight;
  const jump = rowSize(op) - run;
  const stride = <usize>(op.filters << 2);
  const last = op.positions - 1;
  const panelSize = (run << 3) * <usize>runs;
  let panel = op.panels;
  let bias = op.biasPanels;
  for (let filter = 0; filter < op.filters; filter += 8, panel += panelSize, bias += 32, output += 32) {
    const width = min(op.filters - filter, 8);
    let offsets = op.positionOffsets;
    for (let position = 0; position <= last; position += 4, offsets += 16) {
      // Beyond the last position it is computed again, and stored in the same place.
      const patch = <usize>load<u32>(offsets, 0);
      tile(
        mode,
        map + patch, load<u32>(offsets, 4) - patch, load<u32>(offsets, 8) - patch, load<u32>(offsets, 12) - patch,
        runs, run, jump,
        panel, bias,
        output + <usize>position * stride, output + <usize>min(position + 1, last) * stride,
        output + <usize>min(position + 2, last) * stride, output + <usize>min(position + 3, last) * stride,
        width,
      );
    }
  }
}

export function forwardConvolution(op: Operation, count: i32): void {
  const size = op.positions * op.filters;
  for (let image = 0; image < count; image++) {
    const map = surrounded(op, image);
    const output = op.output + (<usize>(image * size) << 2);
    if (op.activation == RELU) forwardAs(STORE_RELU, op, map, output);
    else forwardAs(STORE, op, map, output);
  }
  if (op.activation != RELU) activate(op.activation, op.output, count * size);
}

/** kernelGradient += transpose of the patches x gradient [positions, filters], four inputs x eight filters at a time. */
function addKernelGradient(op: Operation, map: usize, gradient: usize): void {
  const inner = op.kernelHeight * op.kernelWidth * op.channels;
  const stride = <usize>(op.filters << 2);
  const size = <usize>op.positions * stride;
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
      let offsets = op.positionOffsets;
      let g = gradient + columns;
      const end = g + size;
      do {
        const at = <usize>load<u32>(offsets);
        const g0 = v128.load(g, 0);
        const g1 = v128.load(g, 16);
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
        offsets += 4;
        g += stride;
      } while (g < end);
      storeTile(target, stride, inner - tap, width, false, a0, a1, b0, b1, c0, c1, d0, d1);
    }
  }
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
  activationGradient(op.activation, op.output, op.outputGradient, count * size);
  for (let image = 0; image < count; image++) {
    const gradient = op.outputGradient + (<usize>(image * size) << 2);
    addColumnSums(gradient, op.positions, op.filters, op.biasGradient);
    addKernelGradient(op, surrounded(op, image), gradient);
    if (!op.inputGradient) continue;
    addInputGradient(op, gradient, clearedGradient(op, image), zeros);
    keepGradient(op, image);
  }
}
