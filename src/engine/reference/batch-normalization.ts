/**
 * Batch normalisation: of each channel, over the images and positions of the batch, mean 0 and variance 1; then gamma
 * times that plus beta. The mean and variance depend on every value, which the way back has to follow. Predictions take
 * moving averages for them.
 */
import { EPSILON, MOMENTUM } from '../../network/batch-normalization.js';
import type { BatchNormalization } from '../../network/network.js';
import type { Batch, Operation } from './operation.js';

type Roles = 'gamma' | 'beta' | 'moving_mean' | 'moving_variance';

export const batchNormalization: Operation<BatchNormalization, Roles> = {
  forward({ parameters, training, input: shape }, input) {
    const { gamma, beta, moving_mean: movingMean, moving_variance: movingVariance } = parameters;
    const channels = shape.at(-1)!;
    const means = training === undefined ? movingMean : meansOf(input, channels, (value) => value);
    const variances =
      training === undefined
        ? movingVariance
        : meansOf(input, channels, (value, channel) => (value - means[channel]!) ** 2);
    const deviations = variances.map((variance) => Math.sqrt(variance + EPSILON));

    const normalized = mapChannels(input, channels, (value, c) => (value - means[c]!) / deviations[c]!);
    return {
      output: mapChannels(normalized, channels, (value, c) => gamma[c]! * value + beta[c]!),
      backward(outputGradient, gradients) {
        eachValue(outputGradient, channels, (value, c, image, i) => {
          gradients.beta[c]! += value;
          gradients.gamma[c]! += value * normalized[image]![i]!;
        });
        const direct = mapChannels(outputGradient, channels, (value, c) => (gamma[c]! / deviations[c]!) * value);
        if (training === undefined) return direct;
        // What changes the mean, or the variance, of a channel is taken back from all of its values.
        const alongMean = meansOf(direct, channels, (value) => value);
        const alongVariance = meansOf(direct, channels, (value, _, image, i) => value * normalized[image]![i]!);
        return mapChannels(
          direct,
          channels,
          (value, c, image, i) => value - alongMean[c]! - alongVariance[c]! * normalized[image]![i]!,
        );
      },
      ...(training && {
        moving: { moving_mean: follow(movingMean, means), moving_variance: follow(movingVariance, variances) },
      }),
    };
  },
};

/** Something of each value, its channel, its image and its index there. */
type OfValue<Result> = (value: number, channel: number, image: number, index: number) => Result;

function eachValue(batch: Batch, channels: number, visit: OfValue<void>): void {
  batch.forEach((values, image) => values.forEach((value, i) => visit(value, i % channels, image, i)));
}

function mapChannels(batch: Batch, channels: number, change: OfValue<number>): Batch {
  return batch.map((values, image) => values.map((value, i) => change(value, i % channels, image, i)));
}

/** For each channel, the mean over all images and positions. */
function meansOf(batch: Batch, channels: number, of: OfValue<number>): Float64Array {
  const sums = new Float64Array(channels);
  eachValue(batch, channels, (value, channel, image, i) => {
    sums[channel]! += of(value, channel, image, i);
  });
  const count = batch.reduce((sum, values) => sum + values.length, 0) / channels;
  return sums.map((sum) => sum / count);
}

function follow(average: Float64Array, batch: Float64Array): Float64Array {
  return average.map((value, i) => MOMENTUM * value + (1 - MOMENTUM) * batch[i]!);
}
