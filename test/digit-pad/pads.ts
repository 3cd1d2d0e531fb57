/** What the tests of the pad have in common: a pad, a real mouse, and looks at what came of it. */
import { expect, fixture, html, oneEvent } from '@open-wc/testing';
import { sendKeys, sendMouse } from '@web/test-runner-commands';
import { DigitPad } from '../../src/digit-pad/digit-pad.js';
import type { MnistError } from '../../src/shared/errors.js';
import type { MnistEvent } from '../../src/shared/events.js';
import { waitUntil } from '../support/wait-until.js';

if (customElements.get('digit-pad') === undefined) customElements.define('digit-pad', DigitPad);

/** A seven of three points. */
export const STROKE: [number, number][] = [
  [0.2, 0.3],
  [0.8, 0.3],
  [0.5, 0.9],
];

export function canvasOf(pad: DigitPad): HTMLCanvasElement {
  return pad.renderRoot.querySelector('canvas')!;
}

export function button(pad: DigitPad, name: string): HTMLButtonElement {
  return [...pad.renderRoot.querySelectorAll('button')].find((each) => each.textContent.trim() === name)!;
}

export function status(pad: DigitPad): string {
  return pad.renderRoot.querySelector('[part=status]')?.textContent.trim() ?? '';
}

/** Pixels of the page for a place on the pad. */
export function onPage(pad: DigitPad, [x, y]: readonly [number, number]): [number, number] {
  const { left, top, width, height } = canvasOf(pad).getBoundingClientRect();
  return [Math.round(left + x * width), Math.round(top + y * height)];
}

/** Draws with the real mouse. */
export async function drawByMouse(pad: DigitPad, points: readonly (readonly [number, number])[]): Promise<void> {
  const [first, ...others] = points.map((point) => onPage(pad, point));
  await sendMouse({ type: 'move', position: first! });
  await sendMouse({ type: 'down' });
  for (const position of others) await sendMouse({ type: 'move', position });
  await sendMouse({ type: 'up' });
}

export async function pressWith(modifier: string, key: string): Promise<void> {
  await sendKeys({ down: modifier });
  await sendKeys({ press: key });
  await sendKeys({ up: modifier });
}

export function pointer(
  pad: DigitPad,
  type: string,
  place: readonly [number, number],
  init: PointerEventInit = {},
): void {
  const [clientX, clientY] = onPage(pad, place);
  canvasOf(pad).dispatchEvent(
    new PointerEvent(type, {
      bubbles: true,
      composed: true,
      isPrimary: true,
      pointerId: 7,
      pointerType: 'touch',
      clientX,
      clientY,
      ...init,
    }),
  );
}

/** How many pixels of the canvas have ink, as a fraction of all. */
export function inkOf(pad: DigitPad): number {
  const canvas = canvasOf(pad);
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  let covered = 0;
  for (let i = 3; i < data.length; i += 4) if ((data[i] ?? 0) > 127) covered++;
  return covered / (canvas.width * canvas.height);
}

/** Long enough for a ResizeObserver to have been heard. */
export async function painted(): Promise<void> {
  for (let i = 0; i < 3; i++) await new Promise(requestAnimationFrame);
}

export function expectNear(stroke: readonly (readonly [number, number])[] | undefined, points: typeof STROKE): void {
  expect(stroke).to.have.length(points.length);
  points.forEach(([x, y], index) => {
    expect(stroke?.[index]?.[0]).to.be.closeTo(x, 0.01);
    expect(stroke?.[index]?.[1]).to.be.closeTo(y, 0.01);
  });
}

/** A pad that nobody reads for: nothing is loaded for it. */
export async function makePad(): Promise<DigitPad> {
  const pad = await fixture<DigitPad>(html`<digit-pad for="nobody"></digit-pad>`);
  await painted();
  return pad;
}

/** Puts the focus on a pad, and waits for what is loaded when somebody is about to draw. */
export async function focusOn(pad: DigitPad): Promise<void> {
  canvasOf(pad).focus();
  await waitUntil(() => pad.renderRoot.querySelector('[part=bar]') !== null, 'the bars are there');
}

/** The next failure that the pad tells of. */
export async function nextError(pad: DigitPad): Promise<MnistError> {
  return (await oneEvent<MnistEvent<'mnist-error'>>(pad, 'mnist-error')).detail;
}
