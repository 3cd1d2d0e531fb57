/** The three classes, to be defined under other names or in other registries, and what goes with them. Importing them defines nothing. */
export { DigitPad } from './digit-pad/digit-pad.js';
export { MnistCharts } from './mnist-charts/mnist-charts.js';
export { MnistTrainer } from './mnist-trainer/mnist-trainer.js';
export type { Point, Stroke } from './digit-pad/stroke.js';
export { registerTranslation } from './localize/register-translation.js';
export { MnistError, type MnistErrorCode } from './shared/errors.js';
export { MnistEvent, type MnistEventDetails, type MnistEventMap, type MnistEventName } from './shared/events.js';
export type * from './shared/types.js';
export type { PartialTranslation, Translation } from './translations/translation.js';
