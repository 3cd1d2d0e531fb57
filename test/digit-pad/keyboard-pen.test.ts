import { expect, fixture, html } from '@open-wc/testing';
import { sendKeys, resetMouse } from '@web/test-runner-commands';
import { STROKE, canvasOf, drawByMouse, pressWith, expectNear, makePad } from './pads.js';

describe('drawing on a <digit-pad> by keyboard', () => {
  afterEach(() => resetMouse());

  it('moves with arrows, draws between two presses of Space, and steps further with Shift', async () => {
    const pad = await makePad();
    pad.focus();
    await sendKeys({ press: 'ArrowUp' });
    await sendKeys({ press: ' ' });
    await sendKeys({ press: 'ArrowRight' });
    await pressWith('Shift', 'ArrowDown');
    await sendKeys({ press: ' ' });
    await sendKeys({ press: 'ArrowLeft' });
    expect(pad.strokes).to.have.length(1);
    expectNear(pad.strokes[0], [
      [0.5, 0.46],
      [0.54, 0.46],
      [0.54, 0.62],
    ]);
  });

  it('shows where the pen is, and hides that once the pointer takes over', async () => {
    const pad = await makePad();
    pad.focus();
    await sendKeys({ press: 'ArrowLeft' });
    expect(pad.renderRoot.querySelector('[part=cursor]')).not.to.be.null;
    await drawByMouse(pad, STROKE);
    await pad.updateComplete;
    expect(pad.renderRoot.querySelector('[part=cursor]')).to.be.null;
  });

  it('says to screen readers whether the pen is down', async () => {
    const pad = await makePad();
    pad.focus();
    await sendKeys({ press: 'Enter' });
    await pad.updateComplete;
    expect(pad.renderRoot.querySelector('.unseen[role=status]')?.textContent).to.contain('Pen down');
    await sendKeys({ press: 'Enter' });
    await pad.updateComplete;
    expect(pad.renderRoot.querySelector('.unseen[role=status]')?.textContent).to.contain('Pen up');
  });

  it('clears with Escape, undoes with Control Z and redoes with Control Y and Control Shift Z', async () => {
    const pad = await makePad();
    pad.strokes = [STROKE];
    pad.focus();
    await sendKeys({ press: 'Escape' });
    expect(pad.strokes).to.deep.equal([]);
    await pressWith('Control', 'z');
    expect(pad.strokes).to.deep.equal([STROKE]);
    await pressWith('Control', 'y');
    expect(pad.strokes).to.deep.equal([]);
    await pressWith('Control', 'z');
    await sendKeys({ down: 'Shift' });
    await pressWith('Control', 'z');
    await sendKeys({ up: 'Shift' });
    expect(pad.strokes).to.deep.equal([]);
  });

  it('leaves Escape to the dialog around it once there is nothing to clear', async () => {
    const dialog = await fixture<HTMLDialogElement>(html`<dialog><digit-pad></digit-pad></dialog>`);
    dialog.showModal();
    const pad = dialog.querySelector('digit-pad')!;
    pad.strokes = [STROKE];
    pad.focus();
    await sendKeys({ press: 'Escape' });
    expect(dialog.open).to.be.true;
    await sendKeys({ press: 'Escape' });
    expect(dialog.open).to.be.false;
  });

  it('leaves other keys to the page', async () => {
    const pad = await makePad();
    const event = new KeyboardEvent('keydown', { key: 'Tab', cancelable: true });
    canvasOf(pad).dispatchEvent(event);
    expect(event.defaultPrevented).to.be.false;
  });

  const browsers: KeyboardEventInit[] = [
    { key: 'ArrowLeft', altKey: true },
    { key: 'ArrowLeft', metaKey: true },
    { key: 'Enter', ctrlKey: true },
  ];
  for (const init of browsers) {
    it(`leaves ${JSON.stringify(init)} to the browser`, async () => {
      const pad = await makePad();
      const event = new KeyboardEvent('keydown', { ...init, cancelable: true });
      canvasOf(pad).dispatchEvent(event);
      expect(event.defaultPrevented).to.be.false;
      expect(pad.matches(':state(drawing)')).to.be.false;
    });
  }
});
