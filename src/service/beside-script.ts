/** What lies beside the built script. */

/** In a variable, so that bundlers do not take `new URL('./data/', …)` for an asset. */
const base = import.meta.url;

/** Folder of the MNIST files. */
export const defaultDataUrl = (): string => new URL('./data/', base).href;

/** Folder of the trained network. */
export const defaultModelUrl = (): string => new URL('./model/', base).href;
