/**
 * The networks of this library written as plainly as possible: loops over images, positions and channels, nothing
 * merged, nothing vectorised. The tests hold the WebAssembly kernels against it, and readers may start here.
 *
 * Everything is computed in doubles. Arrays are flat; the shapes in the comments are row-major, as in TensorFlow.js:
 * images [height, width, channels], convolution kernels [3, 3, inputs, outputs], dense kernels [inputs, outputs].
 */

export type ModelName = 'cnn' | 'dense';

/** One parameter tensor and where it lies in the flat parameter array. */
export interface TensorSlot {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** Result of {@link referenceGradients}. */
export interface ReferenceGradients {
  /** Mean cross-entropy of the batch in nats. */
  readonly loss: number;
  /** How many images had their label as the most probable class. */
  readonly correct: number;
  /** Gradient of the mean loss, flat, in the order of the parameters. */
  readonly gradients: Float64Array;
}

/** The state that Adam carries from step to step; all arrays are as long as the parameters. */
export interface AdamState {
  readonly firstMoment: Float64Array;
  readonly secondMoment: Float64Array;
}

const PIXELS = 784;
const HIDDEN = 128;
const CLASSES = 10;

/**
 * The parameter tensors in the order in which `tf.LayersModel.getWeights()` lists them; end to end they make up the
 * flat parameter array: 53,866 numbers for `cnn`, 101,770 for `dense`.
 */
export function parameterTensors(model: ModelName): TensorSlot[] {
  const shapes: [string, number[]][] =
    model === 'cnn'
      ? [
          ['conv1/kernel', [3, 3, 1, 8]],
          ['conv1/bias', [8]],
          ['conv2/kernel', [3, 3, 8, 16]],
          ['conv2/bias', [16]],
          ['hidden/kernel', [400, HIDDEN]],
          ['hidden/bias', [HIDDEN]],
          ['output/kernel', [HIDDEN, CLASSES]],
          ['output/bias', [CLASSES]],
        ]
      : [
          ['hidden/kernel', [PIXELS, HIDDEN]],
          ['hidden/bias', [HIDDEN]],
          ['output/kernel', [HIDDEN, CLASSES]],
          ['output/bias', [CLASSES]],
        ];
  let start = 0;
  return shapes.map(([name, shape]) => {
    const end = start + shape.reduce((product, size) => product * size, 1);
    const slot = { name, shape, start, end };
    start = end;
    return slot;
  });
}

/** A feature map [height, width, channels]. */
interface FeatureMap {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly values: Float64Array;
}

function featureMap(height: number, width: number, channels: number): FeatureMap {
  return { height, width, channels, values: new Float64Array(height * width * channels) };
}

/** Calls `visit(inputIndex, weightIndex, outputIndex)` for every product of a 3x3 convolution without padding. */
function eachProduct(
  input: FeatureMap,
  output: FeatureMap,
  visit: (inputIndex: number, weightIndex: number, outputIndex: number) => void,
): void {
  for (let y = 0; y < output.height; y++) {
    for (let x = 0; x < output.width; x++) {
      for (let ky = 0; ky < 3; ky++) {
        for (let kx = 0; kx < 3; kx++) {
          for (let i = 0; i < input.channels; i++) {
            for (let o = 0; o < output.channels; o++) {
              visit(
                ((y + ky) * input.width + x + kx) * input.channels + i,
                ((ky * 3 + kx) * input.channels + i) * output.channels + o,
                (y * output.width + x) * output.channels + o,
              );
            }
          }
        }
      }
    }
  }
}

/** relu(convolution + bias). */
function convolve(input: FeatureMap, kernel: Float64Array, bias: Float64Array): FeatureMap {
  const output = featureMap(input.height - 2, input.width - 2, bias.length);
  const { values, channels } = output;
  for (let i = 0; i < values.length; i++) values[i] = bias[i % channels]!;
  eachProduct(input, output, (i, w, o) => {
    values[o]! += input.values[i]! * kernel[w]!;
  });
  for (let i = 0; i < values.length; i++) values[i] = Math.max(0, values[i]!);
  return output;
}

/** 2x2 max-pooling with stride 2; an odd last row or column is dropped. `winners` are indices into the input. */
function maxPool(input: FeatureMap): { output: FeatureMap; winners: Int32Array } {
  const output = featureMap(input.height >> 1, input.width >> 1, input.channels);
  const winners = new Int32Array(output.values.length);
  for (let y = 0; y < output.height; y++) {
    for (let x = 0; x < output.width; x++) {
      for (let c = 0; c < input.channels; c++) {
        let winner = -1;
        for (const [dy, dx] of [
          [0, 0],
          [0, 1],
          [1, 0],
          [1, 1],
        ] as const) {
          const index = ((2 * y + dy) * input.width + 2 * x + dx) * input.channels + c;
          if (winner < 0 || input.values[index]! > input.values[winner]!) winner = index;
        }
        const at = (y * output.width + x) * output.channels + c;
        output.values[at] = input.values[winner]!;
        winners[at] = winner;
      }
    }
  }
  return { output, winners };
}

/** input x kernel + bias. */
function multiply(input: Float64Array, kernel: Float64Array, bias: Float64Array): Float64Array {
  return bias.map((start, unit) => {
    let sum = start;
    for (let i = 0; i < input.length; i++) sum += input[i]! * kernel[i * bias.length + unit]!;
    return sum;
  });
}

function softmax(logits: Float64Array): Float64Array {
  const largest = Math.max(...logits);
  const exponentials = logits.map((logit) => Math.exp(logit - largest));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}

/** Everything that the backward pass wants to know about one image. */
interface Activations {
  readonly image: FeatureMap;
  readonly conv1?: FeatureMap;
  readonly pool1?: FeatureMap;
  readonly winners1?: Int32Array;
  readonly conv2?: FeatureMap;
  readonly winners2?: Int32Array;
  /** Input of the hidden layer: 400 features or 784 pixels. */
  readonly features: Float64Array;
  readonly hidden: Float64Array;
  readonly probabilities: Float64Array;
}

function splitTensors(model: ModelName, flat: ArrayLike<number>): Map<string, Float64Array> {
  const all = Float64Array.from(flat);
  return new Map(parameterTensors(model).map(({ name, start, end }) => [name, all.subarray(start, end)]));
}

function tensor(tensors: Map<string, Float64Array>, name: string): Float64Array {
  const found = tensors.get(name);
  if (!found) throw new Error(`There is no tensor "${name}".`);
  return found;
}

function forward(tensors: Map<string, Float64Array>, pixels: Uint8Array): Activations {
  const image = featureMap(28, 28, 1);
  pixels.forEach((byte, i) => {
    image.values[i] = byte / 255;
  });
  let convolutions: Pick<Activations, 'conv1' | 'pool1' | 'winners1' | 'conv2' | 'winners2'> = {};
  let features = image.values;
  if (tensors.has('conv1/kernel')) {
    const conv1 = convolve(image, tensor(tensors, 'conv1/kernel'), tensor(tensors, 'conv1/bias'));
    const { output: pool1, winners: winners1 } = maxPool(conv1);
    const conv2 = convolve(pool1, tensor(tensors, 'conv2/kernel'), tensor(tensors, 'conv2/bias'));
    const { output: pool2, winners: winners2 } = maxPool(conv2);
    convolutions = { conv1, pool1, winners1, conv2, winners2 };
    features = pool2.values;
  }
  const hidden = multiply(features, tensor(tensors, 'hidden/kernel'), tensor(tensors, 'hidden/bias')).map((value) =>
    Math.max(0, value),
  );
  const logits = multiply(hidden, tensor(tensors, 'output/kernel'), tensor(tensors, 'output/bias'));
  return { image, ...convolutions, features, hidden, probabilities: softmax(logits) };
}

/** Adds a dense layer's gradients and returns that of its input. */
function denseBackward(
  input: Float64Array,
  kernel: Float64Array,
  outputGradient: Float64Array,
  kernelGradient: Float64Array,
  biasGradient: Float64Array,
): Float64Array {
  const units = outputGradient.length;
  for (let o = 0; o < units; o++) biasGradient[o]! += outputGradient[o]!;
  return input.map((value, i) => {
    let sum = 0;
    for (let o = 0; o < units; o++) {
      kernelGradient[i * units + o]! += value * outputGradient[o]!;
      sum += kernel[i * units + o]! * outputGradient[o]!;
    }
    return sum;
  });
}

/** Adds the gradients of pool(relu(convolution)) and returns that of its input. */
function convolutionBackward(
  input: FeatureMap,
  output: FeatureMap,
  winners: Int32Array,
  kernel: Float64Array,
  pooledGradient: Float64Array,
  kernelGradient: Float64Array,
  biasGradient: Float64Array,
): Float64Array {
  const outputGradient = new Float64Array(output.values.length);
  winners.forEach((winner, i) => {
    if (output.values[winner]! > 0) outputGradient[winner] = pooledGradient[i]!;
  });
  outputGradient.forEach((value, i) => {
    biasGradient[i % output.channels]! += value;
  });
  const inputGradient = new Float64Array(input.values.length);
  eachProduct(input, output, (i, w, o) => {
    kernelGradient[w]! += input.values[i]! * outputGradient[o]!;
    inputGradient[i]! += kernel[w]! * outputGradient[o]!;
  });
  return inputGradient;
}

/**
 * Class probabilities [count, 10] of `count` images.
 *
 * @param parameters flat, in the order of {@link parameterTensors}
 * @param pixels [count, 784] bytes, 0 is black paper and 255 white ink
 */
export function referencePredict(model: ModelName, parameters: ArrayLike<number>, pixels: Uint8Array): Float64Array {
  const tensors = splitTensors(model, parameters);
  const count = pixels.length / PIXELS;
  const result = new Float64Array(count * CLASSES);
  for (let i = 0; i < count; i++) {
    result.set(forward(tensors, pixels.subarray(i * PIXELS, (i + 1) * PIXELS)).probabilities, i * CLASSES);
  }
  return result;
}

/**
 * Loss and gradients of softmax cross-entropy, averaged over the batch.
 *
 * @param parameters flat, in the order of {@link parameterTensors}
 * @param pixels [count, 784] bytes
 * @param labels [count] classes 0..9
 */
export function referenceGradients(
  model: ModelName,
  parameters: ArrayLike<number>,
  pixels: Uint8Array,
  labels: Uint8Array,
): ReferenceGradients {
  const tensors = splitTensors(model, parameters);
  const gradients = new Float64Array(parameters.length);
  const slots = new Map(parameterTensors(model).map(({ name, start, end }) => [name, gradients.subarray(start, end)]));
  let loss = 0;
  let correct = 0;
  labels.forEach((label, n) => {
    const seen = forward(tensors, pixels.subarray(n * PIXELS, (n + 1) * PIXELS));
    const { probabilities, hidden, features } = seen;
    loss -= Math.log(probabilities[label]!) / labels.length;
    if (probabilities.indexOf(Math.max(...probabilities)) === label) correct++;

    const logitGradient = probabilities.map((p, c) => (p - (c === label ? 1 : 0)) / labels.length);
    const hiddenGradient = denseBackward(
      hidden,
      tensor(tensors, 'output/kernel'),
      logitGradient,
      tensor(slots, 'output/kernel'),
      tensor(slots, 'output/bias'),
    ).map((value, unit) => (hidden[unit]! > 0 ? value : 0));
    const featureGradient = denseBackward(
      features,
      tensor(tensors, 'hidden/kernel'),
      hiddenGradient,
      tensor(slots, 'hidden/kernel'),
      tensor(slots, 'hidden/bias'),
    );
    const { image, conv1, pool1, winners1, conv2, winners2 } = seen;
    if (!conv1 || !pool1 || !winners1 || !conv2 || !winners2) return;
    const pool1Gradient = convolutionBackward(
      pool1,
      conv2,
      winners2,
      tensor(tensors, 'conv2/kernel'),
      featureGradient,
      tensor(slots, 'conv2/kernel'),
      tensor(slots, 'conv2/bias'),
    );
    convolutionBackward(
      image,
      conv1,
      winners1,
      tensor(tensors, 'conv1/kernel'),
      pool1Gradient,
      tensor(slots, 'conv1/kernel'),
      tensor(slots, 'conv1/bias'),
    );
  });
  return { loss, correct, gradients };
}

/**
 * One step of Adam (Kingma & Ba, https://arxiv.org/abs/1412.6980) with TensorFlow.js' defaults: beta1 0.9, beta2 0.999,
 * epsilon 1e-7 added to the root of the bias-corrected second moment. Changes `parameters` and `state` in place.
 *
 * @param step counts from 1
 */
export function referenceAdam(
  parameters: Float64Array,
  gradients: ArrayLike<number>,
  state: AdamState,
  learningRate: number,
  step: number,
): void {
  const { firstMoment, secondMoment } = state;
  parameters.forEach((value, i) => {
    const gradient = gradients[i]!;
    const first = 0.9 * firstMoment[i]! + 0.1 * gradient;
    const second = 0.999 * secondMoment[i]! + 0.001 * gradient * gradient;
    firstMoment[i] = first;
    secondMoment[i] = second;
    const corrected = Math.sqrt(second / (1 - 0.999 ** step)) + 1e-7;
    parameters[i] = value - (learningRate * first) / (1 - 0.9 ** step) / corrected;
  });
}
