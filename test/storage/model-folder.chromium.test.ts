import { expect } from '@open-wc/testing';
import { MnistError } from '../../src/shared/errors.js';
import { readModelFiles } from '../../src/storage/keras/model-files.js';
import { readModelFacts } from '../../src/storage/model-facts.js';
import { downloadModel } from '../../src/storage/model-folder.js';
import { faultFolder, rejection, requestsTo } from '../support/faults.js';
import { networkOf } from '../engine/tensorflow/reference.js';

const { signal } = new AbortController();
/** Enough for a server on this machine. */
const retry = { stall: 1500, pauses: [20, 40] };
const folder = (path: string): string => new URL(path, location.href).href;

async function refusal(url: string): Promise<MnistError> {
  const error = await rejection(downloadModel(url, signal, retry));
  expect(error).to.be.instanceOf(MnistError);
  return error as MnistError;
}

describe('a folder with a model', () => {
  it('holds the network that comes with the script, in half precision, with its calibration', async () => {
    const files = await downloadModel(folder('/dist/model/'), signal);
    expect(files.map(({ name }) => name)).to.deep.equal(['model.json', 'weights.bin']);
    expect(files[1]!.size).to.equal(2 * 53_866);
    const content = await readModelFiles(files);
    expect(content.network).to.deep.equal(networkOf('cnn'));
    const { calibration, labels } = readModelFacts(content);
    expect(calibration?.temperature).to.be.above(0);
    expect(calibration?.threshold).to.be.within(0, 1);
    expect(labels).to.have.length(10);
  });

  it('is told by name when it has no model', async () => {
    const error = await refusal(folder('/nowhere/'));
    expect(error.code).to.equal('model-not-found');
    expect(error.message).to.contain('/nowhere/model.json').and.contain('404');
  });

  it('is told when its server cannot be asked', async () => {
    const error = await refusal('http://localhost:1/');
    expect(error.code).to.equal('model-network');
    expect(error.cause).to.be.instanceOf(TypeError);
  });

  for (const kind of ['dropped-once', 'stalled-once', 'silent-once', 'refused-once', 'busy-once']) {
    it(`is read whole although it arrives as "${kind}"`, async () => {
      const { network } = await readModelFiles(await downloadModel(faultFolder(kind), signal, retry));
      expect(network).to.deep.equal(networkOf('cnn'));
    });
  }

  it('is told when its server stays silent or busy', async () => {
    expect((await refusal(faultFolder('silent'))).code).to.equal('model-network');
    const busy = await refusal(faultFolder('broken'));
    expect(busy.code).to.equal('model-network');
    expect(busy.message).to.contain('503');
  });

  it('is told when a page comes in place of its weights', async () => {
    const files = await downloadModel(faultFolder('page'), signal, retry);
    expect(((await rejection(readModelFiles(files))) as MnistError).code).to.equal('model-invalid');
  });

  it('is not read beyond what a model may have', async () => {
    const src = faultFolder('endless');
    const error = await refusal(src);
    expect(error.code).to.equal('model-invalid');
    expect(error.message).to.contain('longer than');
    expect((await requestsTo(src))[0]!.sent).to.be.below(40_000_000);
  });

  it('stops when nobody wants it any more', async () => {
    const reason = new Error('enough');
    expect(await rejection(downloadModel(folder('/dist/model/'), AbortSignal.abort(reason)))).to.equal(reason);
  });
});

describe('what a model file says about its network', () => {
  const factsOf = (metadata: Record<string, unknown>): ReturnType<typeof readModelFacts> =>
    readModelFacts({ network: networkOf('cnn'), metadata });

  it('is taken over when it makes sense', () => {
    const calibration = { temperature: 1.5, threshold: 0.4 };
    expect(factsOf({ labels: ['a', 'b'], calibration })).to.deep.equal({
      network: networkOf('cnn'),
      labels: ['a', 'b'],
      calibration,
    });
  });

  it('counts as missing when it does not', () => {
    const nothing = { network: networkOf('cnn'), labels: undefined, calibration: undefined };
    expect(factsOf({})).to.deep.equal(nothing);
    for (const calibration of [
      5,
      [],
      { temperature: 0, threshold: 0.5 },
      { temperature: Infinity, threshold: 0.5 },
      { temperature: 1, threshold: 1.5 },
      { temperature: 1, threshold: NaN },
      { temperature: '1', threshold: 0.5 },
    ]) {
      expect(factsOf({ calibration })).to.deep.equal(nothing);
    }
    for (const labels of ['ab', ['a'], [1, 2], new Array(11).fill('a')]) {
      expect(factsOf({ labels })).to.deep.equal(nothing);
    }
  });
});
