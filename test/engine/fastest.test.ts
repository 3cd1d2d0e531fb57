import { expect } from '@open-wc/testing';
import { withDatabase, type Measurement } from '../../src/base/database.js';
import { recallFastest, rememberFastest } from '../../src/engine/fastest.js';

const DAY = 24 * 3600 * 1000;

/** Puts into the database what a version of the page may have left there at some time. */
async function leave(fingerprint: string, value: unknown): Promise<void> {
  await withDatabase((database) => database.put('fastest', value as Measurement, fingerprint));
}

describe('Remembering what is the fastest', () => {
  it('knows what it was told, and nothing of the rest', async () => {
    await rememberFastest('some browser', 2);
    expect(await recallFastest('some browser')).to.equal(2);
    expect(await recallFastest('another browser')).to.equal(undefined);
  });

  it('forgets after a week', async () => {
    await leave('days ago', { fastest: 'simd', time: Date.now() - 6 * DAY });
    await leave('long ago', { fastest: 'simd', time: Date.now() - 8 * DAY });
    expect(await recallFastest('days ago')).to.equal('simd');
    expect(await recallFastest('long ago')).to.equal(undefined);
  });

  for (const [name, value] of Object.entries({
    'from the future': { fastest: 'simd', time: Date.now() + DAY },
    'without a time': 'simd',
    'that is only a number': 2,
  })) {
    it(`does not count an entry ${name}`, async () => {
      await leave('odd', value);
      expect(await recallFastest('odd')).to.equal(undefined);
    });
  }
});
