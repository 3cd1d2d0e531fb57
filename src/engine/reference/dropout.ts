/** Dropout: while training, every value is multiplied by its number in a random mask. Predictions see all values. */
import { dropoutMask } from '../../network/dropout-mask.js';
import type { Dropout } from '../../network/network.js';
import type { Batch, Operation } from './operation.js';

export const dropout: Operation<Dropout> = {
  forward({ layer: { rate }, index, training }, input) {
    if (training === undefined) return { output: input, backward: (outputGradient) => outputGradient };
    const masks = input.map((values, image) => dropoutMask(rate, values.length, { ...training, layer: index, image }));
    const apply = (batch: Batch): Batch =>
      batch.map((values, image) => values.map((value, i) => value * masks[image]![i]!));
    return { output: apply(input), backward: apply };
  },
};
