/** What Svelte's type checker knows of the tags. */
import type { SvelteHTMLElements } from 'svelte/elements';
import type {} from 'mnist-elements/svelte';

export const trainer: SvelteHTMLElements['mnist-trainer'] = {
  id: 'lesson',
  class: 'wide',
  epochs: 2,
  'train-size': 2000,
  'onmnist-batch-end': (event) => event.detail.loss.toFixed(3),
};

export const pad: SvelteHTMLElements['digit-pad'] = {
  strokes: [[[0.5, 0.2]]],
  'on:mnist-prediction': ({ detail }) => detail.label,
};

export const asText: SvelteHTMLElements['mnist-trainer'] = {
  epochs: '5',
  seed: '7',
  threads: '2',
  'train-size': '2000',
};
export const threads: SvelteHTMLElements['mnist-trainer'] = { threads: 2 };
// @ts-expect-error -- no such view
export const wrongView: SvelteHTMLElements['mnist-charts'] = { views: 'losss' };

// @ts-expect-error -- no such attribute
export const wrongName: SvelteHTMLElements['mnist-trainer'] = { epoch: 2 };

// @ts-expect-error -- no such optimizer
export const wrongValue: SvelteHTMLElements['mnist-trainer'] = { optimizer: 'newton' };
