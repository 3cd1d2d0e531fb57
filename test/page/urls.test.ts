/** Addresses in attributes: what they mean depends on the page, and how they are read on the browser. */
import { expect } from '@open-wc/testing';
import { MnistError } from '../../src/shared/errors.js';
import { readDataUrl, readFolderUrl } from '../../src/page/folder-url.js';
import { readWorkerUrl } from '../../src/page/worker-url.js';

function failureOf(action: () => unknown): MnistError {
  try {
    action();
  } catch (error) {
    if (error instanceof MnistError) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

describe('The URL of a folder', () => {
  it('is resolved against the page and closed with a slash', () => {
    expect(readFolderUrl('src', 'my/data')).to.equal(new URL('my/data/', document.baseURI).href);
    expect(readFolderUrl('src', 'my/data?x=1')).to.equal(new URL('my/data/?x=1', document.baseURI).href);
  });

  it('keeps what the names of data files begin with, which ends in a hyphen or an underscore', () => {
    for (const src of ['my/emnist-letters-', 'my/mnist_', 'my/data/']) {
      expect(readDataUrl('src', src)).to.equal(new URL(src, document.baseURI).href);
    }
    expect(readDataUrl('src', 'my/data')).to.equal(new URL('my/data/', document.baseURI).href);
    expect(readFolderUrl('model-src', 'my/model-')).to.equal(new URL('my/model-/', document.baseURI).href);
  });

  it('is refused, with the name of its attribute, when it has no folder behind it', () => {
    for (const url of ['javascript:alert(1)', 'data:text/plain,x', 'http://[']) {
      const error = failureOf(() => readFolderUrl('src', url));
      expect(error.code, url).to.equal('invalid-attribute');
      expect(error.message).to.contain(`src="${url}" must be the URL of a folder`);
    }
  });
});

describe('The URL of a worker', () => {
  it('is refused when it is no http(s) URL, or when anybody else serves it', () => {
    const own = `blob:${location.origin}/7`;
    for (const url of [
      'javascript:1',
      'data:text/javascript,1',
      own,
      'http://[',
      'https://a.example/w.js',
      '//b.example/',
    ]) {
      expect(failureOf(() => readWorkerUrl(url)).code, url).to.equal('invalid-attribute');
    }
    expect(readWorkerUrl('/dist/worker.js')?.href).to.equal(new URL('/dist/worker.js', location.href).href);
    expect(readWorkerUrl('')).to.be.undefined;
  });
});
