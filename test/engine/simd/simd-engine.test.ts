import { expect } from '@open-wc/testing';
import { SimdNetwork } from '../../../src/engine/simd/kernels.js';
import { loadSimdKernels } from '../../../src/engine/simd/load-kernels.js';
import { MnistError } from '../../../src/shared/errors.js';
import type { Batch, Engine, NetworkState } from '../../../src/engine/engine.js';
import { createSimdEngine, type SimdFiles } from '../../../src/engine/simd/create-simd-engine.js';
import { split } from '../../../src/engine/simd/part.js';
import { canShareMemory } from '../../../src/engine/simd/threads/shared-exchange.js';
import { everything, thorough } from '../../support/everything.js';
import { trainPlainly } from '../plain-training.js';
import { distance, initialState, networkOf, part, testDigits } from '../tensorflow/reference.js';
import { brokenFiles, files } from './files.js';

const STEP = { learningRate: 1e-3, weightDecay: 0.01, seed: 12 };
const EVERY_LAYER =
  'conv 5 5x4 same, batchnorm, pool, dropout 0.3, conv 6 3x3 stride 2 elu, pool average, dense 20 tanh, dropout 0.5';
const SMALL = 'conv 5 same stride 2, dropout 0.4, dense 9';

/** With what threads are tried: one network tells whether they work in this browser, the rest is arithmetic. */
function modelsFor(way: string): readonly string[] {
  if (everything) return ['cnn', 'dense', SMALL, EVERY_LAYER];
  if (!thorough) return [SMALL];
  return way === 'messages' ? ['cnn', EVERY_LAYER] : [SMALL, EVERY_LAYER];
}

const engines: Engine[] = [];

/** Whether the threads of the engines share memory. */
let share = false;

async function engineWith(threads: number, from: SimdFiles = files): Promise<Engine> {
  const engine = await createSimdEngine({ threads, share, network: networkOf('cnn'), batchSize: 64 }, from);
  engines.push(engine);
  return engine;
}

/** Trains a new network on the batches; returns what came of it. */
async function train(engine: Engine, model: string, batches: readonly Batch[]): Promise<NetworkState> {
  await engine.setState(initialState(model));
  for (const batch of batches) await engine.trainBatch(batch, STEP);
  return engine.getState();
}

function expectSameBits(state: NetworkState, expected: NetworkState): void {
  expect(state.parameters).to.deep.equal(expected.parameters);
  expect(state.optimizer).to.equal(expected.optimizer);
  expect(state.optimizerState).to.deep.equal(expected.optimizerState);
  expect(state.step).to.equal(expected.step);
}

/** What threads should compute, done by one network: the gradients of each part in turn, added in order. */
async function trainInParts(model: string, batches: readonly Batch[], threads: number): Promise<Float32Array> {
  const network = await SimdNetwork.create(await loadSimdKernels(files), networkOf(model), 256);
  network.parameters.set(initialState(model).parameters);
  for (const [step, batch] of batches.entries()) {
    let sum: Float32Array | undefined;
    for (const { pixels, labels, draw } of split(batch, threads, { seed: STEP.seed, step })) {
      if (labels.length === 0) continue;
      network.computeGradients(pixels, labels, batch.labels.length, false, draw);
      const { gradients } = network;
      sum = sum?.map((value, i) => value + gradients[i]!) ?? gradients.slice();
    }
    network.gradients.set(sum!);
    network.update('adam', STEP.learningRate, step + 1, STEP.weightDecay);
  }
  return network.parameters.slice();
}

/** Adam's first moment after a step with all images in one piece. */
async function momentOf({ network, parameters }: NetworkState, { pixels, labels }: Batch): Promise<Float32Array> {
  const whole = await SimdNetwork.create(await loadSimdKernels(files), network, labels.length);
  whole.parameters.set(parameters);
  whole.computeGradients(pixels, labels, labels.length);
  return whole.gradients.map((value) => value / 10);
}

for (const way of canShareMemory() ? ['messages', 'shared memory'] : ['messages'])
  describe(`SIMD engine whose threads use ${way}`, () => {
    before(() => (share = way === 'shared memory'));
    let digits: Batch;
    /** 20 batches of changing, mostly odd sizes. */
    let batches: readonly Batch[];

    before(async () => {
      digits = await testDigits(1500);
      batches = Array.from({ length: 20 }, (_, i) => part(digits, i * 20, i * 20 + 1 + ((i * 13) % 64)));
    });
    afterEach(() => {
      for (const engine of engines.splice(0)) engine.dispose();
    });

    for (const model of modelsFor(way)) {
      describe(`with ${model}`, () => {
        // Batch normalisation takes the statistics of each part: with it, only one thread computes what is plain.
        for (const threads of model === EVERY_LAYER ? [1] : [1, 2, 3]) {
          it(`computes on ${threads} thread(s) what the plain engine computes`, async () => {
            const engine = await engineWith(threads);
            const few = [part(digits, 0, 37), part(digits, 37, 45)];
            const start = { ...initialState(model, 1, 'momentum'), step: 3 };
            await engine.setState(start);
            for (const batch of few) await engine.trainBatch(batch, STEP);
            const metrics = await engine.takeMetrics();
            const state = await engine.getState();
            const expected = trainPlainly(start, few, STEP);
            metrics.forEach(({ loss, accuracy }, i) => {
              expect(loss).to.be.closeTo(expected.metrics[i]!.loss, 1e-5);
              expect(accuracy).to.equal(expected.metrics[i]!.accuracy);
            });
            expect(distance(state.parameters, expected.parameters)).to.be.below(1e-6);
            expect(state.optimizer).to.equal('momentum');
            expect(state.step).to.equal(5);
          });
        }

        for (const threads of [2, 3]) {
          it(`trains for 20 steps on ${threads} threads as one network that adds up the parts, bit for bit`, async () => {
            const { parameters, step } = await train(await engineWith(threads), model, batches);
            expect(step).to.equal(20);
            expect(parameters).to.deep.equal(await trainInParts(model, batches, threads));
          });
        }

        it('gives the same bits each time for the same number of threads', async () => {
          const first = await train(await engineWith(3), model, batches);
          expectSameBits(await train(await engineWith(3), model, batches), first);
        });

        if (model !== EVERY_LAYER)
          it('gives almost the same network on any number of threads', async () => {
            const few = batches.slice(0, 5);
            const single = await train(await engineWith(1), model, few);
            for (const threads of [2, 3, 16]) {
              const { parameters } = await train(await engineWith(threads), model, few);
              expect(distance(parameters, single.parameters)).to.be.below(1e-4);
            }
          });

        it('gives the same bits if threads know a batch before its turn, and if another one comes instead', async () => {
          const few = batches.slice(0, 6);
          const expected = await train(await engineWith(3), model, few);
          const engine = await engineWith(3);
          for (const upcomingOf of [(i: number) => few[i + 1], (i: number) => batches[i + 7]]) {
            await engine.setState(initialState(model));
            for (const [i, batch] of few.entries()) await engine.trainBatch(batch, STEP, upcomingOf(i));
            expectSameBits(await engine.getState(), expected);
          }
          expect(engine.threads).to.equal(3);
        });

        it('gives the same bits if a batch is too large for its parts to come along with the results before', async () => {
          const few = [part(digits, 0, 64), part(digits, 64, 1264), part(digits, 100, 1300), part(digits, 0, 30)];
          const engine = await engineWith(2);
          await engine.setState(initialState(model));
          for (const [i, batch] of few.entries()) await engine.trainBatch(batch, STEP, few[i + 1]);
          expectSameBits(await engine.getState(), await train(await engineWith(2), model, few));
          expect(engine.threads).to.equal(2);
        });

        it('goes on from a state on other threads as if nothing had happened', async () => {
          const whole = await train(await engineWith(2), model, batches.slice(0, 8));
          const half = await train(await engineWith(2), model, batches.slice(0, 4));
          const kept = structuredClone(half);
          const engine = await engineWith(2);
          await engine.setState(half);
          for (const array of [half.parameters, half.optimizerState]) array.fill(0);
          expectSameBits(await engine.getState(), kept);
          for (const batch of batches.slice(4, 8)) await engine.trainBatch(batch, STEP);
          expectSameBits(await engine.getState(), whole);
        });
      });
    }

    it('changes from one network to the other, of any size', async () => {
      const engine = await engineWith(2);
      const few = batches.slice(0, 3);
      const models = ['dense', 'cnn', 'dense 400', 'linear'];
      const first: NetworkState[] = [];
      for (const model of models) first.push(await train(engine, model, few));
      for (const [i, model] of models.entries()) {
        const again = await train(engine, model, few);
        expectSameBits(again, first[i]!);
        expect(again.network).to.deep.equal(networkOf(model));
      }
      expect(engine.threads).to.equal(2);
    });

    it('changes the network in the middle of a batch that the threads have already', async () => {
      const engine = await engineWith(3);
      await engine.setState(initialState('dense 300'));
      await engine.trainBatch(batches[0]!, STEP, batches[1]);
      const few = batches.slice(0, 3);
      expectSameBits(await train(engine, 'cnn', few), await train(await engineWith(3), 'cnn', few));
      expect(engine.threads).to.equal(3);
    });

    it('draws anew for dropout where another seed comes with a batch that the threads have already', async () => {
      const few = batches.slice(0, 3);
      const [plain, asked] = [await engineWith(2), await engineWith(2)];
      for (const engine of [plain, asked]) await engine.setState(initialState(EVERY_LAYER));
      for (const [i, batch] of few.entries()) {
        await plain.trainBatch(batch, { ...STEP, seed: i });
        await asked.trainBatch(batch, { ...STEP, seed: i }, few[i + 1]);
      }
      expectSameBits(await asked.getState(), await plain.getState());
    });

    it('says how many threads compute', async () => {
      const alone = await engineWith(1);
      expect(alone.device).to.match(/^WebAssembly (relaxed )?SIMD$/);
      expect(alone.threads).to.equal(1);
      expect((await engineWith(3)).threads).to.equal(3);
    });

    for (const count of [1, 3]) {
      it(`trains on a batch of ${count} with 16 threads`, async () => {
        const batch = part(digits, 0, count);
        const { parameters } = await train(await engineWith(16), 'cnn', [batch]);
        expect(parameters).to.deep.equal(await trainInParts('cnn', [batch], 16));
      });
    }

    for (const threads of [1, 2]) {
      it(`computes large batches in pieces on ${threads} thread(s), and answers meanwhile`, async () => {
        const engine = await engineWith(threads);
        const start = initialState('cnn');
        await engine.setState(start);
        const image = part(digits, 0, 1).pixels;
        const before = await engine.predict(image);
        let answers = 0;
        const training = engine.trainBatch(digits, { learningRate: 1e-3 });
        const progress = { ended: false };
        void training.then(() => (progress.ended = true));
        for (;;) {
          const answer = await engine.predict(image);
          if (progress.ended) break;
          expect(answer).to.deep.equal(before);
          answers += 1;
          await new Promise((resolve) => setTimeout(resolve));
        }
        await training;
        expect(answers).to.be.greaterThan(1);
        expect(await engine.predict(image)).not.to.deep.equal(before);
        const { optimizerState } = await engine.getState();
        const expected = await momentOf(start, digits);
        expect(distance(optimizerState.subarray(0, expected.length), expected)).to.be.below(1e-6);
      });

      it(`is not disturbed on ${threads} thread(s) by predictions in the middle of a batch`, async () => {
        const batch = part(digits, 0, 600);
        const undisturbed = await train(await engineWith(threads), 'cnn', [batch, batch]);
        const engine = await engineWith(threads);
        await engine.setState(initialState('cnn'));
        for (let i = 0; i < 2; i++) {
          const training = engine.trainBatch(batch, STEP);
          const predictions = engine.predict(digits.pixels);
          await Promise.all([training, predictions]);
        }
        expectSameBits(await engine.getState(), undisturbed);
      });
    }

    it('tells the loss and accuracy of each batch once, in order', async () => {
      const engine = await engineWith(2);
      await train(engine, 'cnn', batches.slice(0, 3));
      const metrics = await engine.takeMetrics();
      expect(metrics).to.have.length(3);
      for (const { loss, accuracy } of metrics) {
        expect(loss).to.be.within(0.1, 20);
        expect(accuracy).to.be.within(0, 1);
      }
      expect(await engine.takeMetrics()).to.deep.equal([]);
    });

    for (const how of ['hang', 'throw', 'close'] as const) {
      it(`trains on with the same result when a helper breaks (${how})`, async () => {
        const few = batches.slice(0, 10);
        const expected = await train(await engineWith(2), 'cnn', few);
        const engine = await engineWith(2, brokenFiles(how, 4));
        expect(engine.threads).to.equal(2);
        expectSameBits(await train(engine, 'cnn', few), expected);
        expect(engine.threads).to.equal(1);
      });
    }

    it('gives up no helper that is only silent for two seconds', async () => {
      const few = batches.slice(0, 10);
      const expected = await train(await engineWith(2), 'cnn', few);
      const engine = await engineWith(2, brokenFiles('pause', 4));
      const start = performance.now();
      expectSameBits(await train(engine, 'cnn', few), expected);
      expect(performance.now() - start).to.be.above(1500);
      expect(engine.threads).to.equal(2);
    });

    describe('of which one helper of two is lost', () => {
      const { Worker: RealWorker } = window;
      /** Those of the helpers. */
      let workers: Worker[];

      /** @param script of the first helper, where it is not that of the other */
      async function engineWithTwoHelpers(script?: SimdFiles['thread']): Promise<Engine> {
        workers = [];
        window.Worker = class extends RealWorker {
          constructor(url: string | URL, options?: WorkerOptions) {
            super(workers.length === 0 ? (script ?? url) : url, options);
            workers.push(this);
          }
        };
        try {
          return await engineWith(3);
        } finally {
          window.Worker = RealWorker;
        }
      }

      it('trains on with the other when it is terminated from outside', async () => {
        const few = batches.slice(0, 10);
        const engine = await engineWithTwoHelpers();
        await engine.setState(initialState('cnn'));
        for (const [i, batch] of few.entries()) {
          const training = engine.trainBatch(batch, STEP);
          if (i === 4) workers[0]!.terminate();
          await training;
        }
        expect(engine.threads).to.equal(2);
        expectSameBits(await engine.getState(), await train(await engineWith(3), 'cnn', few));
      });

      for (const how of ['hang', 'throw'] as const) {
        it(`trains on with the other when that did not get the last gradients of the lost one (${how})`, async () => {
          const few = batches.slice(0, 10);
          const engine = await engineWithTwoHelpers(brokenFiles(how, 6, 5).thread);
          expectSameBits(await train(engine, 'cnn', few), await train(await engineWith(3), 'cnn', few));
          expect(engine.threads).to.equal(2);
        });
      }
    });

    describe('refuses', () => {
      const badBatches: Record<string, (digits: Batch) => Batch> = {
        'an empty batch': () => ({ pixels: new Uint8Array(0), labels: new Uint8Array(0) }),
        'an image cut short': ({ pixels, labels }) => ({
          pixels: pixels.subarray(0, 783),
          labels: labels.subarray(0, 1),
        }),
        'images without labels': ({ pixels }) => ({ pixels: pixels.subarray(0, 1568), labels: Uint8Array.of(1) }),
        'a class that there is not': ({ pixels }) => ({
          pixels: pixels.subarray(0, 1568),
          labels: Uint8Array.of(1, 10),
        }),
      };
      for (const [name, make] of Object.entries(badBatches)) {
        it(`${name}, and trains on`, async () => {
          const engine = await engineWith(2);
          await engine.setState(initialState('cnn'));
          const error: unknown = await engine.trainBatch(make(digits), STEP).catch((reason: unknown) => reason);
          expect(error).to.be.instanceOf(MnistError).with.property('code', 'invalid-argument');
          await engine.trainBatch(batches[1]!, STEP);
          expect(engine.threads).to.equal(2);
          expectSameBits(await engine.getState(), await train(await engineWith(2), 'cnn', [batches[1]!]));
        });
      }

      it('to train or predict before it holds a network, and after it was disposed of', async () => {
        const engine = await engineWith(2);
        const tries = [
          () => engine.trainBatch(batches[1]!, STEP),
          () => engine.predict(digits.pixels),
          () => engine.getState(),
        ];
        for (const attempt of tries)
          expect(await attempt().catch((error: unknown) => error)).to.be.instanceOf(MnistError);
        await engine.setState(initialState('cnn'));
        engine.dispose();
        for (const attempt of tries)
          expect(await attempt().catch((error: unknown) => error)).to.be.instanceOf(MnistError);
      });
    });

    it('ends a step under way when it is disposed of', async () => {
      const engine = await engineWith(2);
      await engine.setState(initialState('cnn'));
      const training = engine.trainBatch(batches[1]!, STEP);
      engine.dispose();
      await training;
    });
  });
