/** What pictures and classes are where nothing else is said. */

/** Pixels along one side of an image. */
export const IMAGE_SIDE = 28;
/** Bytes of one image. */
export const IMAGE_BYTES = IMAGE_SIDE * IMAGE_SIDE;
/** The ten digits. */
export const CLASS_COUNT = 10;
