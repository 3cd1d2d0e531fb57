/**
 * What may be said of a layer, one option each: how it is written, what it may be, and what holds when nothing is said.
 * The parser, the formatter and a page's help all read these.
 */
import type { Extent } from './network.js';
import { KERNEL_SIDE, STRIDE } from './limits.js';
import { listChoices } from './mistake.js';

/** Numbers from `least` to `most`, both included, or `below` a number that is not. */
export interface NumberRange {
  readonly least: number;
  readonly most?: number;
  readonly below?: number;
}

export interface Option<Value> {
  /** How it is written; capitals stand for numbers: `KxL`, `stride S`. */
  readonly form: string;
  /** What its value must be, in English, for mistakes. */
  readonly expected: string;
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
  /** Whether this word begins the option, wherever it stands. */
  beginsWith(word: string): boolean;
  /** The value that a word means, in lower case; undefined when it means none. */
  parse(word: string): Value | undefined;
  /** The word that means a value. */
  format(value: Value): string;
}

/** A whole number that must be said right after the layer's name. */
export function count(form: string, range: { readonly least: number; readonly most: number }): Option<number> {
  return {
    form,
    expected: wholeNumber(range),
    range,
    beginsWith: () => false,
    parse: (word) => parseWhole(word, range),
    format: String,
  };
}

/** A number of at least 0 and below 1 that must be said right after the layer's name. */
export function share(form: string): Option<number> {
  return {
    form,
    expected: 'a number of at least 0 and below 1',
    range: { least: 0, below: 1 },
    beginsWith: () => false,
    parse(word) {
      const value = /^(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/.test(word) ? Number(word) : NaN;
      return value >= 0 && value < 1 ? value : undefined;
    },
    format: String,
  };
}

/** A kernel, height x width. */
export function kernel(fallback: Extent): Option<Extent> {
  return {
    form: 'KxL',
    expected: `KxL (height x width, each from ${KERNEL_SIDE.least} to ${KERNEL_SIDE.most}), such as 3x3`,
    range: KERNEL_SIDE,
    fallback,
    // A lone number or a sign is a kernel gone wrong.
    beginsWith: (word) => /^[-+.\d]/.test(word),
    parse(word) {
      const sides = word.split(/[x×]/).map((side) => parseWhole(side, KERNEL_SIDE));
      const [height, width] = sides;
      return sides.length === 2 && height !== undefined && width !== undefined ? [height, width] : undefined;
    },
    format: (value) => value.join('x'),
  };
}

const STRIDE_WORDS = {
  form: 'stride S',
  keyword: 'stride',
  expected: wholeNumber(STRIDE),
  range: STRIDE,
  beginsWith: (word: string) => word === 'stride',
};

/** One step for both directions, 1 unless it is said. */
export const stride: Option<number> = {
  ...STRIDE_WORDS,
  fallback: 1,
  parse: (word) => parseWhole(word, STRIDE),
  format: String,
};

/** One step for both directions, or else as large as the kernel. */
export const strideAsKernel: Option<Extent> = {
  ...STRIDE_WORDS,
  follows: 'kernel',
  parse(word) {
    const step = parseWhole(word, STRIDE);
    return step === undefined ? undefined : [step, step];
  },
  // Steps that differ are those of the kernel, and are not said.
  format: ([down, across]) => (down === across ? String(down) : `${down}x${across}`),
};

/** One of some words; the first unless another is said. */
export function oneOf<Choice extends string>(choices: readonly [Choice, ...Choice[]]): Option<Choice> {
  const find = (word: string): Choice | undefined => choices.find((choice) => choice === word);
  return {
    form: choices.join(' | '),
    expected: listChoices(choices),
    choices,
    fallback: choices[0],
    beginsWith: (word) => find(word) !== undefined,
    parse: find,
    format: (value) => value,
  };
}

function parseWhole(word: string, { least, most }: { readonly least: number; readonly most: number }) {
  const value = /^\d+$/.test(word) ? Number(word) : NaN;
  return value >= least && value <= most ? value : undefined;
}

function wholeNumber({ least, most }: { readonly least: number; readonly most: number }): string {
  return `a whole number from ${least} to ${most.toLocaleString('en')}`;
}
