/** What a training of three epochs might tell, in plain objects. */
import type { EpochEnd, Evaluation } from '../../src/shared/types.js';

export const EPOCHS = 3;
export const BATCHES = 200;

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
