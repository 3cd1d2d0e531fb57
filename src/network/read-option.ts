/** Reads the words of options, and says of those that mean nothing what was expected. */
import { listChoices } from './list-choices.js';
import type { NumberRange, Option } from './option.js';

/** The value that a word means, in lower case; undefined when it means none. */
export function parseOption({ kind, range, choices }: Option<unknown>, word: string): unknown {
  switch (kind) {
    case 'whole':
    case 'step':
      return parseWhole(word, range);
    case 'steps': {
      const step = parseWhole(word, range);
      return step === undefined ? undefined : [step, step];
    }
    case 'share':
      return parseShare(word);
    case 'sides': {
      const sides = word.split(/[x×]/).map((side) => parseWhole(side, range));
      return sides.length === 2 && !sides.includes(undefined) ? sides : undefined;
    }
    case 'choice':
      return choices?.find((choice) => choice === word);
  }
}

/** Whether a word begins the option, wherever it stands. */
export function beginsOption({ kind, keyword, choices }: Option<unknown>, word: string): boolean {
  // A lone number or a sign is a kernel gone wrong.
  if (kind === 'sides') return /^[-+.\d]/.test(word);
  return word === keyword || choices?.includes(word) === true;
}

/** What an option's value must be, in English, for mistakes. */
export function expectedOf({ kind, form, range, choices = [] }: Option<unknown>): string {
  switch (kind) {
    case 'whole':
    case 'step':
    case 'steps':
      return `a whole number from ${range?.least} to ${range?.most?.toLocaleString('en')}`;
    case 'share':
      return 'a number of at least 0 and below 1';
    case 'sides':
      return `${form} (height x width, each from ${range?.least} to ${range?.most}), such as 3x3`;
    case 'choice':
      return listChoices(choices);
  }
}

function parseWhole(word: string, { least, most = Infinity }: NumberRange = { least: 0 }): number | undefined {
  const value = /^\d+$/.test(word) ? Number(word) : NaN;
  return value >= least && value <= most ? value : undefined;
}

function parseShare(word: string): number | undefined {
  const value = /^(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/.test(word) ? Number(word) : NaN;
  return value >= 0 && value < 1 ? value : undefined;
}
