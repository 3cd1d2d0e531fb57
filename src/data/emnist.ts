/**
 * What is known of EMNIST, whose files say it nowhere: its pictures are transposed, and its classes are characters.
 * G. Cohen et al., “EMNIST: an extension of MNIST to handwritten letters”, 2017, https://arxiv.org/abs/1702.05373.
 */
import { prefixOf } from './file-names.js';

const DIGITS = '0123456789';
const CAPITALS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** The classes of its splits, by how many there are: digits and mnist; letters; balanced and bymerge; byclass. */
const CHARACTERS = [DIGITS, CAPITALS, `${DIGITS}${CAPITALS}abdefghnqrt`, DIGITS + CAPITALS + CAPITALS.toLowerCase()];

/** By the names of its files, which all begin with `emnist-`. */
export function isEmnist(src: string): boolean {
  return prefixOf(src).toLowerCase().startsWith('emnist-');
}

/**
 * What the files call their classes, by index: the labels as they are written there, or EMNIST's characters.
 *
 * @param first the smallest label
 */
export function namesOfClasses(src: string, classes: number, first: number): string[] {
  const characters = isEmnist(src) ? CHARACTERS.find(({ length }) => length === classes) : undefined;
  return characters?.split('') ?? Array.from({ length: classes }, (_, index) => String(index + first));
}
