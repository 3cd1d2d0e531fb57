// Pooling by maximum or mean, of windows of any size and step. Four channels at a time; what a row's last vector writes
// too much is overwritten by the next row.

import { Operation } from './operation';
import { accumulate, laneMask } from './vector';

export function forwardPooling(op: Operation, count: i32): void {
  const pixel = <usize>(op.channels << 2);
  const row = <usize>op.inputWidth * pixel;
  const windowRow = <usize>op.kernelWidth * pixel;
  const share = f32x4.splat(<f32>1 / <f32>(op.kernelHeight * op.kernelWidth));
  let image = op.input;
  let output = op.output;
  for (; count > 0; count--, image += <usize>op.inputHeight * row) {
    for (let y = 0; y < op.outputHeight; y++) {
      for (let x = 0; x < op.outputWidth; x++, output += pixel) {
        const corner = image + <usize>(y * op.strideY) * row + <usize>(x * op.strideX) * pixel;
        for (let channel: usize = 0; channel < pixel; channel += 16) {
          const first = corner + channel;
          let value = v128.load(first);
          if (op.average) value = f32x4.splat(0);
          for (let line = first, end = first + <usize>op.kernelHeight * row; line < end; line += row) {
            for (let at = line, lineEnd = line + windowRow; at < lineEnd; at += pixel) {
              const next = v128.load(at);
              value = op.average ? f32x4.add(value, next) : f32x4.max(value, next);
            }
          }
          v128.store(output + channel, op.average ? f32x4.mul(value, share) : value);
        }
      }
    }
  }
}

/** The gradient of a maximum goes to the first value that reached it. */
export function backwardPooling(op: Operation, count: i32): void {
  const pixel = <usize>(op.channels << 2);
  const row = <usize>op.inputWidth * pixel;
  const windowRow = <usize>op.kernelWidth * pixel;
  const share = f32x4.splat(<f32>1 / <f32>(op.kernelHeight * op.kernelWidth));
  const toGradient = op.inputGradient - op.input;
  memory.fill(op.inputGradient, 0, <usize>(count * op.inputHeight) * row);
  let image = op.input;
  let output = op.output;
  let gradient = op.outputGradient;
  for (; count > 0; count--, image += <usize>op.inputHeight * row) {
    for (let y = 0; y < op.outputHeight; y++) {
      for (let x = 0; x < op.outputWidth; x++, output += pixel, gradient += pixel) {
        const corner = image + <usize>(y * op.strideY) * row + <usize>(x * op.strideX) * pixel;
        for (let channel: usize = 0; channel < pixel; channel += 16) {
          const first = corner + channel;
          const most = v128.load(output + channel);
          let given = v128.and(v128.load(gradient + channel), laneMask(<i32>((pixel - channel) >> 2)));
          if (op.average) given = f32x4.mul(given, share);
          for (let line = first, end = first + <usize>op.kernelHeight * row; line < end; line += row) {
            for (let at = line, lineEnd = line + windowRow; at < lineEnd; at += pixel) {
              if (op.average) {
                accumulate(at + toGradient, given);
                continue;
              }
              const won = f32x4.eq(v128.load(at), most);
              accumulate(at + toGradient, v128.and(given, won));
              given = v128.andnot(given, won);
            }
          }
        }
      }
    }
  }
}
