/** How a page's author brings a language, or words of one. */
import type { PartialTranslation } from '../translations/translation.js';
import { register } from './registry.js';

/**
 * Adds a language, or replaces words of one: elements whose nearest `lang` attribute asks for it change at once. What
 * the translation lacks is English. German comes with the elements and loads by itself.
 *
 * @throws MnistError `invalid-argument` unless `code` is a BCP 47 language tag
 */
export function registerTranslation(translation: PartialTranslation): void {
  register(translation);
}
