/** The names that the four files go by: MNIST's own, what archive tools make of them, and those of EMNIST and QMNIST. */
import type { Split } from '../shared/types.js';
import type { IdxKind } from './idx.js';

/** Which of the four files. */
export interface FileRole {
  readonly split: Split;
  readonly kind: IdxKind;
}

/** How files are spelled; those of a folder mostly agree. */
export interface Spelling {
  /** What the test files begin with. */
  readonly test: 't10k' | 'test';
  /** Before `idx`: many archive tools make a dot of it. */
  readonly separator: '-' | '.';
  /** The form of the labels: QMNIST's are rows of integers. */
  readonly labels: 'idx1-ubyte' | 'idx2-int';
  readonly suffix: '.gz' | '';
}

/** Such as `train-images-idx3-ubyte.gz`. */
export function nameOf({ split, kind }: FileRole, { test, separator, labels, suffix }: Spelling): string {
  const form = kind === 'images' ? 'idx3-ubyte' : labels;
  return `${split === 'train' ? 'train' : test}-${kind}${separator}${form}${suffix}`;
}

/**
 * What the names begin with, such as `emnist-letters-`; empty for those that begin as MNIST's.
 *
 * @param src URL of a folder, or of a folder and the beginning of the names in it
 */
export function prefixOf(src: string): string {
  return src.slice(src.lastIndexOf('/') + 1);
}

/** The spelling that is tried first. */
export function likelySpelling(src: string): Spelling {
  return { test: prefixOf(src) === '' ? 't10k' : 'test', separator: '-', labels: 'idx1-ubyte', suffix: '.gz' };
}

/**
 * The spellings under which a file may be found, the most likely first: as others beside it, different in one thing, or
 * unpacked by a tool that also makes dots. Four for training images, and at most six.
 */
export function spellingsNear(role: FileRole, known: Spelling): Spelling[] {
  const labels = known.labels === 'idx1-ubyte' ? 'idx2-int' : 'idx1-ubyte';
  const test = known.test === 't10k' ? 'test' : 't10k';
  const suffix = known.suffix === '.gz' ? '' : '.gz';
  const separator = known.separator === '-' ? '.' : '-';
  const changes: Partial<Spelling>[] = [{}, { labels }, { test }, { suffix }, { separator }, { suffix, separator }];
  const spellings = changes.map((change) => ({ ...known, ...change }));
  return distinct(role, spellings);
}

/** Every spelling of a file. */
export function allSpellings(role: FileRole): Spelling[] {
  const spellings: Spelling[] = [];
  for (const test of ['t10k', 'test'] as const) {
    for (const separator of ['-', '.'] as const) {
      for (const labels of ['idx1-ubyte', 'idx2-int'] as const) {
        for (const suffix of ['.gz', ''] as const) spellings.push({ test, separator, labels, suffix });
      }
    }
  }
  return distinct(role, spellings);
}

/** What is known of a folder's spelling once one of its files has been found. */
export function learned({ split, kind }: FileRole, known: Spelling, found: Spelling): Spelling {
  return {
    ...found,
    test: split === 'test' ? found.test : known.test,
    labels: kind === 'labels' ? found.labels : known.labels,
  };
}

/** One of those that come to the same name. */
function distinct(role: FileRole, spellings: readonly Spelling[]): Spelling[] {
  const byName = new Map<string, Spelling>();
  for (const spelling of spellings) {
    const name = nameOf(role, spelling);
    if (!byName.has(name)) byName.set(name, spelling);
  }
  return [...byName.values()];
}
