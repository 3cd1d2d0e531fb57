import { expect } from '@open-wc/testing';
import { MnistError } from '../../src/shared/errors.js';
import { proveEngine } from '../../src/engine/capabilities.js';
import type { Engine, NetworkState } from '../../src/engine/engine.js';
import { probeGpu, type GpuFact, type GpuFacts } from '../../src/engine/gpu.js';
import { createTensorFlowEngine } from '../../src/engine/tensorflow/tensorflow-engine.js';
import { networkOf } from './tensorflow/reference.js';

const hasWebgl = (await probeGpu()).webgl !== null;
const options = { wasmPath: '/node_modules/@tensorflow/tfjs-backend-wasm/dist/' };

/** The same probe in a dedicated worker. */
function probeInWorker(): Promise<GpuFacts> {
  const source = new URL('../../src/engine/gpu.ts', import.meta.url).href;
  const code = `import { probeGpu } from '${source}'; postMessage(await probeGpu());`;
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const worker = new Worker(url, { type: 'module' });
  return new Promise<GpuFacts>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<GpuFacts>) => {
      resolve(data);
    };
    worker.onerror = ({ message }) => {
      reject(new Error(message));
    };
  }).finally(() => {
    worker.terminate();
    URL.revokeObjectURL(url);
  });
}

async function refusal(engine: Engine): Promise<MnistError> {
  const error: unknown = await proveEngine(engine, networkOf('cnn')).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(MnistError);
  return error as MnistError;
}

/** An engine that works, with one of its methods replaced. */
async function brokenEngine(change: (working: Engine) => Partial<Engine>): Promise<Engine> {
  const working = await createTensorFlowEngine('wasm', options);
  const whole: Engine = {
    backend: working.backend,
    device: working.device,
    readBackInterval: working.readBackInterval,
    setState: (state) => working.setState(state),
    getState: () => working.getState(),
    trainBatch: (batch, options) => working.trainBatch(batch, options),
    takeMetrics: () => working.takeMetrics(),
    predict: (pixels) => working.predict(pixels),
    dispose: () => working.dispose(),
  };
  return { ...whole, ...change(working) };
}

describe('GPU probe', () => {
  it('names what it finds, in the page and in a worker alike', async () => {
    const here = await probeGpu();
    expect(JSON.stringify(await probeInWorker())).to.equal(JSON.stringify(here));
    for (const fact of [here.webgpu, here.webgl]) {
      if (fact !== null) expect(fact.name).not.to.be.empty;
    }
  });

  it('tells that SwiftShader is a renderer in software', async () => {
    for (const fact of Object.values(await probeGpu()) as (GpuFact | null)[]) {
      if (fact?.name.toLowerCase().includes('swiftshader') === true) expect(fact.software).to.equal(true);
    }
  });

  it('gives back the contexts that it opens, however often it is asked', async () => {
    const first = JSON.stringify(await probeGpu());
    for (let i = 0; i < 40; i++) expect(JSON.stringify(await probeGpu())).to.equal(first);
  });
});

describe('proof of an engine', () => {
  for (const backend of hasWebgl ? (['wasm', 'cpu', 'webgl'] as const) : (['wasm', 'cpu'] as const)) {
    it(`passes ${backend}, which trains`, async () => {
      const engine = await createTensorFlowEngine(backend, options);
      await proveEngine(engine, networkOf('cnn'));
      engine.dispose();
    });
  }

  const faults: readonly { what: string; says: RegExp; change: (working: Engine) => Partial<Engine> }[] = [
    {
      what: 'throws',
      says: /first training step failed: out of textures/,
      change: () => ({ trainBatch: () => Promise.reject(new Error('out of textures')) }),
    },
    {
      what: 'computes NaN',
      says: /the loss of its first training step is NaN/,
      change: () => ({ takeMetrics: () => Promise.resolve([{ loss: NaN, accuracy: 0 }]) }),
    },
    {
      what: 'reports nothing',
      says: /the loss of its first training step is missing/,
      change: () => ({ takeMetrics: () => Promise.resolve([]) }),
    },
    {
      what: 'makes weights that are not numbers',
      says: /weights that are not numbers/,
      change: (working) => ({
        getState: async () => ({ ...(await working.getState()), parameters: new Float32Array(53_866).fill(NaN) }),
      }),
    },
    {
      what: 'changes nothing',
      says: /changed nothing/,
      change: (working) => {
        let given: NetworkState | undefined;
        return {
          setState: (state) => working.setState((given = state)),
          getState: () => Promise.resolve(given!),
        };
      },
    },
  ];
  for (const { what, says, change } of faults) {
    it(`refuses an engine that ${what}, and says so`, async () => {
      const engine = await brokenEngine(change);
      const error = await refusal(engine);
      expect(error.code).to.equal('backend-unavailable');
      expect(error.message)
        .to.match(says)
        .and.match(/^The wasm backend \(TensorFlow\.js WebAssembly/);
      engine.dispose();
    });
  }
});
