/** Fills the gaps of a translation with English. */

type Say = (...values: unknown[]) => unknown;

/**
 * The words of `english`, each as `translated` has it. English stays where a word is missing or of another kind, and
 * where a function of the translation throws.
 *
 * @param english texts, functions that make texts, and groups of both
 * @param translated the same in another language, as a page's author wrote it: anything
 */
export function complete<Words extends object>(english: Words, translated: unknown): Words {
  if (!isGroup(translated)) return english;
  const words = Object.entries(english).map(([key, word]) => [key, choose(word, translated[key])]);
  return Object.fromEntries(words) as Words;
}

function choose(word: unknown, translated: unknown): unknown {
  if (isGroup(word)) return complete(word, translated);
  if (typeof translated !== typeof word) return word;
  return typeof word === 'function' ? withFallback(translated as Say, word as Say) : translated;
}

function withFallback(say: Say, english: Say): Say {
  return (...values) => {
    try {
      return String(say(...values));
    } catch {
      return english(...values);
    }
  };
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
