/** Varies digits as hands do: turned, slanted, wider or taller, moved, and with a thinner or thicker pen. */
import type { PictureSize } from '../shared/types.js';
import type { Random } from '../base/random.js';

/** How far an image is changed at most, in both directions; everything between is equally probable. */
const LIMITS = {
  /** Degrees. */
  rotation: 12,
  /** Pixels to the side for each pixel up. */
  slant: 0.2,
  /** Logarithm of the factor of width and height together. */
  size: 0.1,
  /** Logarithm of the factor of width alone. */
  aspect: 0.15,
  /** To the right, and down, in 28ths of the side: pixels of MNIST's images. */
  shift: 1.5,
  /** Logarithm of the exponent of the grey levels: their edge moves, which makes strokes thinner or thicker. */
  pen: 0.7,
};

/** What the side is counted in, for the shift. */
const SIDE = 28;
/** Background around the image, in pixels, beside half of its longer side: the limits above bring none in from farther. */
const MARGIN = 6;
/** Coordinates are counted in 65,536ths of a pixel, which the processor adds as whole numbers. */
const FIXED = 16;
const ONE = 2 ** FIXED;
/** Pens to choose from; their tables of grey levels are made once. */
const PENS = 9;

/**
 * An affine map with bilinear interpolation, then a curve for the grey levels, both chosen anew for each image.
 *
 * @param random decides; seven numbers for each image
 * @param size of the images
 * @returns writes a changed copy of its first argument to the second
 */
export function createDistortion(
  random: Random,
  { height, width }: PictureSize,
): (image: Uint8Array, target: Uint8Array) => void {
  // The margin spares the inner loop any question whether it is still inside of the image.
  const margin = Math.ceil(Math.max(height, width) / 2) + MARGIN;
  const paddedWidth = width + 2 * margin;
  const padded = new Uint8Array((height + 2 * margin) * paddedWidth);
  // Mean of the pixels' coordinates: what is turned and scaled keeps its place there.
  const [middleX, middleY] = [(width - 1) / 2, (height - 1) / 2];
  const pens = Array.from({ length: PENS }, (_, i) => penCurve(Math.exp(LIMITS.pen * ((2 * i) / (PENS - 1) - 1))));
  const within = (limit: number): number => (random.float() * 2 - 1) * limit;
  return (image, target) => {
    const angle = within((LIMITS.rotation * Math.PI) / 180);
    const slant = within(LIMITS.slant);
    const size = Math.exp(within(LIMITS.size));
    const breadth = size * Math.exp(within(LIMITS.aspect));
    const shiftX = within(LIMITS.shift * (width / SIDE));
    const shiftY = within(LIMITS.shift * (height / SIDE));
    const pen = pens[random.integer(PENS)]!;

    // From a pixel of the target back to its place in the image: unturn, then unslant and unscale.
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    const rightX = (cos + slant * -sin) / breadth;
    const rightY = -sin / size;
    const downX = (sin + slant * cos) / breadth;
    const downY = cos / size;
    const fromX = margin + middleX - (middleX + shiftX) * rightX - (middleY + shiftY) * downX;
    const fromY = margin + middleY - (middleX + shiftX) * rightY - (middleY + shiftY) * downY;

    for (let row = 0; row < height; row++) {
      const start = row * width;
      padded.set(image.subarray(start, start + width), (row + margin) * paddedWidth + margin);
    }
    const stepX = Math.round(rightX * ONE);
    const stepY = Math.round(rightY * ONE);
    let pixel = 0;
    for (let row = 0; row < height; row++) {
      let x = Math.round((fromX + row * downX) * ONE);
      let y = Math.round((fromY + row * downY) * ONE);
      for (let column = 0; column < width; column++, x += stepX, y += stepY) {
        target[pixel++] = pen[interpolate(padded, paddedWidth, x, y)]!;
      }
    }
  };
}

/** The grey level between four pixels; coordinates in 65,536ths of a pixel. */
function interpolate(padded: Uint8Array, width: number, x: number, y: number): number {
  const at = (y >> FIXED) * width + (x >> FIXED);
  const right = (x >> (FIXED - 8)) & 255;
  const down = (y >> (FIXED - 8)) & 255;
  const above = (padded[at]! << 8) + (padded[at + 1]! - padded[at]!) * right;
  const below = (padded[at + width]! << 8) + (padded[at + width + 1]! - padded[at + width]!) * right;
  return ((above << 8) + (below - above) * down) >> 16;
}

/** New grey levels for 0…255: black and white stay, an exponent below 1 makes what is between lighter. */
function penCurve(exponent: number): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, grey) => Math.round(255 * (grey / 255) ** exponent));
}
