/** Puts the built elements on the test's page, as a page author would, and records what they tell. */
import { fixture, html } from '@open-wc/testing';
import type { DigitPad, MnistCharts, MnistEventMap, MnistEventName, MnistTrainer } from '../../src/index.js';
import { waitUntil } from './wait-until.js';

export { failureOf } from './failure.js';

const SCRIPT: string = '/dist/mnist-elements.js';
await import(SCRIPT);

/** What a page has that says nothing of it: the browser and the machine are looked at first. */
export const AS_ON_A_PAGE = { backend: 'auto', threads: 'auto' };

/**
 * A trainer on the real data, with little of it and on one thread unless the attributes say otherwise: what the test is
 * not about.
 */
export async function trainerWith(attributes: Record<string, string | number> = {}): Promise<MnistTrainer> {
  const trainer = document.createElement('mnist-trainer');
  const defaults = { 'train-size': 2000, 'test-size': 500, epochs: 1, seed: 1, backend: 'simd', threads: 1 };
  for (const [name, value] of Object.entries({ ...defaults, ...attributes })) trainer.setAttribute(name, String(value));
  const parent = await fixture(html`<div></div>`);
  parent.append(trainer);
  await trainer.updateComplete;
  return trainer;
}

/** The elements as the page gets them. */
export async function lessonWith(
  attributes: Record<string, string | number> = {},
): Promise<{ trainer: MnistTrainer; pad: DigitPad; charts: MnistCharts }> {
  const trainer = await trainerWith(attributes);
  const charts = document.createElement('mnist-charts');
  const pad = document.createElement('digit-pad');
  trainer.after(charts, pad);
  await Promise.all([charts.updateComplete, pad.updateComplete]);
  return { trainer, pad, charts };
}

/** Whoever puts the focus on a pad is about to draw: from then on it has the bars of its answer. */
export async function showBars(pad: DigitPad): Promise<void> {
  pad.renderRoot.querySelector('canvas')!.focus();
  await waitUntil(() => pad.renderRoot.querySelector('.fill') !== null, 'the bars are there');
}

/** Every event of an element, in order, under its name. */
export function record<Name extends MnistEventName>(element: HTMLElement, ...names: Name[]): MnistEventMap[Name][] {
  const events: MnistEventMap[Name][] = [];
  for (const name of names) element.addEventListener(name, (event) => events.push(event as MnistEventMap[Name]));
  return events;
}

/** The next event of a name. */
export function next<Name extends MnistEventName>(element: HTMLElement, name: Name): Promise<MnistEventMap[Name]> {
  return new Promise((resolve) => {
    element.addEventListener(name, (event) => resolve(event as MnistEventMap[Name]), { once: true });
  });
}

/** 784 bytes of a test image, with its class. */
export async function testImage(trainer: MnistTrainer, index: number): Promise<{ pixels: Uint8Array; label: string }> {
  return trainer.sample('test', index);
}

/** Whether the workers of this browser have WebGL 2: some browsers have it in pages only. */
export function workersHaveWebgl(): Promise<boolean> {
  return askWorker(`self.OffscreenCanvas !== undefined && new OffscreenCanvas(1, 1).getContext('webgl2') !== null`);
}

/** Whether the workers of this browser find a device for WebGPU. */
export function workersHaveWebgpu(): Promise<boolean> {
  return askWorker(`navigator.gpu?.requestAdapter().then((adapter) => adapter !== null, () => false) ?? false`);
}

async function askWorker(question: string): Promise<boolean> {
  const code = `Promise.resolve(${question}).then((answer) => postMessage(answer))`;
  const url = URL.createObjectURL(new Blob([code], { type: 'text/javascript' }));
  const worker = new Worker(url);
  const { data } = await new Promise<MessageEvent<boolean>>((resolve) => (worker.onmessage = resolve));
  worker.terminate();
  URL.revokeObjectURL(url);
  return data;
}
