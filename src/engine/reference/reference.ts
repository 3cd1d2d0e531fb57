/**
 * Any network, computed as plainly as possible: loops over images, positions and channels in doubles, nothing merged,
 * nothing vectorised. The tests hold every other engine against it, and readers may start here.
 */
import type { TensorRole } from '../../network/layer-kind.js';
import { sizeOf, type Layer, type Network } from '../../network/network.js';
import { parameterTensorsOf, trainableCountOf } from '../../network/parameters.js';
import { placeLayers } from '../../network/place.js';
import { activate } from './activation.js';
import { batchNormalization } from './batch-normalization.js';
import { convolution } from './convolution.js';
import { dense } from './dense.js';
import { dropout } from './dropout.js';
import { crossEntropy, softmax } from './loss.js';
import type { Batch, Operation, Result, Tensors, Training } from './operation.js';
import { pooling } from './pooling.js';

export interface ReferenceGradients {
  /** Mean cross-entropy of the batch in nats. */
  readonly loss: number;
  /** How many images had their label as the most probable class. */
  readonly correct: number;
  /** Of the mean loss; flat, of the trainable parameters, which are the first. */
  readonly gradients: Float64Array;
  /** What the parameters after those are once this batch was seen. */
  readonly movingAverages: Float64Array;
}

const OPERATIONS: Readonly<Record<Layer['type'], Operation<Layer, TensorRole>>> = {
  conv: convolution,
  pool: pooling,
  dense,
  dropout,
  batchnorm: batchNormalization,
};

/**
 * What each layer gives, and last the logits.
 *
 * @param parameters flat, in the order of {@link parameterTensorsOf}
 * @param pixels [count, height, width] bytes, 0 is black paper and 255 white ink
 * @param options `training`: for batch statistics and dropout; without it, as for a prediction. `depth`: how many layers
 *   to compute; default: all
 */
export function referenceOutputs(
  network: Network,
  parameters: ArrayLike<number>,
  pixels: Uint8Array,
  { training, depth }: { readonly training?: Training; readonly depth?: number } = {},
): readonly Batch[] {
  const tensors = tensorsOf(network, Float64Array.from(parameters));
  return forward(network, tensors, pixels, training, depth).map(({ output }) => output);
}

/**
 * Class probabilities [count, classes].
 *
 * @param parameters flat, in the order of {@link parameterTensorsOf}
 * @param pixels [count, height, width] bytes
 */
export function referencePredict(network: Network, parameters: ArrayLike<number>, pixels: Uint8Array): Float64Array {
  const logits = referenceOutputs(network, parameters, pixels).at(-1)!;
  return Float64Array.from(logits.flatMap((values) => [...softmax(values)]));
}

/**
 * Loss and gradients of mean softmax cross-entropy over a batch, while training.
 *
 * @param parameters flat, in the order of {@link parameterTensorsOf}
 * @param pixels [count, height, width] bytes
 * @param labels [count] classes from 0
 * @param training what dropout draws its masks by
 */
export function referenceGradients(
  network: Network,
  parameters: ArrayLike<number>,
  pixels: Uint8Array,
  labels: ArrayLike<number>,
  training: Training = { seed: 0, step: 0 },
): ReferenceGradients {
  const results = forward(network, tensorsOf(network, Float64Array.from(parameters)), pixels, training);
  const { loss, correct, gradient } = crossEntropy(results.at(-1)!.output, labels);

  const gradients = new Float64Array(parameters.length);
  const gradientsOf = tensorsOf(network, gradients);
  results.reduceRight((next, { backward }, index) => backward(next, gradientsOf[index]!), gradient);

  const after = Float64Array.from(parameters);
  const tensorsAfter = tensorsOf(network, after);
  results.forEach(({ moving = {} }, index) => {
    for (const [role, values] of Object.entries(moving)) tensorsAfter[index]![role as TensorRole].set(values);
  });
  const trainable = trainableCountOf(network);
  return { loss, correct, gradients: gradients.slice(0, trainable), movingAverages: after.slice(trainable) };
}

/** One result for each layer, and last for the one over the classes. */
function forward(
  network: Network,
  tensors: readonly Tensors[],
  pixels: Uint8Array,
  training: Training | undefined,
  depth = Infinity,
): readonly Result[] {
  let values = imagesOf(network, pixels);
  const placed = placeLayers(network).slice(0, depth);
  return placed.map(({ layer, input, output }, index) => {
    const place = { layer, index, input, output, parameters: tensors[index]!, training };
    const own = OPERATIONS[layer.type].forward(place, values);
    const result = 'activation' in layer ? followedBy(own, activate(layer.activation, own.output)) : own;
    values = result.output;
    return result;
  });
}

function followedBy(first: Result, second: Result<never>): Result {
  return {
    output: second.output,
    backward: (outputGradient, gradients) => first.backward(second.backward(outputGradient, gradients), gradients),
  };
}

/** Ink from 0 to 1. */
function imagesOf({ input }: Network, pixels: Uint8Array): Batch {
  const size = sizeOf([input.height, input.width]);
  return Array.from({ length: pixels.length / size }, (_, image) =>
    Float64Array.from(pixels.subarray(image * size, (image + 1) * size), (byte) => byte / 255),
  );
}

/** Views into a flat array, for each layer by role. */
function tensorsOf(network: Network, flat: Float64Array): readonly Tensors[] {
  const views = Array.from(
    { length: network.layers.length + 1 },
    (): Partial<Record<TensorRole, Float64Array>> => ({}),
  );
  for (const { layer, role, offset, size } of parameterTensorsOf(network)) {
    views[layer]![role] = flat.subarray(offset, offset + size);
  }
  // Each layer asks for the roles that it has told of.
  return views as readonly Tensors[];
}
