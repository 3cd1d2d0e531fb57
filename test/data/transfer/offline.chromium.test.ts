/** A browser that is offline for a while, which takes the DevTools protocol. */
import { expect } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import { download } from '../../../src/data/transfer/download.js';
import { faultFolder } from '../../support/faults.js';

const { signal } = new AbortController();

describe('download', () => {
  it('waits no longer than until the browser is online again', async () => {
    const folder = faultFolder('good');
    await executeServerCommand('offline-for', 1500);
    const begun = performance.now();
    const response = await download(`${folder}t10k-labels-idx1-ubyte.gz`, {
      signal,
      retry: { stall: 5000, pauses: [15_000] },
    });
    expect(response.status).to.equal(200);
    expect(performance.now() - begun).to.be.below(14_000);
  });
});
