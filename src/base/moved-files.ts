/** Finds the files that a bundler has moved away from their folder. */
import type { MovedFiles } from '../messages/worker-api.js';

let moved: MovedFiles = {};

/** There is one script of the page's side, so it says the same for every session. */
export function setMovedFiles(files: MovedFiles): void {
  moved = files;
}

/** Where a file really is whose URL follows from its folder. */
export const locate = (url: string): string => moved[url] ?? url;
