/** The words that stand in the page before the views are loaded, in English; all others come with the views. */

const curves = 'Curves appear when training starts.';
const evaluation = 'Appears when a trained network has been tested.';

export const chartsStrings = {
  headings: {
    loss: 'Loss',
    accuracy: 'Accuracy',
    summary: 'Network',
    confusion: 'Confusion matrix',
    classes: 'Errors by class',
    samples: 'Images',
  },
  /** Said where there is nothing to show yet. */
  empty: {
    loss: curves,
    accuracy: curves,
    summary: 'Appears when there is a network.',
    confusion: evaluation,
    classes: evaluation,
    samples: 'Appear when there is a trainer.',
  },
  /** Where the code of the views is missing. */
  unavailable: 'The charts could not be loaded.',
};

export type ChartsStrings = typeof chartsStrings;
