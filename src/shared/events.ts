/** The DOM events of the three elements. All bubble and cross shadow roots. */
import type { MnistError } from './errors.js';
import type {
  BatchEnd,
  Correction,
  DataFacts,
  EpochEnd,
  Evaluation,
  LoadProgress,
  ModelImport,
  Prediction,
  Recovery,
  StateChange,
  TrainEnd,
} from './types.js';

/** Event name → type of its `detail`. */
export interface MnistEventDetails {
  'mnist-state-change': StateChange;
  'mnist-load-progress': LoadProgress;
  'mnist-data': DataFacts;
  'mnist-batch-end': BatchEnd;
  'mnist-epoch-end': EpochEnd;
  'mnist-train-end': TrainEnd;
  'mnist-evaluation': Evaluation;
  'mnist-import': ModelImport;
  'mnist-prediction': Prediction;
  'mnist-correction': Correction;
  'mnist-recovery': Recovery;
  'mnist-error': MnistError;
}

export type MnistEventName = keyof MnistEventDetails;

/** An event of one of the elements: a `CustomEvent` whose `detail` is typed by its name. */
export class MnistEvent<Name extends MnistEventName> extends CustomEvent<MnistEventDetails[Name]> {
  declare readonly type: Name;

  constructor(type: Name, detail: MnistEventDetails[Name]) {
    super(type, { detail, bubbles: true, composed: true });
  }
}

/** Every event, typed for `addEventListener`. */
export type MnistEventMap = { [Name in MnistEventName]: MnistEvent<Name> };

declare global {
  /* eslint-disable @typescript-eslint/no-empty-object-type -- declaration merging needs interfaces */
  /** Those of every element, of `document` and of `window`, all of which the events reach. */
  interface GlobalEventHandlersEventMap extends MnistEventMap {}
  interface ShadowRootEventMap extends MnistEventMap {}
  /* eslint-enable @typescript-eslint/no-empty-object-type */
}
