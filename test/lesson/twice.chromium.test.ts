import { expect } from '@open-wc/testing';
import type { MnistTrainer } from '../../src/index.js';

const OTHER_VERSION = '987.6.5';

/** A page of its own that loads some scripts one after the other, and notes what it is warned of. */
async function pageWith(...scripts: string[]): Promise<{ page: Window; trainer: MnistTrainer; warnings: unknown[] }> {
  const frame = document.createElement('iframe');
  document.body.append(frame);
  const page = frame.contentWindow as Window & typeof globalThis;
  const warnings: unknown[] = [];
  page.console.warn = page.console.error = (...words: unknown[]) => warnings.push(words.join(' '));
  page.document.body.innerHTML = '<mnist-trainer train-size="500" test-size="100" epochs="1"></mnist-trainer>';
  for (const src of scripts) {
    const script = Object.assign(page.document.createElement('script'), { type: 'module', src });
    await new Promise((resolve, reject) => {
      script.addEventListener('load', resolve);
      script.addEventListener('error', () => reject(new Error(`${src} cannot be loaded`)));
      page.document.head.append(script);
    });
  }
  return { page, trainer: page.document.querySelector('mnist-trainer')!, warnings };
}

/** The drop-in script as it would be in another version, at a URL of its own. */
async function otherVersion(): Promise<string> {
  const { version } = (await (await fetch('/package.json')).json()) as { version: string };
  const code = await (await fetch('/dist/mnist-elements.js')).text();
  const changed = code.replaceAll(`"${version}"`, `"${OTHER_VERSION}"`);
  expect(changed).to.not.equal(code);
  return URL.createObjectURL(new Blob([changed], { type: 'text/javascript' }));
}

const workersOf = (page: Window): number =>
  page.performance.getEntriesByType('resource').filter(({ name }) => name.endsWith('/worker.js')).length;

describe('Two copies of the script on one page', () => {
  afterEach(() => document.querySelectorAll('iframe').forEach((frame) => frame.remove()));

  for (const [what, ...scripts] of [
    ['the drop-in script from two addresses', '/dist/mnist-elements.js', '/dist/mnist-elements.js?copy'],
    ['the npm module, then the drop-in script', '/dist/index.js', '/dist/mnist-elements.js'],
    ['the drop-in script, then the npm module', '/dist/mnist-elements.js', '/dist/index.js'],
  ] as [string, ...string[]][]) {
    it(`work as one without a word when they have the same version: ${what}`, async () => {
      const { page, trainer, warnings } = await pageWith(...scripts);
      expect((await trainer.train()).reason).to.equal('completed');
      expect(workersOf(page)).to.equal(1);
      expect(warnings).to.deep.equal([]);
    });
  }

  it('let the first one serve and say so once when their versions differ', async () => {
    const { page, trainer, warnings } = await pageWith('/dist/mnist-elements.js', await otherVersion());
    const { version } = trainer.constructor as typeof MnistTrainer;
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain(OTHER_VERSION).and.contain(version);
    expect((await trainer.train()).reason).to.equal('completed');
    expect(workersOf(page)).to.equal(1);
  });

  it('leave alone a tag that the page has defined for itself', async () => {
    const own = URL.createObjectURL(
      new Blob(['customElements.define("digit-pad", class extends HTMLElement {});'], { type: 'text/javascript' }),
    );
    const { page, trainer, warnings } = await pageWith(own, '/dist/mnist-elements.js');
    expect(page.document.createElement('digit-pad')).to.not.have.property('predict');
    expect(warnings).to.have.length(1);
    expect(warnings[0]).to.contain('another script');
    expect((await trainer.train()).reason).to.equal('completed');
  });
});
