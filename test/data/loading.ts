/** Loads over this machine's network, and what is asked of each kind of server. */
import { expect } from '@open-wc/testing';
import { MnistError, type MnistErrorCode } from '../../src/shared/errors.js';
import type { LoadProgress } from '../../src/shared/types.js';
import { loadDataset, type LoadOptions } from '../../src/data/load-dataset.js';
import { DEFAULT_RETRY } from '../../src/data/transfer/download.js';
import { faultFolder, rejection, requestsTo } from '../support/faults.js';
import { imageFile } from '../support/idx-files.mjs';

export const MNIST = new URL('/dist/data/', location.href).href;
const ALL = { trainSize: Infinity, testSize: Infinity };

/** As long as ever for a server that is busy, and quick to ask again. */
const retry = { ...DEFAULT_RETRY, pauses: [20, 50] };
export const load = (src: string, options?: Partial<LoadOptions>) => loadDataset({ src, ...ALL, retry, ...options });

export const QUICK_RETRY = { stall: 1500, pauses: [20, 50] };

/** A server that has the data in the end. */
export function testArrival(kind: string): void {
  it(`loads what arrives as "${kind}", and its progress never goes back`, async () => {
    const seen: LoadProgress[] = [];
    const src = faultFolder(kind);
    const { train, test } = await load(src, {
      retry: QUICK_RETRY,
      onProgress: (progress) => seen.push(progress),
    });
    expect(train.pixels).to.deep.equal(imageFile(50).subarray(16));
    expect(test.count).to.equal(20);
    seen.forEach(({ loaded }, index) => expect(loaded).to.be.at.least(seen[index - 1]?.loaded ?? 0));
    expect(seen.at(-1)!.loaded).to.equal(seen.at(-1)!.total);
  });
}

/** A server whose network is at fault. */
export function testGivingUp(kind: string, code: MnistErrorCode, mostRequests: number): void {
  it(`rejects "${kind}" with ${code}`, async () => {
    const src = faultFolder(kind);
    const progress: LoadProgress[] = [];
    const error = await rejection(load(src, { retry: QUICK_RETRY, onProgress: (each) => progress.push(each) }));
    expect((error as MnistError).code).to.equal(code);
    expect((await requestsTo(src)).filter(({ file }) => file === 'train-images-idx3-ubyte.gz').length).to.be.within(
      1,
      mostRequests,
    );
    for (const { loaded, total } of progress) if (total > 0) expect(loaded).to.be.below(total);
  });
}

/** A server whose data are at fault. */
export function testFault(kind: string, code: MnistErrorCode, words: string): void {
  it(`rejects "${kind}" with ${code}`, async () => {
    const error = await rejection(load(faultFolder(kind)));
    expect(error).to.be.instanceOf(MnistError);
    expect((error as MnistError).code).to.equal(code);
    expect((error as MnistError).message).to.contain(words);
  });
}
