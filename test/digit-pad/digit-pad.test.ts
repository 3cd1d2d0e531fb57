import { expect, fixture, html } from '@open-wc/testing';
import { resetMouse, sendMouse } from '@web/test-runner-commands';
import type { DigitPad } from '../../src/digit-pad/digit-pad.js';
import { MnistError } from '../../src/shared/errors.js';
import { STROKE, canvasOf, status, drawByMouse, focusOn, painted, makePad, nextError } from './pads.js';

describe('<digit-pad>', () => {
  afterEach(() => resetMouse());

  describe('predict()', () => {
    it('resolves with null on an empty pad, trainer or not, without any event', async () => {
      const pad = await makePad();
      let events = 0;
      for (const name of ['mnist-prediction', 'mnist-error']) pad.addEventListener(name, () => events++);
      expect(await pad.predict()).to.be.null;
      expect(events).to.equal(0);
    });

    it('rejects with trainer-not-found for a `for` that names nobody, dispatches the same and says it in words', async () => {
      const pad = await fixture<DigitPad>(html`<digit-pad for="nobody"></digit-pad>`);
      pad.strokes = [STROKE];
      const reported = nextError(pad);
      let rejection: unknown;
      await pad.predict().catch((error: unknown) => (rejection = error));
      const failure = await reported;
      expect(failure).to.equal(rejection);
      expect(failure).to.be.instanceOf(MnistError);
      expect(failure.code).to.equal('trainer-not-found');
      expect(failure.message).to.contain('nobody');
      await pad.updateComplete;
      expect(status(pad)).to.equal(failure.message);
    });

    it('tells once of a failure that several callers waited for', async () => {
      const pad = await makePad();
      pad.strokes = [STROKE];
      let events = 0;
      pad.addEventListener('mnist-error', () => events++);
      const results = await Promise.allSettled([pad.predict(), pad.predict()]);
      expect(results.map(({ status: outcome }) => outcome)).to.deep.equal(['rejected', 'rejected']);
      expect(events).to.equal(1);
    });

    it('happens by itself after a stroke', async () => {
      const pad = await fixture<DigitPad>(html`<digit-pad for="nobody"></digit-pad>`);
      const reported = nextError(pad);
      await drawByMouse(pad, STROKE);
      expect((await reported).code).to.equal('trainer-not-found');
    });

    it('forgets a failure when the pad is cleared', async () => {
      const pad = await makePad();
      await drawByMouse(pad, STROKE);
      await pad.updateComplete;
      expect(status(pad)).to.contain('found no <mnist-trainer');
      pad.clear();
      await pad.updateComplete;
      expect(status(pad)).to.contain('will appear here');
    });
  });

  describe('toPixels()', () => {
    it('gives 784 zeros for an empty pad, and ink for a drawing', async () => {
      const pad = await makePad();
      expect(pad.toPixels()).to.deep.equal(new Uint8Array(784));
      pad.strokes = [STROKE];
      expect(pad.toPixels()).to.have.length(784);
      expect(Math.max(...pad.toPixels())).to.be.at.least(250);
    });
  });

  describe('accessibility', () => {
    it('passes the audit empty, drawn and disabled', async () => {
      const pad = await makePad();
      await expect(pad).to.be.accessible();
      pad.strokes = [STROKE];
      await pad.updateComplete;
      await expect(pad).to.be.accessible();
      pad.disabled = true;
      await pad.updateComplete;
      await expect(pad).to.be.accessible();
    });

    it('describes how to draw by keyboard', async () => {
      const pad = await makePad();
      const id = canvasOf(pad).getAttribute('aria-describedby');
      expect(pad.shadowRoot?.getElementById(id!)?.textContent).to.contain('arrow keys');
    });

    it('lists every class by name', async () => {
      const pad = await makePad();
      await focusOn(pad);
      const names = [...pad.renderRoot.querySelectorAll('[part=bar] .name')].map((name) => name.textContent);
      expect(names).to.deep.equal([...Array(10).keys()].map(String));
    });
  });

  it('leaves focus and place of the page alone when something else of it is pressed', async () => {
    const pad = await makePad();
    const filler = document.createElement('div');
    filler.style.height = '3000px';
    pad.before(filler);
    await focusOn(pad);
    pad.blur();
    const bar = pad.renderRoot.querySelector('[part=bar]')!;
    bar.scrollIntoView({ block: 'start' });
    const before = scrollY;
    const { left, top, width, height } = bar.getBoundingClientRect();
    await sendMouse({ type: 'click', position: [Math.round(left + width / 2), Math.round(top + height / 2)] });
    expect(document.activeElement).to.equal(document.body);
    expect(scrollY).to.equal(before);
    await drawByMouse(pad, [[0.5, 0.9]]);
    expect(document.activeElement).to.equal(pad);
    filler.remove();
  });

  for (const name of ['readonly', 'disabled']) {
    it(`neither invites to draw nor stands in the way of scrolling while ${name}`, async () => {
      const pad = await makePad();
      const hint = pad.renderRoot.querySelector<HTMLElement>('[part=hint]')!;
      expect(getComputedStyle(canvasOf(pad)).touchAction).to.equal('none');
      expect(hint.hidden).to.be.false;
      pad.toggleAttribute(name, true);
      await pad.updateComplete;
      expect(getComputedStyle(canvasOf(pad)).touchAction).to.equal('auto');
      expect(hint.hidden).to.be.true;
    });
  }

  it('tells screen readers that a form needs it', async () => {
    const pad = await makePad();
    const description = pad.renderRoot.querySelector('#instructions')!;
    expect(description.textContent).not.to.contain('Required');
    pad.required = true;
    await pad.updateComplete;
    expect(description.textContent).to.contain('Required');
  });

  it('has its defaults back when attributes are removed', async () => {
    const pad = await fixture<DigitPad>(
      html`<digit-pad for="a" name="b" stroke-width="0.2" live disabled required readonly></digit-pad>`,
    );
    for (const name of pad.getAttributeNames()) pad.removeAttribute(name);
    await pad.updateComplete;
    expect(pad).to.include({ for: '', name: '', strokeWidth: 0.06 });
    pad.setAttribute('threshold', '');
    expect(pad.threshold).to.equal(null);
    pad.removeAttribute('threshold');
    expect(pad).to.include({ live: false, disabled: false, required: false, readOnly: false });
    expect(pad.getAttributeNames()).to.eql([]);
  });

  it('fits into 240 pixels', async () => {
    const pad = await makePad();
    pad.style.inlineSize = '240px';
    await painted();
    const inner = pad.renderRoot.querySelector('.layout')!;
    expect(inner.scrollWidth).to.be.at.most(240);
  });

  it('keeps its height when the sentence changes', async () => {
    const pad = await makePad();
    const before = pad.offsetHeight;
    pad.strokes = [STROKE];
    await pad.predict().catch(() => undefined);
    await pad.updateComplete;
    expect(status(pad)).to.contain('found no');
    expect(pad.offsetHeight).to.equal(before);
  });

  it('takes no space while hidden', async () => {
    const pad = await fixture<DigitPad>(html`<digit-pad hidden></digit-pad>`);
    expect(pad.offsetHeight).to.equal(0);
  });
});
