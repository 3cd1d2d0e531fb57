import { expect, fixture, html } from '@open-wc/testing';
import { resetMouse, sendMouse } from '@web/test-runner-commands';
import { STROKE, canvasOf, drawByMouse, pointer, inkOf, painted, expectNear, makePad } from './pads.js';

describe('drawing on a <digit-pad> by pointer', () => {
  afterEach(() => resetMouse());

  it('draws what the mouse draws', async () => {
    const pad = await makePad();
    await drawByMouse(pad, STROKE);
    expect(pad.strokes).to.have.length(1);
    expectNear(pad.strokes[0], STROKE);
    expect(inkOf(pad)).to.be.above(0.02);
  });

  it('draws where the browser does not give coalesced events, as without a secure context', async () => {
    const given = Object.getOwnPropertyDescriptor(PointerEvent.prototype, 'getCoalescedEvents')!;
    Reflect.deleteProperty(PointerEvent.prototype, 'getCoalescedEvents');
    try {
      const pad = await makePad();
      await drawByMouse(pad, STROKE);
      expectNear(pad.strokes[0], STROKE);
    } finally {
      Object.defineProperty(PointerEvent.prototype, 'getCoalescedEvents', given);
    }
  });

  it('draws a dot for a click', async () => {
    const pad = await makePad();
    await drawByMouse(pad, [[0.5, 0.5]]);
    expect(pad.strokes).to.have.length(1);
    expect(inkOf(pad)).to.be.closeTo(Math.PI * 0.03 ** 2, 0.001);
  });

  it('ignores the right mouse button', async () => {
    const pad = await makePad();
    const right: PointerEventInit = { pointerType: 'mouse', button: 2, buttons: 2 };
    pointer(pad, 'pointerdown', [0.2, 0.3], right);
    pointer(pad, 'pointermove', [0.8, 0.3], { ...right, button: -1 });
    pointer(pad, 'pointerup', [0.8, 0.3], { ...right, buttons: 0 });
    expect(pad.strokes).to.deep.equal([]);
  });

  it('goes on to the edge when the pointer leaves the pad', async () => {
    const pad = await makePad();
    await drawByMouse(pad, [
      [0.5, 0.5],
      [1.2, 0.5],
    ]);
    expectNear(pad.strokes[0], [
      [0.5, 0.5],
      [1, 0.5],
    ]);
  });

  it('leaves no ink along the edge while the pointer is off the pad, and draws on where it comes back', async () => {
    const pad = await makePad();
    await drawByMouse(pad, [
      [0.5, 0.2],
      [1.2, 0.2],
      [1.2, 0.8],
      [0.4, 0.8],
    ]);
    expect(pad.strokes).to.have.length(2);
    expectNear(pad.strokes[0], [
      [0.5, 0.2],
      [1, 0.2],
    ]);
    expectNear(pad.strokes[1], [
      [1, 0.8],
      [0.4, 0.8],
    ]);
    expect(pad.matches(':state(drawing)')).to.be.false;
  });

  it('finds the place where style sheets zoom', async () => {
    const pad = await makePad();
    pad.style.cssText = 'inline-size: 18rem; zoom: 1.7';
    await painted();
    const canvas = canvasOf(pad);
    const { left, top, width } = canvas.getBoundingClientRect();
    // WebKit tells a box in lengths before the zoom.
    const scale = (1.7 * canvas.offsetWidth) / width;
    for (const [type, [x, y]] of [
      ['down', [0.3, 0.4]],
      ['up', [0.5, 0.4]],
    ] as const) {
      await sendMouse({
        type: 'move',
        position: [Math.round((left + x * width) * scale), Math.round((top + y * width) * scale)],
      });
      await sendMouse({ type });
    }
    expectNear(pad.strokes[0], [
      [0.3, 0.4],
      [0.5, 0.4],
    ]);
  });

  it('paints while it is drawn on, also at the size that a canvas has by itself', async () => {
    const pad = await makePad();
    pad.style.setProperty('--digit-pad-size', '302px');
    await painted();
    expect(canvasOf(pad).width).to.equal(300 * devicePixelRatio);
    pointer(pad, 'pointerdown', [0.2, 0.8]);
    pointer(pad, 'pointermove', [0.8, 0.8]);
    expect(inkOf(pad)).to.be.above(0.01);
  });

  it('draws inside of what can be dragged', async () => {
    const page = await fixture<HTMLElement>(html`<div draggable="true"><digit-pad for="nobody"></digit-pad></div>`);
    const pad = page.querySelector('digit-pad')!;
    await painted();
    await drawByMouse(pad, STROKE);
    expectNear(pad.strokes[0], STROKE);
  });

  it('finds the place on scaled, rotated and scrolled pages', async () => {
    const pad = await makePad();
    const filler = document.createElement('div');
    filler.style.height = '3000px';
    document.body.append(filler);
    pad.style.cssText = 'inline-size: 18rem; margin-top: 400px; transform: scale(0.6)';
    await painted();
    window.scrollTo(0, 300);
    await drawByMouse(pad, STROKE);
    expectNear(pad.strokes[0], STROKE);

    pad.strokes = [];
    pad.style.transform = 'rotate(90deg)';
    await pad.updateComplete;
    await drawByMouse(pad, [
      [0.9, 0.2],
      [0.9, 0.8],
    ]);
    // A quarter turn: right on the page is up on the pad, and down on the page is to its right.
    expectNear(pad.strokes[0], [
      [0.2, 0.1],
      [0.8, 0.1],
    ]);
    filler.remove();
  });

  it('draws inside a modal dialog', async () => {
    const dialog = await fixture<HTMLDialogElement>(html`<dialog><digit-pad></digit-pad></dialog>`);
    dialog.showModal();
    const pad = dialog.querySelector('digit-pad')!;
    await painted();
    await drawByMouse(pad, STROKE);
    expectNear(pad.strokes[0], STROKE);
    dialog.close();
  });

  it('ignores a second finger while the first one draws', async () => {
    const pad = await makePad();
    pointer(pad, 'pointerdown', [0.2, 0.2]);
    pointer(pad, 'pointerdown', [0.9, 0.9], { pointerId: 8, isPrimary: false });
    pointer(pad, 'pointermove', [0.8, 0.9], { pointerId: 8, isPrimary: false });
    pointer(pad, 'pointermove', [0.4, 0.2]);
    pointer(pad, 'pointerup', [0.8, 0.9], { pointerId: 8, isPrimary: false });
    expect(pad.matches(':state(drawing)')).to.be.true;
    pointer(pad, 'pointerup', [0.4, 0.2]);
    expect(pad.strokes).to.have.length(1);
    expectNear(pad.strokes[0], [
      [0.2, 0.2],
      [0.4, 0.2],
    ]);
  });

  it('draws while another finger rests on the page, and on another pad', async () => {
    const pads = [await makePad(), await makePad()];
    pads.forEach((pad, i) => pointer(pad, 'pointerdown', [0.2, 0.2], { pointerId: 8 + i, isPrimary: false }));
    pads.forEach((pad, i) => pointer(pad, 'pointermove', [0.4, 0.2], { pointerId: 8 + i, isPrimary: false }));
    pads.forEach((pad, i) => pointer(pad, 'pointerup', [0.4, 0.2], { pointerId: 8 + i, isPrimary: false }));
    for (const { strokes } of pads) {
      expectNear(strokes[0], [
        [0.2, 0.2],
        [0.4, 0.2],
      ]);
    }
  });

  it('takes a stylus instead of the palm that came first', async () => {
    const pad = await makePad();
    pointer(pad, 'pointerdown', [0.9, 0.9]);
    pointer(pad, 'pointerdown', [0.2, 0.2], { pointerId: 9, pointerType: 'pen' });
    pointer(pad, 'pointermove', [0.95, 0.9]);
    pointer(pad, 'pointerup', [0.2, 0.2], { pointerId: 9, pointerType: 'pen' });
    expect(pad.strokes).to.have.length(1);
    expectNear(pad.strokes[0], [[0.2, 0.2]]);
  });

  it('keeps what was drawn until the system cancelled the stroke', async () => {
    const pad = await makePad();
    pointer(pad, 'pointerdown', [0.2, 0.2]);
    pointer(pad, 'pointermove', [0.6, 0.6]);
    pointer(pad, 'pointercancel', [0.6, 0.6]);
    expectNear(pad.strokes[0], [
      [0.2, 0.2],
      [0.6, 0.6],
    ]);
    expect(pad.matches(':state(drawing)')).to.be.false;
  });

  it('keeps nothing of a palm at rest that the system cancels', async () => {
    const pad = await makePad();
    pointer(pad, 'pointerdown', [0.2, 0.2]);
    pointer(pad, 'pointermove', [0.22, 0.21]);
    pointer(pad, 'pointercancel', [0.22, 0.21]);
    expect(pad.strokes).to.deep.equal([]);
    expect(inkOf(pad)).to.equal(0);
  });
});
