/** A dense layer: every unit weighs every value. Maps come to it as they lie in memory, which flattens them. */
import type { Dense } from '../../network/network.js';
import { zeros, type Operation } from './operation.js';

export const dense: Operation<Dense, 'kernel' | 'bias'> = {
  forward({ layer: { units }, parameters: { kernel, bias } }, input) {
    const output = input.map((values) =>
      bias.map((start, unit) => {
        let sum = start;
        for (let i = 0; i < values.length; i++) sum += values[i]! * kernel[i * units + unit]!;
        return sum;
      }),
    );
    return {
      output,
      backward(outputGradient, gradients) {
        const inputGradient = zeros(input);
        outputGradient.forEach((values, image) => {
          values.forEach((value, unit) => {
            gradients.bias[unit]! += value;
            for (let i = 0; i < input[image]!.length; i++) {
              gradients.kernel[i * units + unit]! += value * input[image]![i]!;
              inputGradient[image]![i]! += value * kernel[i * units + unit]!;
            }
          });
        });
        return inputGradient;
      },
    };
  },
};
