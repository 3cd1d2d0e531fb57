/** Whether everything is tested that there is, as `npm run test:all` does: then what takes long is tested, too. */
declare const EVERYTHING: boolean;

export const everything = EVERYTHING;
