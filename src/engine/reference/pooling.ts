/** Pooling: of each window of each channel, the largest value, the first of equal ones, or the mean. */
import { sizeOf, type MapShape, type Pooling } from '../../network/network.js';
import { zeros, type Batch, type Operation, type Place, type Result } from './operation.js';
import { eachPixel } from './window.js';

export const pooling: Operation<Pooling> = {
  forward: (place, input) => (place.layer.operation === 'max' ? takeLargest : takeMean)(place, input),
};

function takeLargest(place: Place<Pooling, never>, input: Batch): Result<never> {
  const output = zeros(input, sizeOf(place.output));
  // Where in the input each output comes from; -1 before anything was seen.
  const winners = output.map((values) => new Int32Array(values.length).fill(-1));
  output.forEach((values, image) => {
    eachValue(place, (from, to) => {
      const value = input[image]![from]!;
      if (winners[image]![to]! >= 0 && value <= values[to]!) return;
      values[to] = value;
      winners[image]![to] = from;
    });
  });
  return {
    output,
    backward(outputGradient) {
      const inputGradient = zeros(input);
      outputGradient.forEach((values, image) => {
        winners[image]!.forEach((winner, i) => {
          inputGradient[image]![winner]! += values[i]!;
        });
      });
      return inputGradient;
    },
  };
}

function takeMean(place: Place<Pooling, never>, input: Batch): Result<never> {
  const share = 1 / sizeOf(place.layer.kernel);
  const output = zeros(input, sizeOf(place.output));
  output.forEach((values, image) => {
    eachValue(place, (from, to) => {
      values[to]! += share * input[image]![from]!;
    });
  });
  return {
    output,
    backward(outputGradient) {
      const inputGradient = zeros(input);
      outputGradient.forEach((values, image) => {
        eachValue(place, (from, to) => {
          inputGradient[image]![from]! += share * values[to]!;
        });
      });
      return inputGradient;
    },
  };
}

/** Calls `visit(inputIndex, outputIndex)` for every value that each window sees. */
function eachValue(
  { layer, input }: Place<Pooling, never>,
  visit: (inputIndex: number, outputIndex: number) => void,
): void {
  const map = input as MapShape;
  const channels = map[2];
  eachPixel({ input: map, kernel: layer.kernel, stride: layer.stride, padding: 'valid' }, (position, _, pixel) => {
    for (let channel = 0; channel < channels; channel++) {
      visit(pixel * channels + channel, position * channels + channel);
    }
  });
}
