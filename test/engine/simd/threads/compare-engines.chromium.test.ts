import { expect } from '@open-wc/testing';
import type { Batch, Engine } from '../../../../src/engine/engine.js';
import { compareEngines } from '../../../../src/engine/simd/threads/compare-engines.js';
import { createSimdEngine } from '../../../../src/engine/simd/create-simd-engine.js';
import { files } from '../files.js';
import { networkOf } from '../../tensorflow/reference.js';

const workload = { network: networkOf('cnn'), batchSize: 32 } as const;

describe('Comparing two SIMD engines', () => {
  const engines: Engine[] = [];
  /** Which engine trained, step by step. */
  let steps: Engine[];
  let batch: Batch;

  /** An engine that computes every step `repeats` times over, and so is that many times as slow. */
  async function engineWith(repeats: number): Promise<Engine> {
    const engine = await createSimdEngine({ threads: 1, ...workload }, files);
    const train = engine.trainBatch.bind(engine);
    engine.trainBatch = async (given, rate) => {
      batch = given;
      steps.push(engine);
      for (let i = 0; i < repeats; i++) await train(given, rate);
    };
    engines.push(engine);
    return engine;
  }

  beforeEach(() => (steps = []));
  afterEach(() => {
    for (const engine of engines.splice(0)) engine.dispose();
  });

  it('finds the one faster that does less', async () => {
    const [fast, slow] = [await engineWith(1), await engineWith(8)];
    expect(await compareEngines(slow, fast, workload)).to.be.greaterThan(2);
    expect(await compareEngines(fast, slow, workload)).to.be.lessThan(0.5);
  });

  it('lets them train by turns after the warm-up, six to 25 times each', async () => {
    const [one, other] = [await engineWith(1), await engineWith(1)];
    await compareEngines(one, other, workload);
    const turns = steps.filter((engine, i) => engine !== steps[i - 1]);
    expect(turns.length).to.be.within(2 + 2 * 6, 2 + 2 * 25);
    expect(turns.length % 2).to.equal(0);
    expect(turns.every((engine, i) => engine === [one, other][i % 2])).to.equal(true);
  });

  it('goes on for as long as one of them gets faster', async () => {
    const [one, other] = [await engineWith(1), await engineWith(1)];
    const train = other.trainBatch.bind(other);
    let repeats = 40;
    other.trainBatch = async (given, rate) => {
      for (let i = 0; i < repeats; i++) await train(given, rate);
      repeats = Math.max(1, repeats * 0.8);
    };
    expect(await compareEngines(one, other, workload)).to.be.within(0.5, 2);
  });

  it('trains on batches of the size that is wanted, with ink where digits have it', async () => {
    const [one, other] = [await engineWith(1), await engineWith(1)];
    await compareEngines(one, other, workload);
    expect(batch.labels).to.have.length(32);
    expect(batch.pixels).to.have.length(32 * 784);
    const inked = batch.pixels.filter((value) => value > 0).length / batch.pixels.length;
    expect(inked).to.be.within(0.4, 0.6);
  });

  it('does not take longer for huge batches', async () => {
    const [one, other] = [await engineWith(1), await engineWith(1)];
    await compareEngines(one, other, { network: networkOf('cnn'), batchSize: 100_000 });
    expect(batch.labels).to.have.length(256);
  });

  it('leaves no metrics behind', async () => {
    const [one, other] = [await engineWith(1), await engineWith(1)];
    await compareEngines(one, other, workload);
    expect([await one.takeMetrics(), await other.takeMetrics()]).to.deep.equal([[], []]);
  });
});
