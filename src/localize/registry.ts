/** The translations that a page has: registered by its author, or shipped and loaded when an element first needs one. */
import { MnistError } from '../shared/errors.js';
import { missingPart } from '../shared/missing-part.js';

/** A translation as the elements take it: beside its code, sections of words that may be anything or missing. */
export interface RegisteredTranslation {
  /** BCP 47 language tag, such as `de` or `pt-BR`. */
  readonly code: string;
}

interface Registry {
  /** By language tag in lower case. */
  readonly translations: Map<string, RegisteredTranslation>;
  /** Told of every new translation. */
  readonly listeners: Set<() => void>;
}

/** Loads the translations that come with the elements; English is within them. */
const SHIPPED: Readonly<Record<string, () => Promise<{ readonly default: RegisteredTranslation }>>> = {
  de: () => import('../translations/de.js'),
};

// Shared by all copies of the script on a page: an author's translation must reach each of them.
const KEY = Symbol.for('mnist-elements.translations');
const holder = globalThis as unknown as { [KEY]: Registry | undefined };
const loading = new Map<string, Promise<void>>();

/**
 * Adds a translation, or replaces the one of the same language. Elements in that language change at once.
 *
 * @throws MnistError `invalid-argument` unless `code` is a language tag
 */
export function register(translation: RegisteredTranslation): void {
  const code = languageTag((translation as Partial<RegisteredTranslation> | null)?.code);
  if (code === undefined) {
    throw new MnistError('invalid-argument', 'A translation must have a language tag as `code`.');
  }
  const { translations, listeners } = registry();
  translations.set(code.toLowerCase(), translation);
  for (const listener of [...listeners]) listener();
}

function registry(): Registry {
  return (holder[KEY] ??= { translations: new Map(), listeners: new Set() });
}

/** Calls `listener` after every `register()`, until the returned function is called. */
export function listen(listener: () => void): () => void {
  const { listeners } = registry();
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/**
 * The translation for a language tag: the tag's own, else that of its language (`de` for `de-AT`). One that comes with
 * the elements is loaded; listeners hear when it is there.
 *
 * @param onFailure told `translation-failed` if it cannot be loaded; the next call tries again
 */
export function find(tag: string, onFailure: (error: unknown) => void): RegisteredTranslation | undefined {
  const { translations } = registry();
  const [language = ''] = tag.toLowerCase().split('-', 1);
  const found = translations.get(tag.toLowerCase()) ?? translations.get(language);
  if (found === undefined && Object.hasOwn(SHIPPED, language)) load(language).catch(onFailure);
  return found;
}

function load(language: string): Promise<void> {
  let attempt = loading.get(language);
  if (attempt === undefined) {
    attempt = SHIPPED[language]!().then(
      (module) => {
        // What the author has registered meanwhile counts more.
        if (!registry().translations.has(language)) register(module.default);
      },
      (error: unknown) => {
        loading.delete(language);
        throw missingPart('translation-failed', error, `The language ${language}`, language);
      },
    );
    loading.set(language, attempt);
  }
  return attempt;
}

/** A tag in its canonical form; undefined if it is none. An underscore, as in `de_AT`, is taken for a hyphen. */
export function languageTag(tag: unknown): string | undefined {
  if (typeof tag !== 'string' || tag === '') return undefined;
  try {
    return Intl.getCanonicalLocales(tag.trim().replaceAll('_', '-'))[0];
  } catch {
    return undefined;
  }
}
