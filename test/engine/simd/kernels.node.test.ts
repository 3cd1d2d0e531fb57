/** What the SIMD kernels promise beside right gradients: parts of batches, optimizers, the same bits, and refusals. */
import { expect } from 'chai';
import fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { SimdNetwork } from '../../../src/engine/simd/kernels.js';
import { loadSimdKernels, SimdUnavailableError } from '../../../src/engine/simd/load-kernels.js';
import { parseNetwork } from '../../../src/network/parse.js';
import { parameterTensorsOf } from '../../../src/network/parameters.js';
import { OPTIMIZER_NAMES, OPTIMIZERS } from '../../../src/optimizer/optimizers.js';
import { addWeightDecay } from '../../../src/optimizer/weight-decay.js';
import { arbitraryNetwork } from '../../network/arbitrary-network.js';
import { bitsOf, distance, exampleFor, loadAllKernels } from './support.js';

const PICTURE = { height: 12, width: 13 };
const ALL_LAYERS = 'conv 5 same, batchnorm, pool, dropout 0.3, conv 6 2x3 elu, pool average, dense 9 tanh, dropout 0.5';
const WITHOUT_STATISTICS = 'dropout 0.2, conv 5 same, pool, dropout 0.3, conv 6 2x3 elu, pool average, dense 9 tanh';

for (const kernels of await loadAllKernels()) {
  describe(`The SIMD kernels (${kernels.level})`, function () {
    this.timeout(120_000);

    async function create(text: string, count: number, seed = 1) {
      const network = parseNetwork(text, PICTURE, 5);
      const example = exampleFor(network, count, seed);
      const simd = await SimdNetwork.create(kernels, network, count);
      simd.parameters.set(example.parameters);
      return { network, simd, ...example };
    }

    it('give the same bits for the same input, whatever went through in between', async () => {
      await fc.assert(
        fc.asyncProperty(
          arbitraryNetwork({ width: 21, layers: 5, side: 18, classes: 30 }),
          fc.integer({ min: 1, max: 50 }),
          fc.nat(),
          async (network, count, seed) => {
            const { parameters, pixels, labels } = exampleFor(network, count, seed);
            const other = exampleFor(network, 60, seed + 1);
            const twins = await Promise.all([60, 60].map((most) => SimdNetwork.create(kernels, network, most)));
            for (const twin of twins) twin.parameters.set(parameters);
            twins[1]!.computeGradients(other.pixels, other.labels);
            for (let step = 1; step <= 2; step++) {
              for (const twin of twins) {
                twin.computeGradients(pixels, labels, count, false, { seed, step });
                twin.update('adam', 0.01, step, 0.1);
              }
              twins[1]!.predict(other.pixels);
            }
            expect(bitsOf(twins[1]!.gradients)).to.deep.equal(bitsOf(twins[0]!.gradients));
            expect(bitsOf(twins[1]!.parameters)).to.deep.equal(bitsOf(twins[0]!.parameters));
          },
        ),
        { numRuns: 60, seed: 8 },
      );
    });

    it('add up to the whole batch when parts share its divisor and know their places', async () => {
      const { network, simd, parameters, pixels, labels } = await create(WITHOUT_STATISTICS, 64);
      simd.computeGradients(pixels, labels, 64, false, { seed: 3, step: 9 });
      const whole = simd.gradients.slice();
      const thread = await SimdNetwork.create(kernels, network, 64);
      thread.parameters.set(parameters);
      const cut = 40 * PICTURE.height * PICTURE.width;
      thread.computeGradients(pixels.subarray(cut), labels.subarray(40), 64, false, { seed: 3, step: 9, first: 40 });
      simd.computeGradients(pixels.subarray(0, cut), labels.subarray(0, 40), 64, false, { seed: 3, step: 9 });
      simd.addGradients(thread.gradients);
      expect(distance(simd.gradients, whole)).to.be.below(1e-6);
    });

    it('go on adding to the gradients of the last call if told to, with predictions in between', async () => {
      const { simd, pixels, labels } = await create(WITHOUT_STATISTICS, 64);
      const { loss, correct } = simd.computeGradients(pixels, labels, 64, false, { seed: 3, step: 9 });
      const whole = simd.gradients.slice();
      const cut = 40 * PICTURE.height * PICTURE.width;
      const first = simd.computeGradients(pixels.subarray(0, cut), labels.subarray(0, 40), 64, false, {
        seed: 3,
        step: 9,
      });
      simd.predict(pixels);
      const rest = { seed: 3, step: 9, first: 40 };
      const second = simd.computeGradients(pixels.subarray(cut), labels.subarray(40), 64, true, rest);
      expect(distance(simd.gradients, whole)).to.be.below(1e-6);
      expect(first.loss + second.loss).to.be.closeTo(loss, 1e-4);
      expect(first.correct + second.correct).to.equal(correct);
    });

    it('weigh the statistics of parts by their shares of the batch', async () => {
      const { simd, pixels, labels, network } = await create('batchnorm, dense 4', 30);
      const size = PICTURE.height * PICTURE.width;
      const cut = 10 * size;
      simd.computeGradients(pixels.subarray(0, cut), labels.subarray(0, 10), 30);
      simd.computeGradients(pixels.subarray(cut), labels.subarray(10), 30, true);
      const statistic = (wanted: string): number =>
        simd.gradients[parameterTensorsOf(network).find(({ role }) => role === wanted)!.offset]!;
      expect(statistic('moving_mean')).to.be.closeTo(momentsOf(pixels).mean, 1e-6);
      const [first, rest] = [momentsOf(pixels.subarray(0, cut)), momentsOf(pixels.subarray(cut))];
      expect(statistic('moving_variance')).to.be.closeTo((first.variance * 10 + rest.variance * 20) / 30, 1e-6);
    });

    it('normalise larger batches than before by all of their images, and keep what they hold', async () => {
      const { network, simd, parameters, pixels, labels } = await create(ALL_LAYERS, 100);
      simd.optimizerState('adam').fill(3);
      const few = pixels.subarray(0, 5 * PICTURE.height * PICTURE.width);
      simd.computeGradients(few, labels.subarray(0, 5));
      simd.computeGradients(pixels, labels);
      expect(simd.parameters).to.deep.equal(parameters);
      expect(simd.optimizerState('adam').every((value) => value === 3)).to.equal(true);
      const fresh = await SimdNetwork.create(kernels, network, 100);
      fresh.parameters.set(parameters);
      fresh.computeGradients(pixels, labels);
      expect(bitsOf(simd.gradients)).to.deep.equal(bitsOf(fresh.gradients));
    });

    for (const name of OPTIMIZER_NAMES) {
      it(`step as the optimizer ${name} does, with weight decay`, async () => {
        const { network, simd, parameters, pixels, labels } = await create(ALL_LAYERS, 20);
        const trainable = simd.trainableCount;
        const ideal = Float64Array.from(parameters.subarray(0, trainable));
        const state = new Float64Array(OPTIMIZERS[name].slots.length * trainable);
        const kernelRanges = parameterTensorsOf(network)
          .filter(({ role }) => role === 'kernel')
          .map(({ offset, size }) => ({ start: offset, end: offset + size }));
        for (let step = 1; step <= 3; step++) {
          simd.computeGradients(pixels, labels, 20, false, { seed: 1, step });
          const gradients = Float64Array.from(simd.gradients.subarray(0, trainable));
          addWeightDecay(gradients, ideal, 0.05, kernelRanges);
          OPTIMIZERS[name].update(ideal, gradients, state, 0.01, step);
          simd.update(name, 0.01, step, 0.05);
        }
        expect(distance(simd.parameters.subarray(0, trainable), ideal)).to.be.below(1e-6);
        expect(distance(simd.optimizerState(name), state)).to.be.below(1e-5);
      });
    }

    it('let what vanishes become zero rather than denormal, and keep what is not a number', async () => {
      const { simd } = await create('dense 3', 1);
      for (const name of ['adam', 'momentum', 'rmsprop'] as const) {
        simd.gradients.fill(0);
        const state = simd.optimizerState(name).fill(1e-30);
        state.set([NaN, 1e-25]);
        simd.update(name, 0.001, 1);
        expect(state[0], name).to.be.NaN;
        expect(state[1], name).to.be.greaterThan(1e-26);
        expect(
          state.subarray(2).every((value) => value === 0),
          name,
        ).to.equal(true);
      }
    });

    it('score predictions against labels, the same for an image wherever it stands', async () => {
      const { simd, pixels, labels } = await create(ALL_LAYERS, 90);
      const { loss, correct, probabilities } = simd.evaluate(pixels, labels);
      let expectedLoss = 0;
      let expectedCorrect = 0;
      labels.forEach((label, i) => {
        const row = probabilities.subarray(i * 5, i * 5 + 5);
        expect(row.reduce((sum, p) => sum + p, 0)).to.be.closeTo(1, 1e-6);
        expectedLoss -= Math.log(row[label]!);
        if (row.indexOf(Math.max(...row)) === label) expectedCorrect++;
      });
      expect(loss).to.be.closeTo(expectedLoss, 1e-3);
      expect(correct).to.equal(expectedCorrect);
      const size = PICTURE.height * PICTURE.width;
      for (const i of [0, 31, 32, 89]) {
        const alone = simd.predict(pixels.subarray(i * size, (i + 1) * size));
        expect(alone).to.deep.equal(probabilities.slice(i * 5, i * 5 + 5));
      }
    });

    it('show a divergence as a loss that is not a number', async () => {
      for (const text of ['dense 4', 'conv 4, pool', 'conv 4 tanh, pool average']) {
        const { simd, pixels, labels } = await create(text, 4);
        simd.parameters.fill(NaN);
        expect(simd.computeGradients(pixels, labels).loss, text).to.be.NaN;
      }
    });

    it('take up to 256 classes and pictures of 64x64', async () => {
      const network = parseNetwork('conv 3 stride 4, dense 5', { height: 64, width: 64 }, 256);
      const { parameters, pixels, labels } = exampleFor(network, 3, 1);
      const simd = await SimdNetwork.create(kernels, network, 3);
      simd.parameters.set(parameters);
      simd.computeGradients(pixels, labels);
      expect(simd.predict(pixels)).to.have.length(3 * 256);
    });

    it('refuse sizes, labels and numbers that do not fit, and say why', async () => {
      const { simd, pixels, labels } = await create('dense 4', 4);
      const refuse = (call: () => unknown, reason: RegExp): void => {
        expect(call).to.throw(RangeError, reason);
      };
      refuse(() => simd.predict(pixels.subarray(1)), /whole images of 156 bytes/);
      refuse(() => simd.predict(new Uint8Array(0)), /at least one/);
      refuse(() => simd.predict(new Uint8Array(5 * 156)), /at most 4 images/);
      refuse(() => simd.computeGradients(pixels, labels.subarray(1)), /4 images, 3 labels/);
      refuse(() => simd.computeGradients(pixels, Uint8Array.of(0, 4, 5, 1)), /number 2 is 5/);
      refuse(() => simd.computeGradients(pixels, labels, 0), /divisor must be positive/);
      refuse(() => simd.addGradients(new Float32Array(3)), /has \d+ gradients, not 3/);
      refuse(() => simd.update('adam', 0.001, 0), /counted from 1/);
      refuse(() => simd.update('adam', 0.001, 1, 2), /from 0 to 1/);
      for (const size of [0, 1.5, -1, NaN, Infinity]) {
        expect(await rejection(SimdNetwork.create(kernels, simd.network, size))).to.be.instanceOf(RangeError);
      }
      const huge = parseNetwork('conv 512 same, batchnorm', { height: 64, width: 64 }, 2);
      const large = await SimdNetwork.create(kernels, huge, 2000);
      const { pixels: many, labels: truth } = exampleFor(huge, 2000, 1);
      refuse(() => large.computeGradients(many, truth), /not enough memory.*MB/);
      expect(large.predict(many.subarray(0, 64 * 64))).to.have.length(2);
    });
  });
}

describe('The SIMD kernels', () => {
  it('are refused where there is no SIMD', async () => {
    const bytes = new Uint8Array(8);
    expect(await rejection(loadSimdKernels({ plain: bytes, relaxed: bytes }, 'none'))).to.be.instanceOf(
      SimdUnavailableError,
    );
  });

  it('need only a few megabytes for the default network', async () => {
    const bytes = Uint8Array.from(await readFile(new URL('../../../dist/simd.wasm', import.meta.url)));
    const kernels = await loadSimdKernels({ plain: bytes, relaxed: bytes }, 'plain');
    const network = parseNetwork('cnn', { height: 28, width: 28 }, 10);
    const simd = await SimdNetwork.create(kernels, network, 1000);
    expect(simd.parameters).to.have.length(53_866);
    expect(simd.parameters.buffer.byteLength).to.be.below(5_000_000);
  });
});

/** Mean and variance of pixels in 0…1. */
function momentsOf(pixels: Uint8Array): { mean: number; variance: number } {
  const average = (of: (value: number) => number): number =>
    pixels.reduce((sum, byte) => sum + of(byte / 255), 0) / pixels.length;
  const mean = average((value) => value);
  return { mean, variance: average((value) => (value - mean) ** 2) };
}

async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('It was not rejected.'),
    (error: unknown) => error,
  );
}
