/** Pages whose server lacks files of the script: those that only some pages need, and a translation. */
import { expect } from '@open-wc/testing';
import type { MnistError, MnistTrainer } from '../../src/index.js';
import { faultFolder } from '../support/faults.js';
import { waitUntil } from '../support/wait-until.js';

const LESSON = 'src="/dist/data/" train-size="300" test-size="50" epochs="1" backend="simd" threads="1"';

interface Page {
  readonly trainer: MnistTrainer;
  /** Tag and code of every error so far. */
  readonly errors: string[];
}

let frame: HTMLIFrameElement;

/** A page of its own, whose elements are there. */
async function openPage(lang: string, elements: string): Promise<Page> {
  frame = document.createElement('iframe');
  frame.srcdoc = `<!doctype html><html lang="${lang}"><body>${elements}</body></html>`;
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  const page = frame.contentDocument!;
  const errors: string[] = [];
  page.documentElement.addEventListener('mnist-error', ({ target, detail }) => {
    errors.push(`${(target as Element).localName} ${detail.code}`);
  });
  const script = Object.assign(page.createElement('script'), { type: 'module' });
  script.src = `${faultFolder('without-parts')}mnist-elements.js`;
  page.head.append(script);
  await frame.contentWindow!.customElements.whenDefined('mnist-trainer');
  const trainer = page.querySelector('mnist-trainer')!;
  await trainer.updateComplete;
  return { trainer, errors };
}

const textOf = (trainer: MnistTrainer, selector: string): string | undefined =>
  trainer.renderRoot.querySelector(selector)?.textContent.trim();

describe('A page whose server lacks', () => {
  afterEach(() => frame.remove());

  it('a translation stays English, tells its author and not its visitors, and works', async () => {
    const elements = `<mnist-trainer ${LESSON}></mnist-trainer><digit-pad></digit-pad><mnist-charts></mnist-charts>`;
    const { trainer, errors } = await openPage('de', elements);
    const all = ['digit-pad', 'mnist-charts', 'mnist-trainer'].map((tag) => `${tag} translation-failed`);
    await waitUntil(() => errors.length >= all.length, 'every element tells');
    expect(errors.sort()).to.deep.equal(all);
    expect(textOf(trainer, '[part~=primary]')).to.equal('Train');
    expect(textOf(trainer, '[part=error]')).to.equal(undefined);
    expect((await trainer.train()).reason).to.equal('completed');
    expect(textOf(trainer, '[part=status]')).to.match(/^Done/);
    expect(errors).to.have.length(all.length);
  });

  it('what looks for a saved model says so, and trains', async () => {
    const { trainer, errors } = await openPage('en', `<mnist-trainer ${LESSON} storage-key="parts"></mnist-trainer>`);
    await waitUntil(() => errors.length > 0, 'the trainer tells');
    expect(errors).to.deep.equal(['mnist-trainer trainer-failed']);
    await trainer.updateComplete;
    expect(textOf(trainer, '[part=error]')).to.contain('all files of the dist folder');
    expect((await trainer.train()).reason).to.equal('completed');
    expect(textOf(trainer, '[part=error]')).to.equal(undefined);
  });

  it('what downloads and opens files says so when that is asked for', async () => {
    const { trainer, errors } = await openPage('en', `<mnist-trainer ${LESSON}></mnist-trainer>`);
    await trainer.train();
    await trainer.updateComplete;
    for (const name of ['Download', 'Open a file…']) {
      errors.length = 0;
      const buttons = [...trainer.renderRoot.querySelectorAll('button')];
      buttons.find(({ textContent }) => textContent.trim() === name)!.click();
      await waitUntil(() => errors.length > 0, `${name} tells`);
      expect(errors).to.deep.equal(['mnist-trainer trainer-failed']);
    }
  });

  it('what shows an answer says so to whoever is about to draw', async () => {
    const { trainer, errors } = await openPage(
      'en',
      `<mnist-trainer ${LESSON}></mnist-trainer><digit-pad></digit-pad>`,
    );
    const { renderRoot } = trainer.ownerDocument.querySelector('digit-pad')!;
    renderRoot.querySelector('canvas')!.dispatchEvent(new FocusEvent('focus'));
    await waitUntil(() => errors.length > 0, 'the pad tells');
    expect(errors).to.deep.equal(['digit-pad pad-failed']);
    await waitUntil(
      () => /all files of the dist folder/.test(renderRoot.querySelector('[part=status]')!.textContent),
      'it is shown',
    );
  });

  it('what several threads need trains on one, and says so when several are asked for', async () => {
    const { trainer } = await openPage('en', `<mnist-trainer ${LESSON}></mnist-trainer>`);
    trainer.threads = 'auto';
    expect((await trainer.train()).reason).to.equal('completed');
    trainer.threads = '2';
    // Of the page's own class.
    const failure: unknown = await trainer.train().catch((error: unknown) => error);
    expect((failure as MnistError).code).to.equal('backend-unavailable');
  });
});
