/** Reads the evaluation that was saved with a network: anybody on the page's origin may have written it. */
import { isArray, isRecord, isWholeNumber } from '../shared/json.js';
import type { Evaluation, Mistake } from '../shared/types.js';

/** An evaluation of that many classes; undefined when it makes no sense, as the network is as good without it. */
export function readEvaluation(value: unknown, classes: number): Evaluation | undefined {
  if (!isRecord(value)) return undefined;
  const { accuracy, loss, confusion, perClass, mistakes } = value;
  const isClass = (index: unknown): boolean => isWholeNumber(index) && index < classes;
  const isMistake = (mistake: unknown): mistake is Mistake =>
    isRecord(mistake) &&
    isWholeNumber(mistake['index']) &&
    isClass(mistake['label']) &&
    isClass(mistake['predicted']) &&
    isShare(mistake['confidence']);
  if (!isShare(accuracy) || typeof loss !== 'number' || !Number.isFinite(loss)) return undefined;
  if (!isList(perClass, isShare) || perClass.length !== classes) return undefined;
  if (!isList(confusion, isCounts) || confusion.length !== classes) return undefined;
  if (confusion.some((row) => row.length !== classes) || !isList(mistakes, isMistake)) return undefined;
  return {
    accuracy,
    loss,
    confusion: confusion.map((row) => [...row]),
    perClass: [...perClass],
    mistakes: mistakes.map(({ index, label, predicted, confidence }) => ({ index, label, predicted, confidence })),
  };
}

function isList<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return isArray(value) && value.every(isItem);
}

function isShare(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function isCounts(value: unknown): value is readonly number[] {
  return isList(value, isWholeNumber);
}
