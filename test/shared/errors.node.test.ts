import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { MnistError } from '../../src/shared/errors.js';
import german from '../../src/translations/de.js';

describe('MnistError', () => {
  it('has all of its codes in the API reference, and no others', () => {
    const reference = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8');
    const [, table = ''] = /^## Errors$(.+?)^## /ms.exec(reference) ?? [];
    const listed = [...table.matchAll(/^\| `([\w-]+)` /gm)].map(([, code]) => code);
    // The compiler holds a translation to every code that there is.
    expect(listed).to.have.members(Object.keys(german.errors));
  });

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
