/** Lists words in a sentence. */

/** `a, b or c`. */
export function listChoices(choices: readonly string[], last: 'and' | 'or' = 'or'): string {
  return choices.join(', ').replace(/, ([^,]*)$/, ` ${last} $1`);
}
