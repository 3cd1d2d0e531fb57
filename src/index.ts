/** The drop-in entry: defines the three tags. */
import { DigitPad } from './digit-pad/digit-pad.js';
import { MnistCharts } from './mnist-charts/mnist-charts.js';
import { MnistTrainer } from './mnist-trainer/mnist-trainer.js';

// A second copy of the script on the page must not fail: the first one serves.
const define = (tag: string, element: CustomElementConstructor): void => {
  if (customElements.get(tag) === undefined) customElements.define(tag, element);
};

// On a server there is nothing to define.
if ('customElements' in globalThis) {
  define('mnist-trainer', MnistTrainer);
  define('mnist-charts', MnistCharts);
  define('digit-pad', DigitPad);
}

export { DigitPad, MnistCharts, MnistTrainer };
export { MnistError, type MnistErrorCode } from './shared/errors.js';
export { MnistEvent, type MnistEventDetails, type MnistEventMap, type MnistEventName } from './shared/events.js';
export type * from './shared/types.js';
