/** What a fine-tuning trains with, whatever the trainer's attributes say. */
import type { Settings } from '../messages/settings.js';

/** A short training at a low rate, on images varied as drawings are. */
export const FINE_TUNING = {
  epochs: 3,
  batchSize: 64,
  optimizer: 'adam',
  learningRate: 0.001,
  schedule: 'one-cycle',
  weightDecay: 0,
  augment: 'drawn',
} as const satisfies Partial<Settings>;
