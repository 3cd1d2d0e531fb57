/** Every word that the views say, and how they write numbers, in one place for translators. */
import type { Metric } from './curves.js';

const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
const count = (number: number): string => number.toLocaleString('en');
const amount = (metric: Metric, value: number): string => (metric === 'loss' ? value.toFixed(4) : percent(value));

export const strings = {
  count,
  percent,
  amount,
  data: 'Data',
  epoch: 'Epoch',
  training: 'Training',
  validation: 'Validation',
  curveTable: (metric: Metric): string => (metric === 'loss' ? 'Loss by epoch' : 'Accuracy by epoch'),
  curveLabel: (metric: Metric, epoch: number, training: number, validation: number): string =>
    `Curves of the ${metric}. After epoch ${epoch}: training ${amount(metric, training)}, ` +
    `validation ${amount(metric, validation)}.`,
  curveLabelEarly: (metric: Metric): string => `Curves of the ${metric} in the first epoch.`,
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
    label: (accuracy: number): string =>
      `Confusion matrix of the test images, of which ${percent(accuracy)} were read correctly.`,
    truth: 'Truth',
    prediction: 'Read as',
  },
  classes: {
    caption: 'Accuracy of each class on the test images',
    name: 'Class',
    accuracy: 'Accuracy',
    correct: 'Read correctly',
    correctOf: (correct: number, total: number): string => `${count(correct)} of ${count(total)}`,
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
    range: (first: number, last: number, total: number): string =>
      `${count(first)} – ${count(last)} of ${count(total)}`,
    alt: (split: string, index: number, label: string): string => `${split} image no. ${index}: ${label}`,
    altMisread: (index: number, label: string, predicted: string): string =>
      `Test image no. ${index}: ${label}, read as ${predicted}`,
    misreadAs: (label: string, predicted: string): string => `${label} → ${predicted}`,
  },
};
