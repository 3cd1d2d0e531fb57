/** Loading whole datasets over HTTP: real MNIST, and servers with every kind of fault. */
import { expect } from '@open-wc/testing';
import { MnistError, type MnistErrorCode } from '../../../src/shared/errors.js';
import type { LoadProgress } from '../../../src/shared/types.js';
import { loadDataset, type LoadOptions } from '../../../src/worker/dataset/load-dataset.js';
import { PATIENCE } from '../../../src/worker/transfer/download.js';
import { allClosed, faultFolder, rejection, requestsTo, tellsCutEncoding } from '../../support/faults.js';
import { imageFile } from '../../support/idx-files.mjs';
import { waitUntil } from '../../support/wait-until.js';

const MNIST = new URL('/dist/data/', location.href).href;
const ALL = { trainSize: Infinity, testSize: Infinity };

/** As long as ever for a server that is busy, and quick to ask again. */
const patience = { ...PATIENCE, pauses: [20, 50] };
const load = (src: string, options?: Partial<LoadOptions>) => loadDataset({ src, ...ALL, patience, ...options });

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

    it('uses all there is when more is asked for', async () => {
      const { train } = await load(faultFolder('good'), { trainSize: 1_000_000 });
      expect(train.count).to.equal(50);
    });

    it('asks for a missing form only once for the whole folder', async () => {
      const src = faultFolder('plain');
      await load(src);
      const requests = await requestsTo(src);
      expect(requests.filter(({ file }) => file.endsWith('.gz'))).to.have.lengthOf(1);
      expect(requests).to.have.lengthOf(5);
    });

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
    const impatience = { stall: 1500, pauses: [20, 50] };

    for (const kind of [
      'dropped-once',
      'dropped-without-ranges',
      'stalled-once',
      'silent-once',
      'refused-once',
      'busy-once',
      'redirect',
    ]) {
      it(`loads what arrives as "${kind}", and its progress never goes back`, async () => {
        const seen: LoadProgress[] = [];
        const src = faultFolder(kind);
        const { train, test } = await load(src, {
          patience: impatience,
          onProgress: (progress) => seen.push(progress),
        });
        expect(train.pixels).to.deep.equal(imageFile(50).subarray(16));
        expect(test.count).to.equal(20);
        seen.forEach(({ loaded }, index) => expect(loaded).to.be.at.least(seen[index - 1]?.loaded ?? 0));
        expect(seen.at(-1)!.loaded).to.equal(seen.at(-1)!.total);
      });
    }

    it('loads what the browser unpacks although it broke off, or says that it is cut short', async () => {
      const loading = load(faultFolder('dropped-encoded'), { patience: impatience });
      if (await tellsCutEncoding()) expect((await loading).train.count).to.equal(50);
      else expect(await rejection(loading)).to.have.property('code', 'data-truncated');
    });

    // A browser follows up to 20 redirects, and may itself ask again on a connection that was closed meanwhile.
    const failures: [kind: string, code: MnistErrorCode, mostRequests: number][] = [
      ['silent', 'data-network', 3],
      ['redirect-loop', 'data-network', 63],
      ['dropped-and-changed', 'data-network', 2],
      ['length-too-long', 'data-network', 6],
      ['length-too-short', 'data-corrupt', 1],
      ['page', 'data-magic', 1],
    ];
    for (const [kind, code, mostRequests] of failures) {
      it(`rejects "${kind}" with ${code}`, async () => {
        const src = faultFolder(kind);
        const progress: LoadProgress[] = [];
        const error = await rejection(load(src, { patience: impatience, onProgress: (each) => progress.push(each) }));
        expect((error as MnistError).code).to.equal(code);
        expect((await requestsTo(src)).filter(({ file }) => file === 'train-images-idx3-ubyte.gz').length).to.be.within(
          1,
          mostRequests,
        );
        for (const { loaded, total } of progress) if (total > 0) expect(loaded).to.be.below(total);
      });
    }
  });

  describe('with broken data', () => {
    const faults: [kind: string, code: MnistErrorCode, words: string][] = [
      ['missing', 'data-not-found', 'the folder must hold'],
      ['forbidden', 'data-not-found', '(403)'],
      ['broken', 'data-network', '503'],
      ['dropped', 'data-network', 'train-images-idx3-ubyte.gz broke off'],
      ['corrupt-gzip', 'data-corrupt', 'train-images-idx3-ubyte.gz is not intact'],
      ['bad-checksum', 'data-corrupt', 'train-images-idx3-ubyte.gz is not intact'],
      ['cut-gzip', 'data-corrupt', 'cut short'],
      ['html', 'data-magic', 'is not an IDX file of images: it looks like an HTML page'],
      ['wrong-magic', 'data-magic', '0x07070707'],
      ['swapped', 'data-magic', 'it holds labels'],
      ['empty', 'data-magic', 'is empty'],
      ['cut-header', 'data-truncated', 'within its header'],
      ['truncated', 'data-truncated', 'promises 50 images, but it holds 48'],
      ['no-images', 'data-truncated', 'holds no images'],
      ['side-27', 'data-dimensions', '27×27'],
      ['count-mismatch', 'data-count-mismatch', '50 images, but 49 labels'],
      ['label-11', 'data-label-range', 'Label 33 of the train files'],
      ['four-billion', 'data-corrupt', 'claims to hold 4294967295 images; at most 500000'],
    ];
    for (const [kind, code, words] of faults) {
      it(`rejects "${kind}" with ${code}`, async () => {
        const error = await rejection(load(faultFolder(kind)));
        expect(error).to.be.instanceOf(MnistError);
        expect((error as MnistError).code).to.equal(code);
        expect((error as MnistError).message).to.contain(words);
      });
    }

    it('cuts a decompression bomb at the limit', async () => {
      const error = await rejection(load(faultFolder('bomb'), { trainSize: 50 }));
      expect((error as MnistError).code).to.equal('data-count-mismatch');
      expect((error as MnistError).message).to.contain('4294967295 images, but 50 labels');
    });

    it('names the missing file and the attribute to check', async () => {
      const src = faultFolder('missing');
      const { message } = (await rejection(load(src))) as MnistError;
      expect(message).to.contain(`${src}train-`).and.to.contain('(404)').and.to.contain('`src` attribute');
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

    it('finds labels out of range only among those in use', async () => {
      const { train } = await load(faultFolder('label-11'), { trainSize: 33 });
      expect(train.count).to.equal(33);
    });

    it('works when the same load is tried again after the fault is gone', async () => {
      const error = await rejection(load(faultFolder('dropped')));
      expect((error as MnistError).code).to.equal('data-network');
      expect((await load(faultFolder('good'))).train.count).to.equal(50);
    });
  });

  describe('bad arguments', () => {
    for (const size of [0, -1, 1.5, NaN, -Infinity]) {
      it(`rejects a size of ${size} with invalid-argument`, async () => {
        for (const name of ['trainSize', 'testSize'] as const) {
          const error = await rejection(load(MNIST, { [name]: size }));
          expect((error as MnistError).code).to.equal('invalid-argument');
          expect((error as MnistError).message).to.contain(name);
        }
      });
    }

    for (const src of ['', 'data/', 'https://example.org/data']) {
      it(`rejects the folder "${src}" with invalid-argument`, async () => {
        expect(((await rejection(load(src))) as MnistError).code).to.equal('invalid-argument');
      });
    }
  });

  describe('abort', () => {
    it('rejects with the reason before anything is requested', async () => {
      const src = faultFolder('good');
      const reason = new Error('stopped');
      expect(await rejection(load(src, { signal: AbortSignal.abort(reason) }))).to.equal(reason);
      expect(await requestsTo(src)).to.be.empty;
    });

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

    it('reports no progress afterwards', async () => {
      const controller = new AbortController();
      let reports = 0;
      const loading = load(faultFolder('long'), { signal: controller.signal, onProgress: () => reports++ });
      await waitUntil(() => reports > 0);
      controller.abort();
      const before = reports;
      await rejection(loading);
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(reports).to.equal(before);
    });
  });
});
