/** What Vue's type checker knows of the tags. */
import type { GlobalComponents } from 'vue';
import type {} from 'mnist-elements/vue';

type Trainer = InstanceType<GlobalComponents['mnist-trainer']>;

export const props: Trainer['$props'] = { id: 'lesson', class: 'wide', epochs: 2, 'train-size': 2000, key: 'one' };
export const pad: InstanceType<GlobalComponents['digit-pad']>['$props'] = { strokes: [[[0.5, 0.2]]] };

type Charts = InstanceType<GlobalComponents['mnist-charts']>;

export const asText: Trainer['$props'] = { epochs: '5', seed: '7', threads: '2', 'train-size': '2000' };
export const threads: Trainer['$props'] = { threads: 2 };
export const charts: Charts['$props'] = { views: 'loss summary' };
// @ts-expect-error -- no such view
export const wrongView: Charts['$props'] = { views: 'losss' };

// @ts-expect-error -- no such attribute
export const wrongName: Trainer['$props'] = { epoch: 2 };

// @ts-expect-error -- no such optimizer
export const wrongValue: Trainer['$props'] = { optimizer: 'newton' };

export function emit(trainer: Trainer, event: HTMLElementEventMap['mnist-batch-end']) {
  trainer.$emit('mnist-batch-end', event);
  // @ts-expect-error -- no such event
  trainer.$emit('mnist-batch-begin', event);
}
