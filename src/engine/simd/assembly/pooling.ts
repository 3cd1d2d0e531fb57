// Pooling by maximum or mean, of windows of any size and step. Four channels at a time; what a row's last vector writes
// too much is overwritten by the next row.

import { Operation } from './operation';
import { accumulate, laneMask } from './vector';

/** Of windows of 2x2, `two` is a constant: their loops are written out. */
@inline
function forwardAs(average: bool, two: bool, op: Operation, count: i32): void {
  const pixel = <usize>(op.channels << 2);
  const row = <usize>op.inputWidth * pixel;
  const stepX = <usize>op.strideX * pixel;
  const windowRow = <usize>op.kernelWidth * pixel;
  const window = <usize>op.kernelHeight * row;
  const share = f32x4.splat(<f32>1 / <f32>(op.kernelHeight * op.kernelWidth));
  let image = op.input;
  let output = op.output;
  for (; count > 0; count--, image += <usize>op.inputHeight * row) {
    for (let y = 0; y < op.outputHeight; y++) {
      let corner = image + <usize>(y * op.strideY) * row;
      for (let x = op.outputWidth; x > 0; x--, output += pixel, corner += stepX) {
        for (let channel: usize = 0; channel < pixel; channel += 16) {
          let line = corner + channel;
          const end = line + window;
          if (two) {
            const a = v128.load(line);
            const b = v128.load(line + pixel);
            const c = v128.load(line + row);
            const d = v128.load(line + row + pixel);
            const result = average
              ? f32x4.mul(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), share)
              : f32x4.max(f32x4.max(a, b), f32x4.max(c, d));
            v128.store(output + channel, result);
            continue;
          }
          let value = average ? f32x4.splat(0) : v128.load(line);
          for (; line < end; line += row) {
            for (let at = line, lineEnd = line + windowRow; at < lineEnd; at += pixel) {
              const next = v128.load(at);
              value = average ? f32x4.add(value, next) : f32x4.max(value, next);
            }
          }
          v128.store(output + channel, average ? f32x4.mul(value, share) : value);
        }
      }
    }
  }
}

export function forwardPooling(op: Operation, count: i32): void {
  const two = op.kernelHeight == 2 && op.kernelWidth == 2;
  if (op.average) {
    if (two) forwardAs(true, true, op, count);
    else forwardAs(true, false, op, count);
  } else if (two) forwardAs(false, true, op, count);
  else forwardAs(false, false, op, count);
}

/** `apart`: whether windows do not overlap, so that nothing has to be added up; `two`: whether they are of 2x2, then. */
@inline
function backwardAs(average: bool, apart: bool, two: bool, op: Operation, count: i32): void {
  const pixel = <usize>(op.channels << 2);
  const row = <usize>op.inputWidth * pixel;
  const stepX = <usize>op.strideX * pixel;
  const windowRow = <usize>op.kernelWidth * pixel;
  const window = <usize>op.kernelHeight * row;
  const share = f32x4.splat(<f32>1 / <f32>(op.kernelHeight * op.kernelWidth));
  const toGradient = op.inputGradient - op.input;
  let image = op.input;
  let output = op.output;
  let gradient = op.outputGradient;
  for (; count > 0; count--, image += <usize>op.inputHeight * row) {
    for (let y = 0; y < op.outputHeight; y++) {
      let corner = image + <usize>(y * op.strideY) * row;
      for (let x = op.outputWidth; x > 0; x--, output += pixel, gradient += pixel, corner += stepX) {
        for (let channel: usize = 0; channel < pixel; channel += 16) {
          let line = corner + channel;
          const end = line + window;
          const most = v128.load(output + channel);
          let given = v128.load(gradient + channel);
          if (average) given = f32x4.mul(given, share);
          const isPart = pixel - channel < 16;
          if (!apart || isPart) given = v128.and(given, laneMask(<i32>((pixel - channel) >> 2)));
          if (average && two) {
            const target = line + toGradient;
            const below = target + row;
            if (isPart) {
              accumulate(target, given);
              accumulate(target + pixel, given);
              accumulate(below, given);
              accumulate(below + pixel, given);
            } else {
              v128.store(target, given);
              v128.store(target + pixel, given);
              v128.store(below, given);
              v128.store(below + pixel, given);
            }
            continue;
          }
          for (; line < end; line += row) {
            for (let at = line, lineEnd = line + windowRow; at < lineEnd; at += pixel) {
              const target = at + toGradient;
              let part = given;
              if (!average) {
                const won = f32x4.eq(v128.load(at), most);
                part = v128.and(given, won);
                given = v128.andnot(given, won);
              }
              if (apart && !isPart) v128.store(target, part);
              else accumulate(target, part);
            }
          }
        }
      }
    }
  }
}

/** The gradient of a maximum goes to the first value that reached it. */
export function backwardPooling(op: Operation, count: i32): void {
  memory.fill(op.inputGradient, 0, <usize>(count * op.inputHeight * op.inputWidth * op.channels) << 2);
  const apart = op.strideY >= op.kernelHeight && op.strideX >= op.kernelWidth;
  const two = op.kernelHeight == 2 && op.kernelWidth == 2;
  if (op.average) {
    if (apart && two) backwardAs(true, true, true, op, count);
    else if (apart) backwardAs(true, true, false, op, count);
    else backwardAs(true, false, false, op, count);
  } else if (apart) backwardAs(false, true, false, op, count);
  else backwardAs(false, false, false, op, count);
}
