/** Every word that the views say, in English. Figures come in as text, written as the language writes them. */

/** The newest epoch of a curve. */
export interface CurveWords {
  readonly epoch: string;
  readonly training: string;
  /** Empty when no images are held out. */
  readonly validation: string;
}

export const viewsStrings = {
  data: 'Data',
  epoch: 'Epoch',
  training: 'Training',
  validation: 'Validation',
  loss: {
    table: 'Loss by epoch',
    early: 'Curves of the loss in the first epoch.',
    label: ({ epoch, training, validation }: CurveWords): string =>
      `Curves of the loss. After epoch ${epoch}: training ${training}` +
      `${validation === '' ? '' : `, validation ${validation}`}.`,
  },
  accuracy: {
    table: 'Accuracy by epoch',
    early: 'Curves of the accuracy in the first epoch.',
    label: ({ epoch, training, validation }: CurveWords): string =>
      `Curves of the accuracy. After epoch ${epoch}: training ${training}` +
      `${validation === '' ? '' : `, validation ${validation}`}.`,
  },
  summary: {
    caption: 'Layers of the network',
    layer: 'Layer',
    type: 'Type',
    shape: 'Output shape',
    parameters: 'Parameters',
    total: 'Total',
  },
  confusion: {
    caption: 'Counts of the confusion matrix',
    label: (accuracy: string): string =>
      `Confusion matrix of the test images, of which ${accuracy} were read correctly.`,
    truth: 'Truth',
    prediction: 'Read as',
    count: 'Images',
  },
  classes: {
    caption: 'Errors in each class of the test images, most first',
    name: 'Class',
    errors: 'Errors',
    misread: 'Misread',
    misreadOf: (misread: string, total: string): string => `${misread} of ${total}`,
  },
  samples: {
    show: 'Show samples',
    groups: 'Which images',
    training: 'Training',
    test: 'Test',
    misread: 'Misread',
    previous: 'Previous',
    next: 'Next',
    random: 'Random',
    goTo: 'Go to no.',
    loading: 'Loading the images …',
    failed: 'The images could not be shown. Try again.',
    noneMisread: 'No test image was misread.',
    range: (first: string, last: string, total: string): string => `${first} – ${last} of ${total}`,
    altTraining: (index: string, label: string): string => `Training image no. ${index}: ${label}`,
    altTest: (index: string, label: string): string => `Test image no. ${index}: ${label}`,
    altMisread: (index: string, label: string, predicted: string): string =>
      `Test image no. ${index}: ${label}, read as ${predicted}`,
    misreadAs: (label: string, predicted: string): string => `${label} → ${predicted}`,
  },
};

export type ViewsStrings = typeof viewsStrings;
