/** The second visit: what is kept in Cache Storage, when it is used, and when it is not. */
import { expect } from '@open-wc/testing';
import { loadDataset } from '../../src/data/load-dataset.js';
import { faultFolder, rejection, replaceFiles, requestsTo } from '../support/faults.js';
import { waitUntil } from '../support/wait-until.js';

const CACHE_NAME = 'mnist-elements-data-1';

const retry = { stall: 10_000, pauses: [20] };
const load = (src: string, size = Infinity) => loadDataset({ src, trainSize: size, testSize: size, retry });

async function storedFiles(src: string): Promise<string[]> {
  const keys = await (await caches.open(CACHE_NAME)).keys();
  return keys
    .filter(({ url }) => url.startsWith(src))
    .map(({ url }) => url.slice(src.length))
    .sort();
}

/** Loads, and waits until everything is stored; that happens after the load has resolved. */
async function visit(src: string): Promise<void> {
  await load(src);
  await waitUntil(async () => (await storedFiles(src)).length === 4, 'four files are stored');
}

async function downloads(src: string): Promise<string[]> {
  return (await requestsTo(src)).filter(({ method }) => method === 'GET').map(({ file }) => file);
}

describe('DataFolder on a second visit', () => {
  beforeEach(() => caches.delete(CACHE_NAME));

  for (const kind of ['good', 'plain', 'content-encoding']) {
    it(`downloads nothing of what arrived as "${kind}"`, async () => {
      const src = faultFolder(kind);
      await visit(src);
      const before = await downloads(src);
      const { train, test } = await load(src);
      expect([train.count, test.count]).to.deep.equal([50, 20]);
      expect(await downloads(src)).to.deep.equal(before);
    });
  }

  it('takes fewer examples out of stored files', async () => {
    const src = faultFolder('good');
    await visit(src);
    expect((await load(src, 7)).train.count).to.equal(7);
    expect(await downloads(src)).to.have.lengthOf(4);
  });

  it('downloads again what has changed on the server', async () => {
    const src = faultFolder('good');
    await visit(src);
    await replaceFiles(src);
    await load(src);
    expect(await downloads(src)).to.have.lengthOf(8);
  });

  it('downloads a stored file again when it is broken, and stores that', async () => {
    const src = faultFolder('good');
    await visit(src);
    const url = `${src}train-images-idx3-ubyte.gz`;
    const cache = await caches.open(CACHE_NAME);
    await cache.put(url, new Response(Uint8Array.of(0x1f, 0x8b, 1, 2, 3)));
    expect((await load(src)).train.count).to.equal(50);
    expect((await downloads(src)).filter((file) => file.startsWith('train-images'))).to.have.lengthOf(2);
    await waitUntil(async () => ((await (await cache.match(url))?.arrayBuffer())?.byteLength ?? 0) > 100);
  });

  it('does not store a part of a file', async () => {
    const src = faultFolder('good');
    await load(src, 5);
    // Labels are few bytes, and read to their end: how many classes there are stands in all of them.
    await waitUntil(async () => (await storedFiles(src)).length === 2, 'both files of labels are stored');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect((await storedFiles(src)).filter((file) => file.includes('images'))).to.be.empty;
  });

  it('does not store a file that is broken', async () => {
    for (const kind of ['bad-checksum', 'truncated', 'html', 'dropped']) {
      const src = faultFolder(kind);
      await rejection(load(src));
      await new Promise((resolve) => setTimeout(resolve, 50));
      expect(
        (await storedFiles(src)).filter((file) => file.startsWith('train-images')),
        kind,
      ).to.be.empty;
    }
  });

  it('finds the files put right after a failed load, although the browser may keep the bad ones for a year', async () => {
    const src = faultFolder('cached-and-cut');
    expect(await rejection(load(src))).to.have.property('code', 'data-truncated');
    await replaceFiles(src);
    expect((await load(src)).train.count).to.equal(50);
  });

  it('loads all the same where there is no Cache Storage, or it throws, or never answers', async () => {
    const own = Object.getOwnPropertyDescriptor(globalThis, 'caches')!;
    const broken: unknown[] = [
      undefined,
      { open: () => Promise.reject(new DOMException('no', 'SecurityError')) },
      { open: () => new Promise(() => undefined) },
    ];
    try {
      for (const value of broken) {
        Object.defineProperty(globalThis, 'caches', { value, configurable: true });
        expect((await load(faultFolder('good'))).train.count).to.equal(50);
      }
    } finally {
      Object.defineProperty(globalThis, 'caches', own);
    }
  });

  it('finds no stored file and loads all the same in a frame that may not use storage', async () => {
    const source = new URL('../../src/data/load-dataset.ts', import.meta.url).href;
    const src = new URL('/faults/good/sandbox/', location.href).href;
    const frame = document.createElement('iframe');
    frame.setAttribute('sandbox', 'allow-scripts');
    frame.srcdoc = `<script>
      import(${JSON.stringify(source)})
        .then(({ loadDataset }) => loadDataset({ src: '${src}', trainSize: Infinity, testSize: Infinity }))
        .then(({ train }) => parent.postMessage(train.count, '*'), (error) => parent.postMessage(String(error), '*'));
    </script>`;
    const answer = new Promise((resolve) => {
      addEventListener('message', ({ source: from, data }) => from === frame.contentWindow && resolve(data));
    });
    document.body.append(frame);
    expect(await answer).to.equal(50);
    frame.remove();
  });
});
