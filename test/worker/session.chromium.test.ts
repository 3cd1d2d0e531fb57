/** A trainer's side of the worker, here on the page: what it holds, and what it says of itself. */
import { expect } from '@open-wc/testing';
import type { Settings } from '../../src/messages/settings.js';
import { parseLayers } from '../../src/network/parse.js';
import type { TrainerState } from '../../src/shared/types.js';
import { DatasetStore } from '../../src/data/dataset-store.js';
import { WorkerSession } from '../../src/worker/session.js';
import { faultFolder, rejection } from '../support/faults.js';

const REQUEST = { classCount: 10, trainSize: Infinity, testSize: Infinity, transpose: 'auto' } as const;

const settingsFor = (src: string): Settings => ({
  ...REQUEST,
  src,
  validationSize: undefined,
  layers: parseLayers('cnn'),
  epochs: 1,
  batchSize: 64,
  optimizer: 'adam',
  learningRate: 0.003,
  schedule: 'one-cycle',
  weightDecay: 0,
  seed: 1,
  backend: 'auto',
  threads: 1,
  augment: 'none',
  storageKey: undefined,
});

describe('A session in the worker', () => {
  it('gives its data back when it is closed, and not before', async () => {
    const src = faultFolder('good');
    const datasets = new DatasetStore();
    const session = new WorkerSession(datasets, () => Promise.resolve());
    await session.load(settingsFor(src));
    const first = await datasets.acquire({ src, ...REQUEST });
    first.release();
    const second = await datasets.acquire({ src, ...REQUEST });
    expect(second.dataset).to.equal(first.dataset);
    second.release();
    await session.close();
    expect((await datasets.acquire({ src, ...REQUEST })).dataset).not.to.equal(first.dataset);
  });

  it('is in the state `error` after a command that failed, also when it has data from before', async () => {
    const states: TrainerState[] = [];
    const session = new WorkerSession(new DatasetStore(), (report) => {
      if (report.type === 'state') states.push(report.state);
      return Promise.resolve();
    });
    await session.load(settingsFor(faultFolder('good')));
    expect(await rejection(session.load(settingsFor(faultFolder('missing'))))).to.have.property(
      'code',
      'data-not-found',
    );
    expect(states).to.deep.equal(['loading', 'ready', 'loading', 'error']);
    await session.close();
  });
});
