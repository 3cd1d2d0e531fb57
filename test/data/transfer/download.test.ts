/** Downloads over networks that fail, each failure made by a real server. */
import { aTimeout, expect } from '@open-wc/testing';
import { download, DEFAULT_RETRY, type RetryPolicy } from '../../../src/data/transfer/download.js';
import {
  allClosed,
  faultFolder,
  tellsCutEncoding,
  rejection,
  requestsTo,
  type LoggedRequest,
} from '../../support/faults.js';
import { join } from '../../support/idx-files.mjs';
import { waitUntil } from '../../support/wait-until.js';

/** Asks again soon, but takes no machine that is busy for one that is silent. */
const QUICK: RetryPolicy = { stall: 30_000, pauses: [20, 40, 80] };
/** For servers that stay silent. On a busy machine it may ask once more than it would have to. */
const IMPATIENT: RetryPolicy = { ...QUICK, stall: 1500 };
const FILE = 'weights.bin';
const { signal } = new AbortController();

const fetchFile = (folder: string, retry = QUICK): Promise<Response> =>
  download(folder + FILE, { signal, cache: 'no-store', retry });

/** By a reader: `arrayBuffer()` would put an error of its own in place of the stream's. */
async function bytesOf({ body }: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for (const reader = body!.getReader(); ;) {
    const { value } = await reader.read();
    if (value === undefined) return join(...chunks);
    chunks.push(value);
  }
}

async function attempts(folder: string): Promise<LoggedRequest[]> {
  return (await requestsTo(folder)).filter(({ file }) => file === FILE);
}

describe('download', () => {
  let whole: Uint8Array;

  before(async () => {
    whole = await bytesOf(await fetch(`/dist/model/${FILE}`));
    expect(whole.length).to.be.above(100_000);
  });

  it('goes on where a transfer broke off, by a range', async () => {
    const folder = faultFolder('dropped-once');
    expect(await bytesOf(await fetchFile(folder))).to.deep.equal(whole);
    const [first, second, ...more] = await attempts(folder);
    expect(more).to.be.empty;
    expect(second!.range).to.match(/^bytes=\d+-$/);
    expect(second!.status).to.equal(206);
    expect(first!.sent + second!.sent).to.be.below(1.2 * whole.length);
  });

  it('goes on as often as there is progress', async () => {
    const folder = faultFolder('dropped-often');
    expect(await bytesOf(await fetchFile(folder))).to.deep.equal(whole);
    expect((await attempts(folder)).length).to.be.above(QUICK.pauses.length + 1);
  });

  for (const kind of ['dropped-without-ranges', 'dropped-and-whole']) {
    it(`skips what is there already when the whole file comes again ("${kind}")`, async () => {
      const folder = faultFolder(kind);
      expect(await bytesOf(await fetchFile(folder))).to.deep.equal(whole);
      expect((await attempts(folder)).map(({ status }) => status)).to.deep.equal([200, 200]);
    });
  }

  it('asks for no range of what the browser unpacks', async () => {
    const folder = faultFolder('dropped-encoded');
    const file = 'train-images-idx3-ubyte.gz';
    const response = await download(folder + file, { signal, cache: 'no-store', retry: QUICK });
    expect([...(await bytesOf(response)).subarray(0, 4)]).to.deep.equal([0, 0, 8, 3]);
    const requests = (await requestsTo(folder)).filter((request) => request.file === file);
    // Where the browser does not tell that the rest is missing, there is nothing to go on with.
    expect(requests.map(({ range }) => range)).to.deep.equal((await tellsCutEncoding()) ? ['', ''] : ['']);
  });

  for (const kind of ['dropped-and-changed', 'dropped-and-unmarked']) {
    it(`never puts together what may be two files ("${kind}")`, async () => {
      const response = await fetchFile(faultFolder(kind));
      expect(await rejection(bytesOf(response))).to.have.property('name', 'TypeError');
    });
  }

  it('notices that nothing comes any more, and goes on', async () => {
    const folder = faultFolder('stalled-once');
    expect(await bytesOf(await fetchFile(folder, IMPATIENT))).to.deep.equal(whole);
    const statuses = (await attempts(folder)).map(({ status }) => status);
    expect([statuses[0], statuses.at(-1)]).to.deep.equal([200, 206]);
  });

  it('asks again when nothing is answered', async () => {
    const folder = faultFolder('silent-once');
    const response = await fetchFile(folder, IMPATIENT);
    expect(response.status).to.equal(200);
    expect(await bytesOf(response)).to.deep.equal(whole);
    expect((await attempts(folder)).length).to.be.above(1);
  });

  for (const kind of ['refused-once', 'busy-once']) {
    it(`asks again when the first answer is "${kind}"`, async () => {
      const folder = faultFolder(kind);
      const response = await fetchFile(folder);
      expect(response.status).to.equal(200);
      expect(await bytesOf(response)).to.deep.equal(whole);
      expect(await attempts(folder)).to.have.length(2);
    });
  }

  it('gives up a server that says nothing, after some attempts', async () => {
    const folder = faultFolder('silent');
    const error = (await rejection(fetchFile(folder, { stall: 100, pauses: [10, 10] }))) as DOMException;
    expect(error.name).to.equal('TimeoutError');
    expect(await attempts(folder)).to.have.length(3);
  });

  it('gives up a server that nobody is behind', async () => {
    const error = await rejection(download('http://127.0.0.1:9/', { signal, retry: QUICK }));
    expect(error).to.be.instanceOf(TypeError);
  });

  it('takes the last answer of a server that stays busy', async () => {
    const folder = faultFolder('broken');
    expect((await fetchFile(folder)).status).to.equal(503);
    expect(await attempts(folder)).to.have.length(4);
  });

  it('asks only once for what is not there', async () => {
    const folder = faultFolder('missing');
    expect((await fetchFile(folder)).status).to.equal(404);
    expect(await attempts(folder)).to.have.length(1);
  });

  it('follows a redirect', async () => {
    const file = 'train-images-idx3-ubyte.gz';
    const response = await download(faultFolder('redirect') + file, { signal, retry: QUICK });
    expect([...(await bytesOf(response)).subarray(0, 2)]).to.deep.equal([0x1f, 0x8b]);
  });

  it('leaves a redirect without end', async () => {
    const error = await rejection(fetchFile(faultFolder('redirect-loop')));
    expect(error).to.be.instanceOf(TypeError);
  });

  it('minds a body that is shorter than its length says', async () => {
    const error = await rejection(fetchFile(faultFolder('length-too-long')).then(bytesOf));
    expect(error).to.be.instanceOf(TypeError);
  });

  describe('that nobody wants any more', () => {
    const reason = new Error('enough');

    it('ends at once while nothing comes', async () => {
      const folder = faultFolder('silent');
      const controller = new AbortController();
      const rejected = rejection(download(folder + FILE, { signal: controller.signal }));
      await waitUntil(async () => (await attempts(folder)).length === 1);
      controller.abort(reason);
      expect(await rejected).to.equal(reason);
      await allClosed(folder);
    });

    it('ends at once between two attempts, and makes no further one', async () => {
      const controller = new AbortController();
      const folder = faultFolder('broken');
      const retry = { stall: 1000, pauses: [60_000] };
      const rejected = rejection(download(folder + FILE, { signal: controller.signal, retry }));
      await waitUntil(async () => (await attempts(folder)).some(({ closed }) => closed));
      await aTimeout(50);
      controller.abort(reason);
      expect(await rejected).to.equal(reason);
      expect(await attempts(folder)).to.have.length(1);
    });

    it('ends in the middle of the body', async () => {
      const controller = new AbortController();
      const folder = faultFolder('stalled-once');
      const response = await download(folder + FILE, { signal: controller.signal, retry: DEFAULT_RETRY });
      const rejected = rejection(bytesOf(response));
      await waitUntil(async () => (await attempts(folder))[0]!.sent > whole.length / 2);
      controller.abort(reason);
      expect(await rejected).to.equal(reason);
      await allClosed(folder);
    });

    it('closes its connection when the body is cancelled', async () => {
      const folder = faultFolder('stalled-once');
      const response = await fetchFile(folder, DEFAULT_RETRY);
      await response.body!.cancel();
      await allClosed(folder);
    });
  });
});
