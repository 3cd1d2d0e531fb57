/** Measures a network on examples, such as the test set. */
import type { Evaluation, Mistake } from '../shared/types.js';
import { yieldToEventLoop } from '../base/yield-to-event-loop.js';
import { pixelsOf, type Examples } from '../data/dataset.js';
import type { Engine } from '../engine/engine.js';

/** Images read at once: enough to keep an engine busy, few enough to answer a message in between. */
const CHUNK = 250;
/** Probabilities are kept away from 0 by this, so that one confident mistake does not make the loss infinite. */
const EPSILON = 1e-7;

/**
 * Reads every image and compares with the truth.
 *
 * @param signal aborting ends it early, rejecting with the signal's reason
 */
export async function evaluate(engine: Engine, examples: Examples, signal: AbortSignal): Promise<Evaluation> {
  let confusion: number[][] = [];
  const mistakes: Mistake[] = [];
  let loss = 0;
  for (let start = 0; start < examples.count; start += CHUNK) {
    const end = Math.min(start + CHUNK, examples.count);
    const probabilities = await engine.predict(pixelsOf(examples, start, end));
    const classes = probabilities.length / (end - start);
    if (start === 0) confusion = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
    for (let index = start; index < end; index++) {
      const row = probabilities.subarray((index - start) * classes, (index - start + 1) * classes);
      const confidence = Math.max(...row);
      const predicted = row.indexOf(confidence);
      const label = examples.labels[index]!;
      confusion[label]![predicted]! += 1;
      loss -= Math.log(Math.max(row[label]!, EPSILON));
      if (predicted !== label) mistakes.push({ index, label, predicted, confidence });
    }
    await yieldToEventLoop();
    signal.throwIfAborted();
  }
  return {
    accuracy: (examples.count - mistakes.length) / examples.count,
    loss: loss / examples.count,
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
