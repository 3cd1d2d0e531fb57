/** Where the project keeps things in IndexedDB; the worker writes, the page only looks. */

export const DATABASE_NAME = 'mnist-elements';
export const DATABASE_VERSION = 2;
/** Object store of the saved networks, by the page author's key. */
export const MODELS = 'models';
