/** How much is tested: everything that there is, as `npm run test:all` does, or what a change must pass. */
declare const EVERYTHING: boolean;

/** Whether what takes long is tested, too. */
export const everything = EVERYTHING;

/** Whether all of what cannot differ between browsers, such as arithmetic, is tested in this one. */
export const thorough = everything || navigator.userAgent.includes('Chrome/');
