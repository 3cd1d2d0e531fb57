import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import { MnistError } from '../../../src/shared/errors.js';
import { referencePredict } from '../../../src/engine/reference/reference.js';
import type { Batch, Engine, NetworkState } from '../../../src/engine/engine.js';
import { probeGpu } from '../../../src/engine/gpu.js';
import { createTensorFlowEngine, type TensorFlowBackend } from '../../../src/engine/tensorflow/tensorflow-engine.js';
import { everything, thorough } from '../../support/everything.js';
import {
  distance,
  initialState,
  loadTensorFlow,
  modelOf,
  parametersOf,
  part,
  predictWith,
  testDigits,
  type TensorFlow,
} from './reference.js';
import { trainPlainly } from '../plain-training.js';

const options = { wasmPath: '/node_modules/@tensorflow/tfjs-backend-wasm/dist/' };
const gpu = await probeGpu();
const BACKENDS = ['wasm', 'cpu', 'webgl', 'webgpu'] as const;
/** Here in a page TensorFlow.js also takes the canvas of an element, which workers do without. */
const pageHasWebgl = gpu.webgl !== null || document.createElement('canvas').getContext('webgl2') !== null;
const isOffered = (backend: TensorFlowBackend): boolean =>
  backend === 'webgl' ? pageHasWebgl : backend === 'webgpu' ? gpu.webgpu !== null : true;
/** Where processors play the graphics card. */
const isSlow = (backend: TensorFlowBackend): boolean => !everything && backend.startsWith('webg');
/** Where the arithmetic is tried that is the same in every browser, one backend tells whether it works in this one. */
const isTried = (backend: TensorFlowBackend): boolean => isOffered(backend) && (thorough || backend === 'wasm');
/** More than one piece of work: where a processor computes in any case, on a graphics card where there is time for it. */
const many = everything ? 300 : 70;
const LEARNING_RATES = [0.001, 0.003, 0.002];
/** Of which every layer, activation and optimizer is in one. */
const NETWORKS = [
  ['conv 3 5x4 same stride 3 leaky-relu, batchnorm, pool average, dropout 0.3, dense 9 tanh', 'rmsprop'],
  ['pool 3x2 stride 2, conv 4 3x5 stride 2 elu, dropout 0.2, pool 3x3 average stride 2, dense 7 sigmoid', 'momentum'],
  ['conv 2 same none, pool 3x3 stride 2, conv 3 2x2 same stride 2 relu, batchnorm, dense 5, batchnorm', 'sgd'],
] as const;

interface Trained {
  readonly parameters: Float32Array;
  readonly losses: readonly number[];
  readonly accuracies: readonly number[];
}

/** Three steps of Adam in plain TensorFlow.js, a batch each. */
async function trainReference(reference: TensorFlow, state: NetworkState, batches: readonly Batch[]): Promise<Trained> {
  const model = await modelOf(reference, state);
  const optimizer = reference.train.adam(0.001);
  const losses: number[] = [];
  const accuracies: number[] = [];
  batches.forEach(({ pixels, labels }, step) => {
    const images = reference.tensor4d(
      Array.from(pixels, (byte) => byte / 255),
      [labels.length, 28, 28, 1],
    );
    const truth = reference.oneHot(reference.tensor1d([...labels], 'int32'), 10);
    const guess = (model.predict(images) as ReturnType<TensorFlow['tensor2d']>).argMax(1).dataSync();
    accuracies.push(labels.filter((label, i) => label === guess[i]).length / labels.length);
    (optimizer as unknown as { learningRate: number }).learningRate = LEARNING_RATES[step] as number;
    const loss = optimizer.minimize(() => {
      const probabilities = model.apply(images, { training: true }) as ReturnType<TensorFlow['tensor2d']>;
      return reference.losses.softmaxCrossEntropy(truth, reference.log(probabilities)).asScalar();
    }, true);
    losses.push((loss as NonNullable<typeof loss>).dataSync()[0] as number);
  });
  return { parameters: parametersOf(model), losses, accuracies };
}

async function failureOf(promise: Promise<unknown>): Promise<MnistError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(MnistError);
  return error as MnistError;
}

describe('TensorFlow.js engine', () => {
  let reference: TensorFlow;
  let digits: Batch;
  let batches: readonly Batch[];
  const trained = new Map<string, Trained>();

  before(async function () {
    this.timeout(120_000);
    [reference, digits] = await Promise.all([loadTensorFlow(), testDigits(300)]);
    // A batch of one among odd ones.
    batches = [part(digits, 0, 13), part(digits, 13, 14), part(digits, 21, 34)];
    for (const model of ['cnn', 'dense'] as const) {
      trained.set(model, await trainReference(reference, initialState(model), batches));
    }
  });

  for (const backend of BACKENDS.filter((each) => !isOffered(each))) {
    it(`says that this browser has no ${backend}`, async () => {
      const { code, message } = await failureOf(createTensorFlowEngine(backend, options));
      expect(code).to.equal('backend-unavailable');
      expect(message).to.match(/cannot run here: .+\. Choose another one/);
    });
  }

  for (const backend of BACKENDS.filter(isTried)) {
    describe(`on ${backend}`, function () {
      this.timeout(120_000);
      let engine: Engine;
      /** For what is about the engine, not about its arithmetic. */
      const any = isSlow(backend) ? 'conv 2 5x5 stride 4, dense 5' : 'cnn';

      before(async () => {
        engine = await createTensorFlowEngine(backend, options);
      });
      after(() => {
        (engine as Engine | undefined)?.dispose();
      });

      // WebGPU takes several times as long there as WebGL.
      const models = isSlow(backend) && backend === 'webgpu' ? (['dense'] as const) : (['cnn', 'dense'] as const);
      for (const model of models) {
        it(`trains ${model} as plain TensorFlow.js does`, async () => {
          const expected = trained.get(model)!;
          await engine.setState(initialState(model));
          for (const [i, batch] of batches.entries())
            await engine.trainBatch(batch, { learningRate: LEARNING_RATES[i] as number });
          const metrics = await engine.takeMetrics();
          const state = await engine.getState();
          const losses = metrics.map(({ loss }) => loss);
          const accuracies = metrics.map(({ accuracy }) => accuracy);
          expect(distance(losses, expected.losses)).below(1e-4);
          expect(distance(accuracies, expected.accuracies)).below(1e-6);
          expect(distance(state.parameters, expected.parameters)).below(1e-4);
          expect(state.step).equals(3);
        });

        it(`predicts with ${model} as plain TensorFlow.js does`, async () => {
          const state = initialState(model);
          await engine.setState(state);
          const { pixels } = part(digits, 0, 30);
          const expected = predictWith(reference, await modelOf(reference, state), pixels);
          expect(distance(await engine.predict(pixels), expected)).below(1e-5);
        });

        it(`gives back the exact state of ${model} that it was given, as a copy`, async () => {
          const given = initialState(model, 7);
          const state = {
            ...given,
            optimizerState: given.optimizerState.map((_, i) => Math.cos(i) ** 2 * 1e-6),
            step: 41,
          };
          const kept = structuredClone(state);
          await engine.setState(state);
          for (const array of [state.parameters, state.optimizerState]) array.fill(0);
          const first = await engine.getState();
          expect(first.parameters).deep.equals(kept.parameters);
          expect(first.optimizerState).deep.equals(kept.optimizerState);
          expect(first.optimizer).equals('adam');
          expect(first.network).deep.equals(kept.network);
          expect(first.step).equals(41);
          first.parameters.fill(0);
          expect((await engine.getState()).parameters).deep.equals(kept.parameters);
        });
      }

      for (const [text, optimizer] of isSlow(backend) ? NETWORKS.slice(0, 1) : NETWORKS) {
        it(`trains ${text} with ${optimizer} as the plain engine does`, async () => {
          const start = { ...initialState(text, 3, optimizer), step: 4 };
          // Of one size, since a graphics card compiles its programs anew for another.
          const few = [part(digits, 0, 8), part(digits, 8, 16)];
          const options = { learningRate: 0.003, weightDecay: 0.02, seed: 5 };
          await engine.setState(start);
          for (const batch of few) await engine.trainBatch(batch, options);
          const metrics = await engine.takeMetrics();
          const state = await engine.getState();
          const expected = trainPlainly(start, few, options);
          metrics.forEach(({ loss, accuracy }, i) => {
            expect(loss).closeTo(expected.metrics[i]!.loss, 1e-4);
            expect(accuracy).closeTo(expected.metrics[i]!.accuracy, 1e-6);
          });
          expect(distance(state.parameters, expected.parameters)).below(1e-4);
          expect(state.step).equals(6);
          const { pixels } = part(digits, 0, 5);
          const probabilities = referencePredict(start.network, state.parameters, pixels);
          expect(distance(await engine.predict(pixels), probabilities)).below(1e-5);
        });
      }

      it('goes on from a saved state as if it had never stopped', async () => {
        await engine.setState(initialState(any));
        await engine.trainBatch(batches[0]!, { learningRate: 0.001 });
        const saved = await engine.getState();
        await engine.trainBatch(batches[2]!, { learningRate: 0.001 });
        const straight = await engine.getState();
        await engine.setState(saved);
        await engine.trainBatch(batches[2]!, { learningRate: 0.001 });
        expect((await engine.getState()).parameters).deep.equals(straight.parameters);
        await engine.takeMetrics();
      });

      it('holds the same memory after many batches and predictions as after a few', async () => {
        await engine.setState(initialState(any));
        const round = async (): Promise<void> => {
          for (let i = 0; i < 3; i++)
            await engine.trainBatch(part(digits, 2 * i, 2 * i + 2), { learningRate: 0.001 + i * 1e-4 });
          await engine.takeMetrics();
          await engine.predict(part(digits, 0, 12).pixels);
          await engine.getState();
        };
        await round();
        const { numTensors, numBytes } = tf.memory();
        for (let i = 0; i < 4; i++) await round();
        expect(tf.memory().numTensors).equals(numTensors);
        expect(tf.memory().numBytes).equals(numBytes);
      });

      it('reports each batch once, in order', async () => {
        await engine.setState(initialState(any));
        expect(await engine.takeMetrics()).deep.equals([]);
        for (let i = 0; i < 5; i++) await engine.trainBatch(part(digits, 4 * i, 4 * i + 4), { learningRate: 0.001 });
        const metrics = await engine.takeMetrics();
        expect(metrics).length(5);
        for (const { loss, accuracy } of metrics) {
          expect(loss).within(0.1, 10);
          expect(accuracy * 4).closeTo(Math.round(accuracy * 4), 1e-5);
        }
        expect(await engine.takeMetrics()).deep.equals([]);
      });

      it('predicts any count, and the same for an image alone as among others', async () => {
        await engine.setState(initialState(any));
        expect(await engine.predict(new Uint8Array(0))).length(0);
        const all = await engine.predict(part(digits, 0, many).pixels);
        expect(all).length(10 * many);
        const alone = await engine.predict(part(digits, many - 1, many).pixels);
        expect(distance(alone, all.slice(-10))).below(1e-5);
        expect(alone.reduce((sum, value) => sum + value, 0)).closeTo(1, 1e-5);
      });

      it('lets a prediction run while batches are trained, without disturbing them', async () => {
        const few = [0, 1, 2].map((i) => part(digits, 5 * i, 5 * i + 5));
        // In more than one piece where the processor computes.
        const { pixels } = part(digits, 0, 70);
        await engine.setState(initialState(any));
        const before = await engine.predict(pixels);
        for (const batch of few) await engine.trainBatch(batch, { learningRate: 0.001 });
        const undisturbed = await engine.getState();

        await engine.setState(initialState(any));
        const prediction = engine.predict(pixels);
        for (const batch of few) await engine.trainBatch(batch, { learningRate: 0.001 });
        expect(distance(await prediction, before)).below(1e-6);
        expect((await engine.getState()).parameters).deep.equals(undisturbed.parameters);
      });

      it('refuses a batch or an image that is not one, and works on', async () => {
        await engine.setState(initialState(any));
        const { pixels, labels } = part(digits, 0, 2);
        const empty = { pixels: new Uint8Array(0), labels: new Uint8Array(0) };
        expect((await failureOf(engine.trainBatch(empty, { learningRate: 0.001 }))).code).equals('invalid-argument');
        const short = { pixels: pixels.subarray(1), labels };
        expect((await failureOf(engine.trainBatch(short, { learningRate: 0.001 }))).code).equals('invalid-argument');
        const eleventh = { pixels, labels: Uint8Array.of(3, 10) };
        expect((await failureOf(engine.trainBatch(eleventh, { learningRate: 0.001 }))).message).to.match(
          /Labels must be 0 to 9, not 10/,
        );
        expect((await failureOf(engine.predict(pixels.subarray(5)))).code).equals('invalid-argument');
        const cropped = { ...initialState(any), optimizerState: new Float32Array(3) };
        expect((await failureOf(engine.setState(cropped))).code).equals('model-shape');
        await engine.trainBatch({ pixels, labels }, { learningRate: 0.001 });
        expect(await engine.takeMetrics()).length(1);
      });

      it('frees everything when disposed', async () => {
        const { numTensors } = tf.memory();
        const other = await createTensorFlowEngine(backend, options);
        await other.setState(initialState('dense'));
        await other.trainBatch(batches[0]!, { learningRate: 0.001 });
        other.dispose();
        expect(tf.memory().numTensors).equals(numTensors);
      });

      it('says what it computes on and how often to read back', () => {
        expect(engine.backend).equals(backend);
        expect(engine.device).not.empty;
        expect(engine.readBackInterval).equals(backend === 'wasm' || backend === 'cpu' ? 0 : 250);
      });
    });
  }

  describe('beside others', () => {
    it('trains side by side with engines on the same and on another backend without mixing', async () => {
      const expected = trained.get('cnn')!;
      const backends: readonly TensorFlowBackend[] = ['wasm', 'cpu', 'wasm'];
      const results = await Promise.all(
        backends.map(async (backend) => {
          const engine = await createTensorFlowEngine(backend, options);
          await engine.setState(initialState('cnn'));
          for (const [i, batch] of batches.entries())
            await engine.trainBatch(batch, { learningRate: LEARNING_RATES[i] as number });
          const { parameters } = await engine.getState();
          engine.dispose();
          return parameters;
        }),
      );
      for (const parameters of results) expect(distance(parameters, expected.parameters)).below(1e-4);
      expect(results[0]).deep.equals(results[2]);
    });

    it('answers messages in the middle of a batch on a slow backend', async () => {
      const engine = await createTensorFlowEngine('cpu');
      await engine.setState(initialState('cnn'));
      const order: string[] = [];
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => order.push('message');
      const batch = engine.trainBatch(part(digits, 0, 12), { learningRate: 0.001 }).then(() => order.push('batch'));
      port2.postMessage(null);
      await batch;
      port1.close();
      engine.dispose();
      expect(order).deep.equals(['message', 'batch']);
    });

    it('says which call is missing when there is no network yet', async () => {
      const engine = await createTensorFlowEngine('cpu');
      expect((await failureOf(engine.predict(digits.pixels))).message).to.include('setState()');
    });
  });
});
