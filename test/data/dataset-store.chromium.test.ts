/** Sharing datasets: one download and one copy for all who want the same, freed with the last of them. */
import { expect } from '@open-wc/testing';
import type { MnistError } from '../../src/shared/errors.js';
import type { LoadProgress } from '../../src/shared/types.js';
import { DatasetStore } from '../../src/data/dataset-store.js';
import { allClosed, faultFolder, rejection, requestsTo } from '../support/faults.js';
import { waitUntil } from '../support/wait-until.js';

const ALL = { trainSize: Infinity, testSize: Infinity };

async function downloads(src: string): Promise<number> {
  return (await requestsTo(src)).filter(({ method }) => method === 'GET').length;
}

describe('DatasetStore', () => {
  let store: DatasetStore;

  beforeEach(async () => {
    store = new DatasetStore();
    for (const name of await caches.keys()) await caches.delete(name);
  });

  it('gives everybody the same copy of one download', async () => {
    const src = faultFolder('good');
    const [a, b] = await Promise.all([store.acquire({ src, ...ALL }), store.acquire({ src, ...ALL })]);
    const c = await store.acquire({ src, ...ALL });
    expect(a.dataset).to.equal(b.dataset);
    expect(a.dataset).to.equal(c.dataset);
    expect(await downloads(src)).to.equal(4);
  });

  it('keeps datasets of other sizes and folders apart', async () => {
    const src = faultFolder('good');
    const [a, b, c] = await Promise.all([
      store.acquire({ src, ...ALL }),
      store.acquire({ src, ...ALL, trainSize: 5 }),
      store.acquire({ src: faultFolder('good'), ...ALL }),
    ]);
    expect([a, b, c].map(({ dataset }) => dataset.train.count)).to.deep.equal([50, 5, 50]);
    expect(a.dataset).not.to.equal(c.dataset);
  });

  it('frees a dataset when the last lease is released, and not before', async () => {
    const src = faultFolder('good');
    const first = await store.acquire({ src, ...ALL });
    const second = await store.acquire({ src, ...ALL });
    first.release();
    first.release();
    const third = await store.acquire({ src, ...ALL });
    expect(third.dataset).to.equal(first.dataset);
    second.release();
    third.release();
    const fourth = await store.acquire({ src, ...ALL });
    expect(fourth.dataset).not.to.equal(first.dataset);
  });

  it('tells progress to everybody who waits, and the latest to one who joins', async () => {
    const src = faultFolder('trickle');
    const seen: LoadProgress[][] = [[], [], []];
    const join = (index: number) => store.acquire({ src, ...ALL, onProgress: (part) => seen[index]?.push(part) });
    await Promise.all([join(0), join(1)]);
    await join(2);
    expect(seen[0]).to.deep.equal(seen[1]);
    expect(seen[2]).to.deep.equal(seen[0]!.slice(-1));
  });

  it('goes on downloading while one of two waits', async () => {
    const src = faultFolder('trickle');
    const controller = new AbortController();
    const leaving = store.acquire({ src, ...ALL, signal: controller.signal });
    const staying = store.acquire({ src, ...ALL });
    controller.abort('gone');
    expect(await rejection(leaving)).to.equal('gone');
    expect((await staying).dataset.train.count).to.equal(50);
    expect(await downloads(src)).to.equal(4);
  });

  it('stops the download when the last one leaves', async () => {
    const src = faultFolder('stalled');
    const controllers = [new AbortController(), new AbortController()];
    // By itself it would wait for a long time before it closes a connection.
    const retry = { stall: 600_000, pauses: [] };
    const waiting = controllers.map(({ signal }) => rejection(store.acquire({ src, ...ALL, retry, signal })));
    await waitUntil(async () => (await downloads(src)) === 4);
    controllers.forEach((controller) => controller.abort('gone'));
    expect(await Promise.all(waiting)).to.deep.equal(['gone', 'gone']);
    await allClosed(src);
  });

  it('lets a newcomer start afresh in the very moment that the last one leaves', async () => {
    const src = faultFolder('trickle');
    const controller = new AbortController();
    const leaving = rejection(store.acquire({ src, ...ALL, signal: controller.signal }));
    controller.abort();
    const lease = await store.acquire({ src, ...ALL });
    expect(lease.dataset.train.count).to.equal(50);
    await leaving;
  });

  it('keeps a lease although its signal is aborted later', async () => {
    const src = faultFolder('good');
    const controller = new AbortController();
    const lease = await store.acquire({ src, ...ALL, signal: controller.signal });
    controller.abort();
    expect((await store.acquire({ src, ...ALL })).dataset).to.equal(lease.dataset);
  });

  it('rejects at once when the signal is aborted already', async () => {
    const src = faultFolder('good');
    expect(await rejection(store.acquire({ src, ...ALL, signal: AbortSignal.abort('gone') }))).to.equal('gone');
    expect(await downloads(src)).to.equal(0);
  });

  it('tells a failure to everybody, and tries again the next time', async () => {
    const src = faultFolder('truncated');
    const errors = await Promise.all([1, 2].map(() => rejection(store.acquire({ src, ...ALL }))));
    for (const error of errors) expect((error as MnistError).code).to.equal('data-truncated');
    const before = await downloads(src);
    await rejection(store.acquire({ src, ...ALL }));
    expect(await downloads(src)).to.be.above(before);
  });

  it('refuses labels that the wanted classes do not have', async () => {
    // Labels go from 0 to 9.
    const error = await rejection(store.acquire({ src: faultFolder('good'), ...ALL, classCount: 9 }));
    expect((error as MnistError).code).to.equal('data-label-range');
  });
});
