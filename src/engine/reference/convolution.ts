/** Convolution with bias: each filter is a pattern, and its map says how much of it is where. */
import { sizeOf, type Convolution, type MapShape } from '../../network/network.js';
import { zeros, type Operation, type Place } from './operation.js';
import { eachPixel } from './window.js';

type Roles = 'kernel' | 'bias';

export const convolution: Operation<Convolution, Roles> = {
  forward(place, input) {
    const { layer, parameters } = place;
    const output = zeros(input, sizeOf(place.output));
    output.forEach((values, image) => {
      for (let i = 0; i < values.length; i++) values[i] = parameters.bias[i % layer.filters]!;
      eachProduct(place, (from, weight, to) => {
        values[to]! += input[image]![from]! * parameters.kernel[weight]!;
      });
    });
    return {
      output,
      backward(outputGradient, gradients) {
        const inputGradient = zeros(input);
        outputGradient.forEach((values, image) => {
          for (let i = 0; i < values.length; i++) gradients.bias[i % layer.filters]! += values[i]!;
          eachProduct(place, (from, weight, to) => {
            gradients.kernel[weight]! += input[image]![from]! * values[to]!;
            inputGradient[image]![from]! += parameters.kernel[weight]! * values[to]!;
          });
        });
        return inputGradient;
      },
    };
  },
};

/** Calls `visit(inputIndex, weightIndex, outputIndex)` for every product of a value and a weight. */
function eachProduct(
  { layer, input }: Place<Convolution, Roles>,
  visit: (inputIndex: number, weightIndex: number, outputIndex: number) => void,
): void {
  const { filters, kernel, padding, stride } = layer;
  const map = input as MapShape;
  const channels = map[2];
  eachPixel({ input: map, kernel, stride: [stride, stride], padding }, (position, offset, pixel) => {
    for (let channel = 0; channel < channels; channel++) {
      for (let filter = 0; filter < filters; filter++) {
        visit(
          pixel * channels + channel,
          (offset * channels + channel) * filters + filter,
          position * filters + filter,
        );
      }
    }
  });
}
