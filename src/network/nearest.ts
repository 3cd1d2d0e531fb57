/** Finds the word that was probably meant by one that is none. */

/** The candidate that was probably meant, such as `batchnorm` by `batch-norm`; undefined when none is near. */
export function nearest(word: string, candidates: readonly string[]): string | undefined {
  const [best] = candidates
    .map((candidate) => ({ candidate, distance: distanceBetween(word.slice(0, 30), candidate) }))
    .sort((a, b) => a.distance - b.distance);
  // Up to two letters, of which most have to be right, or one name begins the other, as in `convolution`.
  if (best !== undefined && best.distance <= Math.min(2, (best.candidate.length - 1) / 2)) return best.candidate;
  return candidates.find((candidate) => word.startsWith(candidate) || (word.length > 2 && candidate.startsWith(word)));
}

/** How many letters have to be put in, left out or changed: Levenshtein's distance. */
function distanceBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, i) => i);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const changed = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(changed, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[to.length]!;
}
