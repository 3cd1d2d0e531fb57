/** Every sentence that the trainer shows, and how it writes numbers. */
import type { BatchEnd, LoadProgress, TrainEnd, TrainerState } from '../shared/types.js';
import type { SessionInfo } from '../shared/worker-api.js';

const number = (value: number): string => Math.round(value).toLocaleString('en');
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** A duration as people say it: `9 s`, `2 min 5 s`. */
function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

export const texts = {
  train: 'Train',
  trainMore: 'Train more',
  pause: 'Pause',
  resume: 'Resume',
  stop: 'Stop',
  reset: 'Start over',
  model: 'Model',
  save: 'Save in this browser',
  export: 'Download',
  import: 'Open a file…',
  dataProgress: 'Loading data',
  trainingProgress: 'Training',
  saved: 'The model is saved in this browser.',
  imported: 'The model was opened and is ready.',
  testAccuracy: 'Test accuracy',

  state(state: TrainerState, info: SessionInfo | undefined): string {
    switch (state) {
      case 'idle':
        return 'Ready to learn. Press Train.';
      case 'loading':
        return 'Getting ready…';
      case 'ready':
        return info?.trained === true
          ? 'The network is trained. Draw a digit, or train more.'
          : `${number(info?.trainCount ?? 0)} images to learn from are loaded. Press Train.`;
      case 'training':
        return 'The network begins to learn.';
      case 'paused':
        return 'Training is paused.';
      case 'error':
        return 'Something went wrong.';
    }
  },

  /** Said once an epoch, so that a screen reader is not flooded. */
  epoch: ({ epoch, epochs }: BatchEnd): string => `The network is learning: epoch ${epoch} of ${epochs}.`,

  recovered: (epoch: number): string => `The training was interrupted, and goes on from epoch ${epoch}.`,

  load({ loaded, total }: LoadProgress): string {
    return total === 0 ? megabytes(loaded) : `${megabytes(loaded)} of ${megabytes(total)}`;
  },

  progress({ epoch, epochs, batch, batches, loss, imagesPerSecond }: BatchEnd, secondsLeft: number): string {
    return (
      `Epoch ${epoch} of ${epochs} · batch ${number(batch + 1)} of ${number(batches)} · loss ${loss.toFixed(3)} · ` +
      `${number(imagesPerSecond)} images/s · ${duration(secondsLeft)} left`
    );
  },

  end({ reason, epochs, seconds, testAccuracy }: TrainEnd): string {
    const how = `${reason === 'stopped' ? 'Stopped' : 'Done'}: ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`;
    const result = testAccuracy === null ? '' : `, ${percent(testAccuracy)} of the test images read right`;
    return `${how} in ${seconds < 10 ? `${seconds.toFixed(1)} s` : duration(seconds)}${result}.`;
  },

  accuracy: percent,

  device: ({ backend, device }: SessionInfo): string => (backend === null ? '' : `${backend} · ${device}`),
};
