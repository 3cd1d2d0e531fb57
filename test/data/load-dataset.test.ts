/** Loading whole datasets over HTTP: real MNIST, and servers with every kind of fault. */
import { expect } from '@open-wc/testing';
import type { MnistError } from '../../src/shared/errors.js';
import { type MnistErrorCode } from '../../src/shared/errors.js';
import type { LoadProgress } from '../../src/shared/types.js';
import { allClosed, faultFolder, rejection, requestsTo, tellsCutEncoding } from '../support/faults.js';
import { imageFile } from '../support/idx-files.mjs';
import { waitUntil } from '../support/wait-until.js';
import { QUICK_RETRY, load, MNIST, testArrival, testFault, testGivingUp } from './loading.js';

function mean(bytes: Uint8Array): number {
  return bytes.reduce((sum, byte) => sum + byte, 0) / bytes.length;
}

describe('loadDataset', () => {
  beforeEach(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });

  describe('with MNIST', () => {
    it('gives 60,000 and 10,000 images with their labels', async () => {
      const { train, test } = await load(MNIST);
      expect([train.count, train.pixels.length, train.labels.length]).to.deep.equal([60_000, 47_040_000, 60_000]);
      expect([test.count, test.pixels.length, test.labels.length]).to.deep.equal([10_000, 7_840_000, 10_000]);
      expect([...train.labels.subarray(0, 10)]).to.deep.equal([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
      expect([...test.labels.subarray(0, 10)]).to.deep.equal([7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
      expect(mean(train.pixels)).to.be.closeTo(33.3184, 0.0001);
      expect(mean(test.pixels)).to.be.closeTo(33.7912, 0.0001);
      expect([...train.pixels.subarray(152, 164)]).to.deep.equal([
        3, 18, 18, 18, 126, 136, 175, 26, 166, 255, 247, 127,
      ]);
    });

    it('takes as many examples as are wanted, from the front', async () => {
      const { train, test } = await load(MNIST, { trainSize: 10, testSize: 3 });
      expect([train.count, train.pixels.length, test.count, test.pixels.length]).to.deep.equal([10, 7840, 3, 2352]);
      expect([...train.labels]).to.deep.equal([5, 0, 4, 1, 9, 2, 1, 3, 1, 4]);
      expect([...test.labels]).to.deep.equal([7, 2, 1]);
    });
  });

  describe('with healthy servers', () => {
    const kinds = [
      'good',
      'plain',
      'plain-only-images',
      'plain-named-gz',
      'content-encoding',
      'html-for-gz',
      'trickle',
    ];
    for (const kind of [...kinds, 'trailing']) {
      it(`reads files that arrive as "${kind}"`, async () => {
        const { train, test } = await load(faultFolder(kind));
        expect([train.count, test.count]).to.deep.equal([50, 20]);
        expect(train.pixels).to.deep.equal(imageFile(50).subarray(16));
        expect(test.labels[13]).to.equal(3);
      });
    }

    it('closes the connection once it has the wanted examples', async () => {
      const src = faultFolder('long');
      const { train } = await load(src, { trainSize: 10 });
      expect(train.count).to.equal(10);
      await allClosed(src);
      const images = (await requestsTo(src)).find(({ file }) => file === 'train-images-idx3-ubyte.gz');
      expect(images?.sent).to.be.below(8_000_000);
    });
  });

  describe('progress', () => {
    for (const kind of ['good', 'plain', 'content-encoding', 'trickle', 'long']) {
      it(`never goes backwards and ends complete with "${kind}"`, async () => {
        const seen: LoadProgress[] = [];
        await load(faultFolder(kind), { trainSize: 30, onProgress: (progress) => seen.push(progress) });
        seen.forEach(({ loaded, total }, index) => {
          expect(loaded).to.be.at.least(seen[index - 1]?.loaded ?? 0);
          if (total > 0) expect(loaded).to.be.at.most(total);
        });
        const last = seen.at(-1)!;
        expect(last.loaded).to.equal(last.total);
        expect(last.loaded).to.be.above(0);
        expect(last.file).to.match(/-ubyte(\.gz)?$/);
      });
    }

    it('counts the bytes of all four files', async () => {
      let last: LoadProgress | undefined;
      const src = faultFolder('good');
      await load(src, { onProgress: (progress) => (last = progress) });
      const sent = (await requestsTo(src)).reduce((sum, request) => sum + request.sent, 0);
      expect(last?.loaded).to.equal(sent);
    });
  });

  describe('over bad networks', () => {
    for (const kind of ['dropped-once', 'redirect']) testArrival(kind);

    it('loads what the browser unpacks although it broke off, or says that it is cut short', async () => {
      const loading = load(faultFolder('dropped-encoded'), { retry: QUICK_RETRY });
      if (await tellsCutEncoding()) expect((await loading).train.count).to.equal(50);
      else expect(await rejection(loading)).to.have.property('code', 'data-truncated');
    });

    // A browser follows up to 20 redirects, and may itself ask again on a connection that was closed meanwhile.
    const failures: [kind: string, code: MnistErrorCode, mostRequests: number][] = [
      ['redirect-loop', 'data-network', 63],
      ['length-too-long', 'data-network', 6],
      ['length-too-short', 'data-corrupt', 1],
    ];
    for (const [kind, code, mostRequests] of failures) testGivingUp(kind, code, mostRequests);
  });

  describe('with broken data', () => {
    const faults: [kind: string, code: MnistErrorCode, words: string][] = [
      ['dropped', 'data-network', 'train-images-idx3-ubyte.gz broke off'],
      ['corrupt-gzip', 'data-corrupt', 'train-images-idx3-ubyte.gz is not intact'],
      ['bad-checksum', 'data-corrupt', 'train-images-idx3-ubyte.gz is not intact'],
      ['cut-gzip', 'data-corrupt', 'cut short'],
      ['empty', 'data-magic', 'is empty'],
    ];
    for (const [kind, code, words] of faults) testFault(kind, code, words);

    it('cuts a decompression bomb at the limit', async () => {
      const error = await rejection(load(faultFolder('bomb'), { trainSize: 50 }));
      expect((error as MnistError).code).to.equal('data-count-mismatch');
      expect((error as MnistError).message).to.contain('4294967295 images, but 50 labels');
    });

    it('rejects with data-network when nothing answers', async () => {
      const error = await rejection(load('http://127.0.0.1:9/'));
      expect((error as MnistError).code).to.equal('data-network');
      expect((error as MnistError).cause).to.be.instanceOf(TypeError);
    });

    it('closes the other connections when one file fails', async () => {
      const src = faultFolder('stalled').replace('/stalled/', '/stalled-and-missing/');
      await rejection(load(src));
      await allClosed(src);
    });
  });

  describe('abort', () => {
    it('rejects with the reason and closes every connection while data arrive', async () => {
      const src = faultFolder('stalled');
      const controller = new AbortController();
      const loading = load(src, { signal: controller.signal });
      const rejected = rejection(loading);
      await waitUntil(async () => (await requestsTo(src)).length === 4);
      controller.abort('enough');
      expect(await rejected).to.equal('enough');
      await allClosed(src);
    });
  });
});
