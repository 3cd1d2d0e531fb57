/**
 * Networks here get the ink of each pixel from 0 to 1. One that was trained on other numbers is changed so that it
 * computes from 0 to 1 what it has computed from those: exactly, in words of the language alone. It can then be trained
 * further, saved, exported and drawn for like any other, and no engine has to know.
 */
import { EPSILON } from '../../network/batch-normalization.js';
import type { TensorRole } from '../../network/layer-kind.js';
import { outputLayerOf } from '../../network/place.js';
import type { Network } from '../../network/network.js';
import { parameterCountOf, parameterTensorsOf } from '../../network/parameters.js';

/** A network with its parameters, flat, in the order of `network/parameters.ts`. */
export interface TrainedNetwork {
  readonly network: Network;
  readonly parameters: Float32Array<ArrayBuffer>;
}

/** What a network expects for ink `x` from 0 to 1: `scale * x + offset`. */
export interface Scaling {
  /** Not 0. */
  readonly scale: number;
  readonly offset: number;
}

/** The tensors of a layer by role, as views into the flat array. */
export type Views = Readonly<Record<TensorRole, Float32Array>>;

/** Mean and variance of MNIST's pixels from 0 to 1. */
const INK = { mean: 0.1307, variance: 0.0949 };

/**
 * The network that gives for ink from 0 to 1 what this one gives for `scaling` of it. The first layer with weights takes
 * the scaling in. That is not exact where zeros are padded, which would have to be scaled, too: there, batch
 * normalisation of the pixels goes before everything, with moving averages near those of pictures of ink, so that it
 * stays as it is when training goes on.
 */
export function withScaling(trained: TrainedNetwork, scaling: Scaling): TrainedNetwork {
  if (scaling.scale === 1 && scaling.offset === 0) return trained;
  const index = scaledLayer(trained.network, scaling);
  const { network, parameters } =
    index === undefined ? withNormalizedPixels(trained) : { ...trained, parameters: trained.parameters.slice() };
  const views = viewsOf(network, parameters)[index ?? 0]!;
  if ('kernel' in views) scaleKernel(views, scaling);
  else scaleNormalization(views, scaling);
  return { network, parameters };
}

/** The tensors of each layer, the one over the classes last. */
export function viewsOf(network: Network, parameters: Float32Array): readonly Views[] {
  const views = Array.from(
    { length: network.layers.length + 1 },
    (): Partial<Record<TensorRole, Float32Array>> => ({}),
  );
  for (const { layer, role, offset, size } of parameterTensorsOf(network)) {
    views[layer]![role] = parameters.subarray(offset, offset + size);
  }
  // Each layer is asked for the roles that it has.
  return views as readonly Views[];
}

/** Index of the layer that can take a scaling in; undefined when none can. */
function scaledLayer(network: Network, { scale, offset }: Scaling): number | undefined {
  for (const [index, layer] of [...network.layers, outputLayerOf(network)].entries()) {
    if (layer.type === 'conv' && layer.padding === 'same' && offset !== 0) return undefined;
    // The largest value becomes the least.
    if (layer.type === 'pool' && layer.operation === 'max' && scale < 0) return undefined;
    if (layer.type !== 'pool' && layer.type !== 'dropout') return index;
  }
  return undefined;
}

/** One channel goes in, so all weights of an output see the same offset. */
function scaleKernel({ kernel, bias }: Views, { scale, offset }: Scaling): void {
  const outputs = bias.length;
  const sums = new Float64Array(outputs);
  kernel.forEach((weight, i) => {
    sums[i % outputs]! += weight;
    kernel[i] = scale * weight;
  });
  bias.forEach((value, output) => {
    bias[output] = value + offset * sums[output]!;
  });
}

/** Of the pixels as they are: their mean and variance are those of the scaled ones, scaled back. */
function scaleNormalization(views: Views, { scale, offset }: Scaling): void {
  const { gamma, moving_mean: means, moving_variance: variances } = views;
  gamma.forEach((value, i) => {
    const before = variances[i]! + EPSILON;
    const variance = Math.max(before / scale ** 2 - EPSILON, 0);
    gamma[i] = value * scale * Math.sqrt((variance + EPSILON) / before);
    means[i] = (means[i]! - offset) / scale;
    variances[i] = variance;
  });
}

/** The same network behind a batch normalisation that changes nothing. */
function withNormalizedPixels({ network, parameters }: TrainedNetwork): TrainedNetwork {
  const longer: Network = { ...network, layers: [{ type: 'batchnorm' }, ...network.layers] };
  const copy = new Float32Array(parameterCountOf(longer));
  const [first, ...others] = viewsOf(longer, copy);
  viewsOf(network, parameters).forEach((views, layer) => {
    for (const [role, values] of Object.entries(views)) others[layer]![role as TensorRole].set(values);
  });
  first!.gamma.fill(Math.sqrt(INK.variance + EPSILON));
  first!.beta.fill(INK.mean);
  first!.moving_mean.fill(INK.mean);
  first!.moving_variance.fill(INK.variance);
  return { network: longer, parameters: copy };
}
