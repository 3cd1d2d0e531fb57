/**
 * Compiles a network to a plan: the list of operations that the kernels go through, forward and, from last to first,
 * backward. The kernels know no network; a plan is all that they are told.
 *
 * **An operation** is a layer, or layers that are computed together, with the addresses and sizes of all that it reads and
 * writes: its input and output maps, their gradients, its tensors, and room for what it keeps from forward to backward. A
 * convolution with its bias and activation is one operation; with 2x2 max-pooling behind it, both are one, since then only
 * the maxima go to memory and only their gradients come back. A convolution that gives a single pixel is a dense layer.
 *
 * **Maps** are as in TensorFlow, [height, width, channels] without gaps: parameters need no other order, and any number of
 * channels is possible. Only the kernels' weights are copied into another order, once a call: panels of eight filters,
 * filled up with zeros. Zeros around a map are copied around one image at a time. What no later layer sees is not
 * computed: a pooling that leaves a row out makes the maps before it smaller.
 *
 * **Memory** holds the parameters and their companions, the weights in the kernels' order, tables, then the batch, and last
 * what depends on the group: the images that go through all layers together. Their maps are kept until the backward pass;
 * the gradients of maps take turns in two blocks. Groups are small enough for the cache and large enough to read the dense
 * weights seldom. Batch normalisation needs all images of a call as one group.
 *
 * **Parts of a batch**, of one thread or several, are added up: every gradient is divided by the size of the whole batch.
 * The statistics of batch normalisation take the places of the moving averages among the gradients, weighted by the share
 * of the batch, and so are added up and exchanged with them. Dropout hashes where a value stands (seed, step, layer,
 * image, element), so that it does not matter which thread computes it.
 */
import { dropoutThreshold } from '../../network/dropout.js';
import type { TensorRole } from '../../network/layer-kind.js';
import { isMap, type Layer, type MapShape, type Network, type Shape } from '../../network/network.js';
import { parameterCountOf, parameterTensorsOf, trainableCountOf } from '../../network/parameters.js';
import { placeLayers, type PlacedLayer } from '../../network/place.js';
import { windowAlong } from '../../network/window.js';
import { MemoryLayout } from './memory-layout.js';
import { ACTIVATION, KIND, OPERATION_SIZE, PLAN_SIZE, writeOperation, writePlan, type Operation } from './operation.js';

/** A stretch of the flat parameters, from `start` up to but without `end`. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export interface Plan {
  readonly network: Network;
  /** The most images of one call. */
  readonly maxBatch: number;
  /** How many of them go through the layers together. */
  readonly group: number;
  /** Whether a call's images must be one group when training. */
  readonly needsWholeBatch: boolean;

  /** Trainable parameters, and behind them the moving averages. */
  readonly parameterCount: number;
  readonly trainableCount: number;
  /** Where weight decay applies. */
  readonly kernels: readonly Range[];

  // Addresses of blocks.
  readonly record: number;
  readonly parameters: number;
  readonly gradients: number;
  /** Room for the gradients of another part of the batch. */
  readonly partGradients: number;
  /** Room for two values for each trainable parameter. */
  readonly optimizerState: number;
  readonly pixels: number;
  readonly labels: number;
  readonly probabilities: number;
  /** Bytes of memory, from address 0. */
  readonly size: number;

  /** Writes records and tables. */
  write(memory: ArrayBuffer): void;
}

/** The most images that go through the network together, though fewer if their maps are large. */
const MOST_IMAGES = 40;
/** Bytes of maps of one group, roughly; half of a common second-level cache. */
const GROUP_BYTES = 1 << 20;

/** Height, width, channels. A list of units is a map of one pixel. */
interface Extent3 {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** A step of the network: layers that become one operation. */
interface Step {
  /** Of the layer; that of the layer over the classes is the number of layers. */
  readonly index: number;
  readonly layer: Layer;
  /** The pooling that is computed with a convolution. */
  readonly pooled: boolean;
  readonly input: Extent3;
  readonly output: Extent3;
  /** The part of input and output that any later layer sees. */
  usedInput: Extent3;
  usedOutput: Extent3;
}

/**
 * @param start the first free address
 * @param group images that go through the network together; default: what suits it
 * @throws {MnistError} `invalid-attribute` naming the first layer that does not fit what is before it
 */
export function compilePlan(network: Network, maxBatch: number, start: number, group?: number): Plan {
  const tensors = parameterTensorsOf(network);
  const parameterCount = parameterCountOf(network);
  const trainableCount = trainableCountOf(network);
  const steps = stepsOf(placeLayers(network));
  findUsed(steps);

  const layout = new MemoryLayout(start);
  const record = layout.bytes(PLAN_SIZE);
  const operationsAddress = layout.bytes(OPERATION_SIZE * steps.length);
  const parameters = layout.numbers(parameterCount);
  const gradients = layout.numbers(parameterCount);
  const partGradients = layout.numbers(parameterCount);
  const optimizerState = layout.numbers(2 * trainableCount);
  const tables: { readonly address: number; readonly values: readonly number[] }[] = [];
  const table = (values: readonly number[]): number => {
    const address = layout.numbers(values.length);
    tables.push({ address, values });
    return address;
  };

  const hasTensors = steps.map((step) => tensors.some(({ layer }) => layer === step.index));
  const needsGradient = steps.map((_, i) => hasTensors.slice(0, i).includes(true));
  const operations = steps.map((step, i): Operation => {
    const offsetOf = (...roles: readonly TensorRole[]): number =>
      4 * (tensors.find(({ layer, role }) => layer === step.index && roles.includes(role))?.offset ?? 0);
    const kernel = offsetOf('kernel', 'gamma');
    const bias = offsetOf('bias', 'beta');
    const movingMean = offsetOf('moving_mean');
    const movingVariance = offsetOf('moving_variance');
    return {
      ...operationOf(step, layout, table, needsGradient[i]!),
      kernel: parameters + kernel,
      bias: parameters + bias,
      kernelGradient: gradients + kernel,
      biasGradient: gradients + bias,
      movingMean: parameters + movingMean,
      movingVariance: parameters + movingVariance,
      meanGradient: gradients + movingMean,
      varianceGradient: gradients + movingVariance,
    };
  });
  const zeros = layout.numbers(
    Math.max(...steps.map(({ input, output }) => Math.max(volume(input), output.channels))) + 8,
  );

  const { height, width } = network.input;
  const pixels = layout.bytes(maxBatch * height * width);
  const labels = layout.bytes(maxBatch);
  const probabilities = layout.numbers(maxBatch * network.classes);

  // What depends on the group.
  const needsWholeBatch = steps.some(({ layer }) => layer.type === 'batchnorm');
  const images = group ?? suitableGroup(steps);
  // A dense layer sees the flattened picture.
  const used = steps[0]!.layer.type === 'dense' ? network.input : steps[0]!.usedInput;
  const pictures = layout.numbers(images * used.height * used.width);
  const largest = Math.max(...steps.map(({ usedOutput }) => volume(usedOutput)));
  const turns = [layout.numbers(images * largest), layout.numbers(images * largest)] as const;
  let input = pictures;
  steps.forEach((step, i) => {
    const operation = operations[i]!;
    operation.input = input;
    operation.output = layout.numbers(images * volume(step.usedOutput));
    operation.outputGradient = turns[i % 2]!;
    operation.inputGradient = needsGradient[i]! ? turns[(i + 1) % 2]! : 0;
    if (operation.kind === KIND.pooledConvolution) operation.winners = layout.numbers(images * volume(step.usedOutput));
    const isConvolution = operation.kind === KIND.pooledConvolution || operation.kind === KIND.convolution;
    if (isConvolution && seesPicture(step)) {
      operation.inked = layout.numbers(images * (2 * step.usedOutput.height * step.usedOutput.width + 8));
      operation.inkedCount = layout.numbers(images);
    }
    input = operation.output;
  });

  return {
    network,
    maxBatch,
    group: images,
    needsWholeBatch,
    parameterCount,
    trainableCount,
    kernels: tensors
      .filter(({ role }) => role === 'kernel')
      .map(({ offset, size }) => ({ start: offset, end: offset + size })),
    record,
    parameters,
    gradients,
    partGradients,
    optimizerState,
    pixels,
    labels,
    probabilities,
    size: layout.top,
    write(memory) {
      const view = new DataView(memory);
      writePlan(view, record, {
        operations: operationsAddress,
        operationCount: operations.length,
        group: images,
        zeros,
        pixels,
        labels,
        probabilities,
        pictures,
        height,
        width,
        usedHeight: used.height,
        usedWidth: used.width,
        classes: network.classes,
        seed: 0,
        step: 0,
        first: 0,
      });
      operations.forEach((operation, i) => writeOperation(view, operationsAddress + OPERATION_SIZE * i, operation));
      for (const { address, values } of tables) new Uint32Array(memory, address, values.length).set(values);
    },
  };
}

function stepsOf(placed: readonly PlacedLayer[]): Step[] {
  const steps: Step[] = [];
  placed.forEach(({ layer, input, output }, index) => {
    const previous = steps.at(-1);
    const extents = { output: extentOf(output), usedOutput: extentOf(output) };
    if (previous?.layer.type === 'conv' && !previous.pooled && isPlainMaxPooling(layer)) {
      steps[steps.length - 1] = { ...previous, ...extents, pooled: true };
      return;
    }
    steps.push({ index, layer, pooled: false, input: extentOf(input), usedInput: extentOf(input), ...extents });
  });
  return steps;
}

function isPlainMaxPooling(layer: Layer): boolean {
  if (layer.type !== 'pool' || layer.operation !== 'max') return false;
  return [...layer.kernel, ...layer.stride].every((length) => length === 2);
}

function extentOf(shape: Shape): Extent3 {
  const [height, width, channels]: MapShape = isMap(shape) ? shape : [1, 1, shape[0]];
  return { height, width, channels };
}

function volume({ height, width, channels }: Extent3): number {
  return height * width * channels;
}

/** Goes from the last layer to the first, and finds what each sees of its input. */
function findUsed(steps: readonly Step[]): void {
  steps.reduceRight<Step | undefined>((next, step) => {
    // A dense layer sees all; its input has been flattened.
    const seesAll = next === undefined || next.layer.type === 'dense' || step.layer.type === 'batchnorm';
    if (!seesAll) step.usedOutput = next.usedInput;
    step.usedInput = usedInput(step);
    return step;
  }, undefined);
  // Batch normalisation gives all that it sees, even if nothing sees it.
  steps.forEach((step, i) => {
    const previous = steps[i - 1];
    if (previous === undefined || step.layer.type === 'dense') return;
    step.usedInput = previous.usedOutput;
    if (step.layer.type === 'dropout') step.usedOutput = step.usedInput;
  });
}

function usedInput({ layer, pooled, input, usedOutput }: Step): Extent3 {
  const { height, width } = usedOutput;
  switch (layer.type) {
    case 'pool':
      return {
        ...input,
        height: (height - 1) * layer.stride[0] + layer.kernel[0],
        width: (width - 1) * layer.stride[1] + layer.kernel[1],
      };
    case 'conv': {
      const { top, left, height: paddedHeight, width: paddedWidth } = frameOf(layer, pooled, input, usedOutput);
      return {
        ...input,
        height: Math.min(input.height, paddedHeight - top),
        width: Math.min(input.width, paddedWidth - left),
      };
    }
    case 'dropout':
      return usedOutput;
    case 'dense':
    case 'batchnorm':
      return input;
  }
}

/** What the patches of a convolution cover, and how much of it lies before the map. */
function frameOf(layer: Layer & { type: 'conv' }, pooled: boolean, input: Extent3, usedOutput: Extent3) {
  const side = (positions: number, kernel: number): number => (positions - 1) * layer.stride + kernel;
  const factor = pooled ? 2 : 1;
  return {
    top: windowAlong(input.height, layer.kernel[0], layer.stride, layer.padding).before,
    left: windowAlong(input.width, layer.kernel[1], layer.stride, layer.padding).before,
    height: side(factor * usedOutput.height, layer.kernel[0]),
    width: side(factor * usedOutput.width, layer.kernel[1]),
  };
}

/** Whether blank paper can be told from the input: it is the picture itself. */
function seesPicture({ index }: Step): boolean {
  return index === 0;
}

/** As many images as keep their maps in the cache, in fours if possible, as dense layers take them. */
function suitableGroup(steps: readonly Step[]): number {
  const outputs = steps.map(({ usedOutput }) => volume(usedOutput));
  const floats = volume(steps[0]!.usedInput) + 2 * Math.max(...outputs) + outputs.reduce((sum, size) => sum + size, 0);
  const images = Math.min(MOST_IMAGES, Math.floor(GROUP_BYTES / (4 * floats)));
  return images < 4 ? Math.max(1, images) : images - (images % 4);
}

/** All fields that depend neither on the group nor on where the parameters lie. */
function operationOf(
  step: Step,
  layout: MemoryLayout,
  table: (values: readonly number[]) => number,
  needsGradient: boolean,
): Operation {
  const { layer, usedInput: input, usedOutput: output } = step;
  const shape: Operation = {
    inputHeight: input.height,
    inputWidth: input.width,
    channels: input.channels,
    outputHeight: output.height,
    outputWidth: output.width,
    filters: output.channels,
  };
  switch (layer.type) {
    case 'dense':
      return { ...shape, activation: ACTIVATION[layer.activation], ...denseOf(step, layout, needsGradient) };
    case 'conv':
      return {
        ...shape,
        activation: ACTIVATION[layer.activation],
        ...convolutionOf(step, layer, layout, table, needsGradient),
      };
    case 'pool':
      return {
        ...shape,
        kind: KIND.pooling,
        kernelHeight: layer.kernel[0],
        kernelWidth: layer.kernel[1],
        strideY: layer.stride[0],
        strideX: layer.stride[1],
        average: Number(layer.operation === 'average'),
      };
    case 'dropout':
      return {
        ...shape,
        kind: KIND.dropout,
        layer: step.index,
        threshold: dropoutThreshold(layer.rate),
        scale: 1 / (1 - layer.rate),
        fullWidth: step.input.width,
      };
    case 'batchnorm':
      return {
        ...shape,
        kind: KIND.batchNormalization,
        mean: layout.numbers(input.channels),
        inverseDeviation: layout.numbers(input.channels),
        scratch: layout.numbers(input.channels),
      };
  }
}

function denseOf(
  { usedInput, output: { channels: units } }: Step,
  layout: MemoryLayout,
  needsGradient: boolean,
): Operation {
  const inputs = volume(usedInput);
  return {
    kind: KIND.dense,
    channels: inputs,
    panels: layout.numbers(inputs * roundUp(units, 8)),
    biasPanels: layout.numbers(roundUp(units, 8)),
    // In whole vectors of units, the kernel can be read as it is.
    transposed: needsGradient && units % 4 !== 0 ? layout.numbers(roundUp(inputs, 8) * units) : 0,
  };
}

function convolutionOf(
  step: Step,
  layer: Layer & { type: 'conv' },
  layout: MemoryLayout,
  table: (values: readonly number[]) => number,
  needsGradient: boolean,
): Operation {
  const { input, usedInput, usedOutput, pooled } = step;
  const { channels } = input;
  const { filters, kernel, stride } = layer;
  const frame = frameOf(layer, pooled, input, usedOutput);
  const isFramed = frame.height > usedInput.height || frame.width > usedInput.width;
  const hasOnePosition = !pooled && usedOutput.height === 1 && usedOutput.width === 1;
  const seesAll = frame.height === usedInput.height && frame.width === usedInput.width;
  if (hasOnePosition && seesAll) return denseOf(step, layout, needsGradient);

  const run = kernel[1] * channels;
  const width = isFramed ? frame.width : usedInput.width;
  const offset = (y: number, x: number): number => 4 * channels * (y * width + x);
  const [rows, columns] = pooled
    ? [2 * usedOutput.height, 2 * usedOutput.width]
    : [usedOutput.height, usedOutput.width];
  const position = (y: number, x: number): number => offset(y * stride, x * stride);
  const framed = isFramed ? layout.numbers(frame.height * frame.width * channels) : 0;
  const common: Operation = {
    kind: pooled ? KIND.pooledConvolution : KIND.convolution,
    kernelHeight: kernel[0],
    kernelWidth: kernel[1],
    strideY: stride,
    strideX: stride,
    padded: framed,
    paddedGradient: isFramed && needsGradient ? layout.numbers(frame.height * frame.width * channels) : 0,
    padTop: frame.top,
    padLeft: frame.left,
    paddedHeight: frame.height,
    paddedWidth: frame.width,
    positions: rows * columns,
    panels: layout.numbers(kernel[0] * run * roundUp(filters, 8)),
    biasPanels: layout.numbers(roundUp(filters, 8)),
  };
  if (pooled) {
    const transposedSize = filters * kernel[0] * roundUp(run, 4);
    const cells = usedOutput.height * usedOutput.width;
    return {
      ...common,
      positionOffsets: table(
        grid(usedOutput.height, usedOutput.width, (y, x) => [
          4 * filters * (y * usedOutput.width + x),
          position(2 * y, 2 * x),
        ]),
      ),
      transposed: needsGradient ? layout.numbers(transposedSize) : 0,
      transposedGradient: layout.numbers(transposedSize),
      list: layout.numbers(2 * (cells + 1)),
    };
  }
  const taps = grid(kernel[0], kernel[1], (y, x) => Array.from({ length: channels }, (_, c) => offset(y, x) + 4 * c));
  return {
    ...common,
    positionOffsets: table(fillUp(grid(rows, columns, (y, x) => [position(y, x)]))),
    tapOffsets: table(fillUp(taps)),
    ...(seesPicture(step)
      ? {
          list: layout.numbers(2 * ((isFramed ? frame.height : usedInput.height) + rows)),
          blank: layout.numbers(rows * columns * filters),
        }
      : {}),
    transposed: needsGradient ? layout.numbers(kernel[0] * roundUp(run, 8) * filters) : 0,
  };
}

function grid(rows: number, columns: number, values: (y: number, x: number) => readonly number[]): number[] {
  return Array.from({ length: rows * columns }, (_, i) => values(Math.floor(i / columns), i % columns)).flat();
}

/** To a multiple of four, with the last value. */
function fillUp(values: readonly number[]): number[] {
  return [...values, ...new Array<number>(roundUp(values.length, 4) - values.length).fill(values.at(-1)!)];
}

function roundUp(count: number, multiple: number): number {
  return Math.ceil(count / multiple) * multiple;
}
