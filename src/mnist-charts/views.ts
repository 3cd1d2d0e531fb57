/** The names of the views, and how the `views` attribute is read. */
import type { ViewName } from '../shared/types.js';

/** Everything that `<mnist-charts>` can show. */
export const VIEW_NAMES: readonly ViewName[] = ['loss', 'accuracy', 'summary', 'confusion', 'classes', 'samples'];

/** What an attribute asks for: the known views in the order given, each once, and the words that name none. */
export interface ParsedViews {
  readonly views: readonly ViewName[];
  readonly unknown: readonly string[];
}

/** @param value words separated by white space; case matters, as in every attribute with keywords of ours */
export function parseViews(value: string): ParsedViews {
  const words = [...new Set(value.split(/\s+/).filter((word) => word !== ''))];
  return { views: words.filter(isViewName), unknown: words.filter((word) => !isViewName(word)) };
}

function isViewName(word: string): word is ViewName {
  return (VIEW_NAMES as readonly string[]).includes(word);
}
