/** A trainer of a page author's own: it holds a session's facts and sends events, and nothing computes. */
import { MnistEvent } from '../../src/shared/events.js';
import { summaryOf } from '../../src/shared/model.js';
import type { BatchEnd, EpochEnd, Evaluation, Sample, Split } from '../../src/shared/types.js';
import type { SessionInfo } from '../../src/shared/worker-api.js';

export const EPOCHS = 3;
export const BATCHES = 200;
const COUNTS = { train: 100, test: 40 };

export class TrainerDouble extends HTMLElement {
  labelNames = Array.from({ length: 10 }, (_, index) => `class ${index}`);
  model: unknown = 'cnn';
  readonly session = {
    state: 'idle',
    info: undefined as SessionInfo | undefined,
    evaluation: undefined as Evaluation | undefined,
    asked: 0,
    sample: (split: Split, index = 0): Promise<Sample> => {
      this.session.asked += 1;
      const labelIndex = index % 10;
      const label = this.labelNames[labelIndex] ?? '';
      const pixels = new Uint8Array(784).fill(index);
      return Promise.resolve({ split, index, count: COUNTS[split], pixels, labelIndex, label });
    },
  };

  batches(epoch: number, from = 0, to = BATCHES): void {
    const points = Array.from({ length: to - from }, (_, step) => {
      const progress = (epoch - 1) * BATCHES + from + step;
      return {
        batch: from + step,
        loss: 2.3 * Math.exp(-progress / 60) + 0.05,
        accuracy: 1 - 0.9 * Math.exp(-progress / 60),
      };
    });
    const newest = points.at(-1);
    if (newest === undefined) return;
    const detail: BatchEnd = { ...newest, epoch, epochs: EPOCHS, batches: BATCHES, points, imagesPerSecond: 1000 };
    this.dispatchEvent(new MnistEvent('mnist-batch-end', detail));
  }

  epoch(epoch: number): EpochEnd {
    const detail = epochEnd(epoch);
    this.dispatchEvent(new MnistEvent('mnist-epoch-end', detail));
    return detail;
  }

  inform(facts: Partial<SessionInfo>): void {
    this.session.info = {
      backend: 'simd',
      device: '',
      summary: summaryOf('dense'),
      trained: false,
      history: [],
      trainCount: 0,
      testCount: 0,
      ...facts,
    };
    this.dispatchEvent(new Event('mnist-session-info', { bubbles: true, composed: true }));
  }

  evaluate(evaluation = evaluationWith(3)): void {
    this.session.evaluation = evaluation;
    this.dispatchEvent(new MnistEvent('mnist-evaluation', evaluation));
  }
}

export function epochEnd(epoch: number): EpochEnd {
  return {
    epoch,
    epochs: EPOCHS,
    loss: 0.3 / epoch,
    accuracy: 1 - 0.1 / epoch,
    valLoss: 0.2 / epoch,
    valAccuracy: 1 - 0.05 / epoch,
    seconds: 1,
  };
}

/** Every class has 100 images; as many 4s as told are read as 9s. */
export function evaluationWith(mistakes: number): Evaluation {
  const confusion = Array.from({ length: 10 }, (_, truth) => {
    const row = new Array<number>(10).fill(0);
    row[truth] = truth === 4 ? 100 - mistakes : 100;
    if (truth === 4) row[9] = mistakes;
    return row;
  });
  return {
    accuracy: 1 - mistakes / 1000,
    loss: 0.1,
    confusion,
    perClass: confusion.map((row, index) => row[index]! / 100),
    mistakes: Array.from({ length: mistakes }, (_, index) => ({
      index: 4 + 10 * index,
      label: 4,
      predicted: 9,
      confidence: 0.9,
    })),
  };
}
