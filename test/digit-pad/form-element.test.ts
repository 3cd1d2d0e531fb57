import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { sendKeys, resetMouse } from '@web/test-runner-commands';
import type { DigitPad } from '../../src/digit-pad/digit-pad.js';
import { STROKE, canvasOf, button, drawByMouse, pointer, makePad, nextError } from './pads.js';

describe('<digit-pad> as a form control', () => {
  afterEach(() => resetMouse());

  describe('in a form', () => {
    async function makeForm(): Promise<{ form: HTMLFormElement; pad: DigitPad }> {
      const form = await fixture<HTMLFormElement>(html`<form><digit-pad name="digit" required></digit-pad></form>`);
      return { form, pad: form.querySelector('digit-pad')! };
    }

    it('submits nothing while nothing is recognised', async () => {
      const { form, pad } = await makeForm();
      pad.strokes = [STROKE];
      expect(pad.form).to.equal(form);
      expect(pad.value).to.be.null;
      expect([...new FormData(form).keys()]).to.deep.equal([]);
    });

    it('is invalid while required and empty, and says what to do', async () => {
      const { form, pad } = await makeForm();
      expect(pad.willValidate).to.be.true;
      expect(pad.validity.valueMissing).to.be.true;
      expect(pad.validationMessage).to.equal('Draw a digit.');
      expect(form.checkValidity()).to.be.false;
      pad.strokes = [STROKE];
      expect(pad.validationMessage).to.contain('not been recognised');
      pad.required = false;
      await pad.updateComplete;
      expect(form.checkValidity()).to.be.true;
      expect(pad.validationMessage).to.equal('');
    });

    it('shows the message at the pad and focuses it', async () => {
      const { pad } = await makeForm();
      expect(pad.reportValidity()).to.be.false;
      expect(document.activeElement).to.equal(pad);
    });

    it('is not validated while read-only or disabled', async () => {
      const { form, pad } = await makeForm();
      pad.readOnly = true;
      await pad.updateComplete;
      expect(form.checkValidity()).to.be.true;
      pad.readOnly = false;
      pad.disabled = true;
      await pad.updateComplete;
      expect(pad.willValidate).to.be.false;
    });

    it('is emptied by a reset', async () => {
      const { form, pad } = await makeForm();
      pad.strokes = [STROKE];
      form.reset();
      expect(pad.strokes).to.deep.equal([]);
      expect(pad.matches(':state(empty)')).to.be.true;
    });

    it('restores the drawing that the browser kept', async () => {
      const { pad } = await makeForm();
      pad.formStateRestoreCallback(JSON.stringify([STROKE]), 'restore');
      expect(pad.strokes).to.deep.equal([STROKE]);
    });

    it('reports a kept drawing that makes no sense instead of throwing', async () => {
      const { pad } = await makeForm();
      for (const kept of ['no JSON', '{"strokes":1}']) {
        const reported = nextError(pad);
        pad.formStateRestoreCallback(kept, 'restore');
        expect((await reported).code).to.equal('invalid-argument');
      }
    });

    it('tells of every change that somebody made by `input`, and not of those by programs', async () => {
      const { pad } = await makeForm();
      let inputs = 0;
      pad.addEventListener('input', () => inputs++);
      pad.strokes = [STROKE];
      pad.clear();
      expect(inputs).to.equal(0);
      const told = oneEvent(pad, 'input');
      await drawByMouse(pad, STROKE);
      await told;
      expect(inputs).to.equal(1);
    });

    it('is named by its label, and a click on that focuses it', async () => {
      const label = await fixture<HTMLLabelElement>(html`<label>Your digit <digit-pad></digit-pad></label>`);
      const pad = label.querySelector('digit-pad')!;
      await pad.updateComplete;
      expect(canvasOf(pad).getAttribute('aria-label')).to.contain('Your digit');
      label.click();
      expect(document.activeElement).to.equal(pad);
    });
  });

  describe('disabled and readonly', () => {
    it('draws nothing while disabled, by attribute or by a fieldset', async () => {
      const fieldset = await fixture<HTMLFieldSetElement>(html`<fieldset><digit-pad></digit-pad></fieldset>`);
      const pad = fieldset.querySelector('digit-pad')!;
      for (const element of [fieldset, pad]) {
        element.disabled = true;
        await pad.updateComplete;
        await drawByMouse(pad, STROKE);
        expect(pad.strokes).to.deep.equal([]);
        expect(button(pad, 'Clear').disabled).to.be.true;
        expect(canvasOf(pad).hasAttribute('tabindex')).to.be.false;
        element.disabled = false;
        await pad.updateComplete;
      }
      await drawByMouse(pad, STROKE);
      expect(pad.strokes).to.have.length(1);
    });

    it('lets programs draw while people may only read', async () => {
      const pad = await fixture<DigitPad>(html`<digit-pad readonly></digit-pad>`);
      await drawByMouse(pad, STROKE);
      pad.focus();
      await sendKeys({ press: ' ' });
      expect(pad.strokes).to.deep.equal([]);
      pad.strokes = [STROKE];
      await sendKeys({ press: 'Escape' });
      expect(pad.strokes).to.deep.equal([STROKE]);
    });

    it('drops the stroke that is being drawn when it is disabled', async () => {
      const pad = await makePad();
      pointer(pad, 'pointerdown', [0.2, 0.2]);
      pad.disabled = true;
      await pad.updateComplete;
      pointer(pad, 'pointermove', [0.6, 0.6]);
      pointer(pad, 'pointerup', [0.6, 0.6]);
      expect(pad.strokes).to.deep.equal([]);
    });
  });
});
