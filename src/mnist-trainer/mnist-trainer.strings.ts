/** Every word of the trainer, in English. Figures come in as text, written as the language writes them. */
import type { PixelEvidence } from '../shared/types.js';

/** Where a training stands. */
export interface ProgressWords {
  readonly epoch: string;
  readonly epochs: string;
  /** Counted from 1. */
  readonly batch: string;
  readonly batches: string;
  readonly loss: string;
  readonly imagesPerSecond: string;
  /** A duration. */
  readonly left: string;
}

/** How a training ended. */
export interface EndWords {
  readonly stopped: boolean;
  readonly epochs: number;
  /** A duration. */
  readonly duration: string;
  /** A percentage; empty if nothing was tested. */
  readonly accuracy: string;
}

export const trainerStrings = {
  train: 'Train',
  trainMore: 'Train more',
  pause: 'Pause',
  resume: 'Resume',
  stop: 'Stop',
  reset: 'Start over',
  model: 'Model',
  save: 'Save in this browser',
  export: 'Download',
  exportOnnx: 'Download as ONNX',
  exportPyTorch: 'Download for PyTorch',
  import: 'Open a file…',
  dataProgress: 'Loading data',
  trainingProgress: 'Training',
  saved: 'The model is saved in this browser.',
  imported: 'The model was opened and is ready.',
  testAccuracy: 'Test accuracy',
  /** Stands in its place while a training goes on: accuracy on the images that are held out. No longer, or things move. */
  validationAccuracy: 'Validation',

  idle: 'Ready to learn. Press Train.',
  loading: 'Getting ready…',
  loaded: (images: string): string => `${images} images to learn from are loaded. Press Train.`,
  trained: 'The network is trained. Draw a digit, or train more.',
  training: 'The network begins to learn.',
  paused: 'Training is paused.',
  failed: 'Something went wrong.',
  /** Said once an epoch, so that a screen reader is not flooded. */
  epoch: (epoch: string, epochs: string): string => `The network is learning: epoch ${epoch} of ${epochs}.`,

  notes: {
    'labels-from-1': 'The labels in the data are counted from 1; here they are counted from 0.',
    transposed: 'The pictures in the data lie on their side; they were put upright.',
  },

  /** How it is known which pixels an imported network takes: paper and ink, such as `0–255`. */
  importedPixels: {
    file: (pixels: string): string => `The opened model says that it takes pixels of ${pixels}.`,
    pictures: (pixels: string, share: string, pictures: string): string =>
      `The opened model takes pixels of ${pixels}: so it reads ${share} of ${pictures} test images right.`,
    chance: (pixels: string, share: string, pictures: string): string =>
      `The opened model reads no more test images right than chance (${share} of ${pictures}), whatever its pixels are; ` +
      `${pixels} is a guess. It may have learned other images or classes.`,
    none: (pixels: string): string =>
      `There were no test images that fit the opened model: that it takes pixels of ${pixels} is a guess.`,
  } satisfies Record<PixelEvidence, (pixels: string, share: string, pictures: string) => string>,

  recovered: (epoch: string): string => `The training was interrupted, and goes on from epoch ${epoch}.`,

  /** @param total empty if the server does not tell */
  load: (loaded: string, total: string): string => (total === '' ? loaded : `${loaded} of ${total}`),
  progress: ({ epoch, epochs, batch, batches, loss, imagesPerSecond, left }: ProgressWords): string =>
    `Epoch ${epoch} of ${epochs} · batch ${batch} of ${batches} · loss ${loss} · ${imagesPerSecond} images/s · ${left} left`,
  end: ({ stopped, epochs, duration, accuracy }: EndWords): string =>
    `${stopped ? 'Stopped' : 'Done'}: ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'} in ${duration}` +
    `${accuracy === '' ? '' : `, ${accuracy} of the test images read right`}.`,
  threads: (count: number): string => `${count} ${count === 1 ? 'thread' : 'threads'}`,
};

export type TrainerStrings = typeof trainerStrings;
