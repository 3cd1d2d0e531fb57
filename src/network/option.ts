/**
 * What may be said of a layer, one option each: how it is written, what it may be, and what holds when nothing is said.
 * The parser (through read-option.ts), the formatter and a page's help all go by these.
 */
import type { Extent } from './network.js';
import { KERNEL_SIDE, STRIDE } from './limits.js';

/** Numbers from `least` to `most`, both included, or `below` a number that is not. */
export interface NumberRange {
  readonly least: number;
  readonly most?: number;
  readonly below?: number;
}

export interface Option<Value> {
  /**
   * What its word means: a `whole` number; a `share`; `sides` of a kernel; one `step` for both directions, told as one
   * number or as `steps`; one of its `choices`.
   */
  readonly kind: 'whole' | 'share' | 'sides' | 'step' | 'steps' | 'choice';
  /** How it is written; capitals stand for numbers: `KxL`, `stride S`. */
  readonly form: string;
  /** The word before the value, if there is one. */
  readonly keyword?: string;
  /** Of its number, or of each of its numbers. */
  readonly range?: NumberRange;
  /** The words of which it is one. */
  readonly choices?: readonly string[];
  /** What holds when it is not said. */
  readonly fallback?: Value;
  /** Another option of the layer, whose value holds when it is not said. An option without either must be said, first. */
  readonly follows?: string;
  /** The word that means a value. */
  format(value: Value): string;
}

/** A whole number that must be said right after the layer's name. */
export function count(form: string, range: NumberRange): Option<number> {
  return { kind: 'whole', form, range, format: String };
}

/** A number of at least 0 and below 1 that must be said right after the layer's name. */
export function share(form: string): Option<number> {
  return { kind: 'share', form, range: { least: 0, below: 1 }, format: String };
}

/** A kernel, height x width. */
export function kernel(fallback: Extent): Option<Extent> {
  return { kind: 'sides', form: 'KxL', range: KERNEL_SIDE, fallback, format: (value) => value.join('x') };
}

const STRIDE_WORDS = { form: 'stride S', keyword: 'stride', range: STRIDE };

/** One step for both directions, 1 unless it is said. */
export const stride: Option<number> = { ...STRIDE_WORDS, kind: 'step', fallback: 1, format: String };

/** One step for both directions, or else as large as the kernel. */
export const strideAsKernel: Option<Extent> = {
  ...STRIDE_WORDS,
  kind: 'steps',
  follows: 'kernel',
  // Steps that differ are those of the kernel, and are not said.
  format: ([down, across]) => (down === across ? String(down) : `${down}x${across}`),
};

/** One of some words; the first unless another is said. */
export function oneOf<Choice extends string>(choices: readonly [Choice, ...Choice[]]): Option<Choice> {
  return { kind: 'choice', form: choices.join(' | '), choices, fallback: choices[0], format: (value) => value };
}
