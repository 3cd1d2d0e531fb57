/** The words that stand in the page before the views are loaded; all others are in `strings.ts`, which comes with them. */
import type { ViewName } from './views.js';

const CURVES = 'Curves appear when training starts.';
const EVALUATION = 'Appears when a trained network has been tested.';

export const HEADINGS: Readonly<Record<ViewName, string>> = {
  loss: 'Loss',
  accuracy: 'Accuracy',
  summary: 'Network',
  confusion: 'Confusion matrix',
  classes: 'Accuracy by class',
  samples: 'Images',
};

export const EMPTY: Readonly<Record<ViewName, string>> = {
  loss: CURVES,
  accuracy: CURVES,
  summary: 'Appears when there is a network.',
  confusion: EVALUATION,
  classes: EVALUATION,
  samples: 'Appear when there is a trainer.',
};

/** Where the code of the views is missing. */
export const UNAVAILABLE = 'The charts could not be loaded.';
