/** How large a network may be: what a visitor's browser trains while they watch, with room to spare. */

/** Sides of a picture, in pixels. */
export const PICTURE_SIDE = { least: 8, most: 64 };
export const CLASSES = { least: 2, most: 256 };
/** Without the softmax layer that is implied. */
export const MOST_LAYERS = 64;
export const FILTERS = { least: 1, most: 512 };
export const UNITS = { least: 1, most: 65_536 };
/** Each side of a kernel, of a convolution or of a pooling. */
export const KERNEL_SIDE = { least: 1, most: 9 };
export const STRIDE = { least: 1, most: 4 };
/** 80 MB of weights, and an optimizer keeps up to two numbers more for each. Moving averages count. */
export const MOST_PARAMETERS = 20_000_000;
