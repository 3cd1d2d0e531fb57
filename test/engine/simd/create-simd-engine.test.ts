import { expect } from '@open-wc/testing';
import { MnistError } from '../../../src/shared/errors.js';
import { recallFastest, rememberFastest } from '../../../src/engine/fastest.js';
import { proveEngine } from '../../../src/engine/capabilities.js';
import { createSimdEngine, type SimdFiles } from '../../../src/engine/simd/create-simd-engine.js';
import { canShareMemory } from '../../../src/engine/simd/threads/shared-exchange.js';
import { detectSimd } from '../../../src/engine/simd/load-kernels.js';
import type { Engine } from '../../../src/engine/engine.js';
import { brokenFiles, files, filesWith } from './files.js';
import { networkOf } from '../tensorflow/reference.js';

const cores = navigator.hardwareConcurrency;
const engines: Engine[] = [];

async function create(threads: number | 'auto', from: SimdFiles = files, batchSize = 64): Promise<Engine> {
  const engine = await createSimdEngine({ threads, network: networkOf('cnn'), batchSize }, from);
  engines.push(engine);
  return engine;
}

async function failureOf(promise: Promise<unknown>): Promise<MnistError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(MnistError);
  return error as MnistError;
}

/** Under what the number of threads is remembered. */
const question = (batchSize: number): string =>
  [
    'simd threads',
    detectSimd(),
    cores,
    canShareMemory() ? 'shared' : 'messages',
    'conv 8, pool, conv 16, pool, dense 128',
    10,
    '28x28',
    batchSize,
  ].join('|');

describe('Making a SIMD engine', () => {
  afterEach(() => {
    for (const engine of engines.splice(0)) engine.dispose();
  });

  for (const threads of [1, 2, 16]) {
    it(`starts ${threads} thread(s) if told to, and it can train`, async () => {
      const engine = await create(threads);
      await proveEngine(engine, networkOf('cnn'));
      expect(engine.threads).to.equal(threads);
    });
  }

  it('measures by itself whether more threads than one are faster, and remembers', async () => {
    const { threads } = await create('auto', files, 65);
    const known = await recallFastest(question(65));
    // With a single core there is nothing to measure.
    expect(known).to.be.oneOf(cores === 1 ? [undefined] : [1, Math.min(cores, 4)]);
    expect(threads).to.equal(known ?? 1);
  });

  it('takes what it remembers', async () => {
    const most = Math.min(cores, 4);
    for (const threads of [1, most]) {
      await rememberFastest(question(66), threads);
      expect((await create('auto', files, 66)).threads).to.equal(threads);
    }
  });

  for (const [name, broken] of Object.entries({
    'is not there': filesWith('/no-such-thread.js'),
    'throws at once': brokenFiles('throw', 0),
    'never answers': brokenFiles('hang', 0),
    'has an address that no worker can have': filesWith('data:text/javascript,'),
  })) {
    it(`trains on one thread by itself, and does not remember it, when the script of the others ${name}`, async () => {
      const engine = await create('auto', broken, 67);
      await proveEngine(engine, networkOf('cnn'));
      expect(engine.threads).to.equal(1);
      expect(await recallFastest(question(67))).to.equal(undefined);
    });

    it(`says that 2 threads cannot be had when the script of the others ${name}`, async () => {
      const { code, message, cause } = await failureOf(create(2, broken));
      expect(code).to.equal('backend-unavailable');
      expect(message).to.match(
        /^Only 1 of 2 threads could be started \(.+[^.]\)\. Lower `threads`, or leave it at auto\.$/,
      );
      expect(cause).to.be.instanceOf(Error);
    });
  }

  it('says so when the kernels are not there', async () => {
    const missing = '/no-such-kernels.wasm';
    const { code, message } = await failureOf(create(1, { ...files, plain: missing, relaxed: missing }));
    expect(code).to.equal('backend-unavailable');
    expect(message).to.contain('no-such-kernels.wasm');
  });

  it('says so when the kernels are something else', async () => {
    const page = '/src/index.ts';
    expect((await failureOf(create('auto', { ...files, plain: page, relaxed: page }))).code).to.equal(
      'backend-unavailable',
    );
  });
});
