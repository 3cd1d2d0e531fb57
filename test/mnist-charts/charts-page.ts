/** A page with charts and a double of their trainer, and what the charts show. */
import { fixture, html } from '@open-wc/testing';
import { MnistCharts } from '../../src/mnist-charts/mnist-charts.js';
import { TrainerDouble } from './trainer-double.js';
import { waitUntil } from '../support/wait-until.js';

customElements.define('mnist-trainer', TrainerDouble);
customElements.define('mnist-charts', MnistCharts);

export interface Lesson {
  readonly trainer: TrainerDouble;
  readonly charts: MnistCharts;
}

export async function lesson(views = 'loss accuracy'): Promise<Lesson> {
  const root = await fixture(html`
    <div>
      <mnist-trainer id="lesson"></mnist-trainer>
      <mnist-charts for="lesson" views=${views}></mnist-charts>
    </div>
  `);
  return {
    trainer: root.querySelector<TrainerDouble>('mnist-trainer')!,
    charts: root.querySelector('mnist-charts')!,
  };
}

export function all<E extends Element = HTMLElement>({ charts }: Pick<Lesson, 'charts'>, selector: string): E[] {
  return [...charts.renderRoot.querySelectorAll<E>(selector)];
}

export const text = (element: Element | undefined): string => element?.textContent.replace(/\s+/g, ' ').trim() ?? '';
export const cells = (lesson: Lesson, view: string): string[][] =>
  all(lesson, `.${view} tbody tr`).map((row) => [...row.children].map((cell) => text(cell)));

export const canvasOf = (lesson: Lesson, view: string): HTMLCanvasElement | undefined =>
  all<HTMLCanvasElement>(lesson, `.${view} .canvas canvas`)[0];

/** Whether anything is painted on the canvas of a view. */
export function isDrawn(lesson: Lesson, view: string): boolean {
  const canvas = canvasOf(lesson, view);
  if (canvas === undefined || canvas.width === 0 || canvas.height === 0) return false;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value) => value !== 0);
}

export const drawn = (lesson: Lesson, view: string): Promise<void> =>
  waitUntil(() => isDrawn(lesson, view), `The ${view} chart was not drawn.`);
