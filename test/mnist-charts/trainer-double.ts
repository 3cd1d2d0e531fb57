/** A trainer of a page author's own: it holds a session's facts and sends events, and nothing computes. */
import { MnistEvent } from '../../src/shared/events.js';
import { parseNetwork } from '../../src/network/parse.js';
import { summaryOf } from '../../src/network/summary.js';
import type { BatchEnd, EpochEnd, Evaluation, Sample, Split } from '../../src/shared/types.js';
import type { SessionInfo } from '../../src/messages/worker-api.js';
import { BATCHES, EPOCHS, epochEnd, evaluationWith } from './results.js';

const summaryOfModel = (model: string) => summaryOf(parseNetwork(model, { height: 28, width: 28 }, 10));

const COUNTS = { train: 100, test: 40 };

export class TrainerDouble extends HTMLElement {
  labelNames = Array.from({ length: 10 }, (_, index) => `class ${index}`);
  modelSummary: unknown = summaryOfModel('cnn');
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
      return Promise.resolve({ split, index, count: COUNTS[split], height: 28, width: 28, pixels, labelIndex, label });
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
    const detail: BatchEnd = {
      ...newest,
      epoch,
      epochs: EPOCHS,
      batches: BATCHES,
      points,
      batchSize: 64,
      imagesPerSecond: 1000,
    };
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
      summary: summaryOfModel('dense'),
      input: { height: 28, width: 28 },
      classes: 10,
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
