import { expect } from 'chai';
import { MnistError } from '../../src/shared/errors.js';

describe('MnistError', () => {
  it('knows its own kind, also from another copy of the script, and nothing else', async () => {
    const source: string = '../../src/shared/errors.js?copy';
    const copy = (await import(source)) as { MnistError: typeof MnistError };
    const error = new copy.MnistError('stopped', 'It was stopped.');
    expect(copy.MnistError).not.to.equal(MnistError);
    expect(MnistError.from(error)).to.equal(error);
    for (const other of [new Error('x'), null, undefined, 'MnistError', {}]) {
      expect(other instanceof MnistError).to.be.false;
    }
  });
});
