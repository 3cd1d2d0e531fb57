/** Loading whole datasets over HTTP, where it does not depend on how a browser downloads and unpacks. */
import { expect } from '@open-wc/testing';
import type { MnistError } from '../../src/shared/errors.js';
import { type MnistErrorCode } from '../../src/shared/errors.js';
import { faultFolder, rejection, requestsTo } from '../support/faults.js';
import { waitUntil } from '../support/wait-until.js';
import { load, MNIST, testArrival, testFault, testGivingUp } from './loading.js';

describe('loadDataset', () => {
  beforeEach(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });

  describe('with healthy servers', () => {
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
  });

  describe('over bad networks', () => {
    for (const kind of ['dropped-without-ranges', 'stalled-once', 'silent-once', 'refused-once', 'busy-once']) {
      testArrival(kind);
    }

    const failures: [kind: string, code: MnistErrorCode, mostRequests: number][] = [
      ['silent', 'data-network', 3],
      ['dropped-and-changed', 'data-network', 2],
      ['page', 'data-magic', 1],
    ];
    for (const [kind, code, mostRequests] of failures) testGivingUp(kind, code, mostRequests);
  });

  describe('with broken data', () => {
    const faults: [kind: string, code: MnistErrorCode, words: string][] = [
      ['missing', 'data-not-found', 'the folder must hold'],
      ['forbidden', 'data-not-found', '(403)'],
      ['broken', 'data-network', '503'],
      ['html', 'data-magic', 'is not an IDX file of images: it looks like an HTML page'],
      ['wrong-magic', 'data-magic', '0x07070707'],
      ['swapped', 'data-magic', 'it holds labels'],
      ['cut-header', 'data-truncated', 'within its header'],
      ['truncated', 'data-truncated', 'promises 50 images, but it holds 48'],
      ['no-images', 'data-truncated', 'holds no images'],
      ['side-27', 'data-dimensions', '27×27 pixels for training, but 28×28'],
      ['count-mismatch', 'data-count-mismatch', '50 images, but 49 labels'],
      ['four-billion', 'data-corrupt', 'claims to hold 4294967295 images; at most 500000'],
    ];
    for (const [kind, code, words] of faults) testFault(kind, code, words);

    it('names the missing file and the attribute to check', async () => {
      const src = faultFolder('missing');
      const { message } = (await rejection(load(src))) as MnistError;
      expect(message).to.contain(`${src}train-`).and.to.contain('(404)').and.to.contain('`src` attribute');
    });

    it('finds labels out of range, but only among those in use', async () => {
      const error = (await rejection(load(faultFolder('label-11'), { classCount: 10 }))) as MnistError;
      expect(error.code).to.equal('data-label-range');
      expect(error.message).to.contain('Label 33 of the train files');
      const { train } = await load(faultFolder('label-11'), { trainSize: 33, classCount: 10 });
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
