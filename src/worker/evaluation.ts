/** Measures a network on the test set. */
import type { Evaluation, Mistake } from '../shared/types.js';
import { breathe } from './base/breathe.js';
import type { Examples } from './dataset/dataset.js';
import type { Engine } from './engine/engine.js';

/** Images read at once: enough to keep an engine busy, few enough to answer a message in between. */
const CHUNK = 250;
/** Probabilities are kept away from 0 by this, so that one confident mistake does not make the loss infinite. */
const EPSILON = 1e-7;

/**
 * Reads every test image and compares with the truth.
 *
 * @param signal aborting ends it early, rejecting with the signal's reason
 */
export async function evaluate(engine: Engine, test: Examples, signal: AbortSignal): Promise<Evaluation> {
  const imageBytes = test.pixels.length / test.count;
  let confusion: number[][] = [];
  const mistakes: Mistake[] = [];
  let loss = 0;
  for (let start = 0; start < test.count; start += CHUNK) {
    const end = Math.min(start + CHUNK, test.count);
    const probabilities = await engine.predict(test.pixels.subarray(start * imageBytes, end * imageBytes));
    const classes = probabilities.length / (end - start);
    if (start === 0) confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
    for (let index = start; index < end; index++) {
      const row = probabilities.subarray((index - start) * classes, (index - start + 1) * classes);
      const confidence = Math.max(...row);
      const predicted = row.indexOf(confidence);
      const label = test.labels[index]!;
      confusion[label]![predicted]! += 1;
      loss -= Math.log(Math.max(row[label]!, EPSILON));
      if (predicted !== label) mistakes.push({ index, label, predicted, confidence });
    }
    await breathe();
    signal.throwIfAborted();
  }
  return {
    accuracy: (test.count - mistakes.length) / test.count,
    loss: loss / test.count,
    confusion,
    perClass: confusion.map(
      (row, label) =>
        row[label]! /
        Math.max(
          1,
          row.reduce((sum, count) => sum + count, 0),
        ),
    ),
    mistakes: mistakes.sort((a, b) => b.confidence - a.confidence),
  };
}
