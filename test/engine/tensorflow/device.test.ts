import { expect } from '@open-wc/testing';
import * as tf from '@tensorflow/tfjs-core';
import type { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl';
import { MnistError } from '../../../src/shared/errors.js';
import { proveEngine } from '../../../src/engine/capabilities.js';
import { probeGpu } from '../../../src/engine/gpu.js';
import { createTensorFlowEngine } from '../../../src/engine/tensorflow/tensorflow-engine.js';
import { initialState, networkOf, part, testDigits } from './reference.js';

const hasWebgl = (await probeGpu()).webgl !== null;

async function failureOf(promise: Promise<unknown>): Promise<MnistError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(MnistError);
  return error as MnistError;
}

describe('TensorFlow.js devices', () => {
  it('say why WebAssembly cannot start, and start it once its file is there', async () => {
    const missing = await failureOf(createTensorFlowEngine('wasm', { wasmPath: '/nowhere/' }));
    expect(missing.code).to.equal('backend-unavailable');
    expect(missing.message).to.match(
      /cannot run here: \S+\/nowhere\/tfjs-backend-wasm(-simd)?\.wasm could not be loaded \(status 404\)\. Choose/,
    );

    const engine = await createTensorFlowEngine('wasm', {
      wasmPath: '/node_modules/@tensorflow/tfjs-backend-wasm/dist/',
    });
    await proveEngine(engine, networkOf('cnn'));
    engine.dispose();
  });

  it('let other engines go on while one starts', async () => {
    const digits = await testDigits(12);
    const cpu = await createTensorFlowEngine('cpu');
    await cpu.setState(initialState('dense'));
    const starting = createTensorFlowEngine('webgl').catch(() => undefined);
    await cpu.trainBatch(part(digits, 0, 12), { learningRate: 0.001 });
    expect(await cpu.takeMetrics()).to.have.length(1);
    (await starting)?.dispose();
    cpu.dispose();
  });

  if (hasWebgl) {
    it('fail when the browser takes the WebGL context away, and work again afterwards', async () => {
      const digits = await testDigits(8);
      const [engine, other] = [await createTensorFlowEngine('webgl'), await createTensorFlowEngine('webgl')];
      await engine.setState(initialState('dense'));
      await other.setState(initialState('dense'));
      await engine.trainBatch(part(digits, 0, 8), { learningRate: 0.001 });
      const { gl } = (tf.findBackend('webgl') as unknown as Pick<MathBackendWebGL, 'gpgpu'>).gpgpu;
      gl.getExtension('WEBGL_lose_context')!.loseContext();
      for (const lost of [engine, other]) {
        const error = await failureOf(lost.trainBatch(part(digits, 0, 8), { learningRate: 0.001 }));
        expect(error.code).to.equal('engine-failed');
        expect(error.message).to.match(/the browser took the WebGL context away\. Load the trainer again/);
        expect((await failureOf(lost.predict(digits.pixels))).code).to.equal('engine-failed');
        expect((await failureOf(lost.getState())).code).to.equal('engine-failed');
        lost.dispose();
      }
      const afresh = await createTensorFlowEngine('webgl');
      await proveEngine(afresh, networkOf('cnn'));
      afresh.dispose();
    });
  }
});
