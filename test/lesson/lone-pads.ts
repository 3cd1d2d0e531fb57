/** Pads without a trainer, and what is drawn on them. */
import { fixture, html } from '@open-wc/testing';
import type { DigitPad } from '../../src/index.js';
import { waitUntil } from '../support/wait-until.js';

export type Points = [number, number][];

export const SEVEN: Points = [
  [0.3, 0.25],
  [0.68, 0.25],
  [0.45, 0.8],
];
/** A one, and what nobody would read as any digit. */
export const ONE: Points = [
  [0.5, 0.2],
  [0.5, 0.8],
];
export const ZIGZAG: Points = Array.from({ length: 13 }, (_, i) => [0.1 + i / 15, i % 2 === 0 ? 0.3 : 0.7]);

export async function padWith(attributes: Record<string, string> = {}): Promise<DigitPad> {
  const pad = document.createElement('digit-pad');
  for (const [name, value] of Object.entries(attributes)) pad.setAttribute(name, value);
  const parent = await fixture(html`<div></div>`);
  parent.append(pad);
  await pad.updateComplete;
  return pad;
}

export function buttons(pad: DigitPad): HTMLButtonElement[] {
  return [...pad.renderRoot.querySelectorAll<HTMLButtonElement>('.correction button')];
}

/** Waits for the row that asks what a drawing is, and presses the button of a class or the one that teaches. */
export async function press(pad: DigitPad, name: string): Promise<void> {
  const find = (): HTMLButtonElement | undefined => buttons(pad).find((each) => each.textContent.trim() === name);
  await waitUntil(() => find()?.disabled === false, `${name} can be pressed`);
  find()!.click();
}

/** The first channel of every pixel. */
export const levels = (canvas: HTMLCanvasElement): number[] =>
  [...canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data].filter((_, i) => i % 4 === 0);
