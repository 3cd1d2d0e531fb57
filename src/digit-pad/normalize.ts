/** Turns a drawing into the image that MNIST's makers would have made of it. */
import { USUAL_SIZE } from '../shared/image.js';
import type { PictureSize } from '../shared/types.js';
import type { Stroke } from './stroke.js';

/** MNIST fits the ink of every digit into a box of this many pixels, keeping its aspect, in images of 28×28. */
const BOX = 20;
/** Width of the pen in such images, in pixels, halfway through its soft edge. */
const PEN = 2.4;
/** Pixels over which the edge of the pen fades there: MNIST's digits were scaled down with a soft filter. */
const FADE = 1.5;
/** Nowhere does it fade over less: a thin pen would miss pixels. */
const LEAST_FADE = 1;
/** Drawings smaller than this fraction of the pad are dots: scaling them up would show the hand's trembling. */
const SMALLEST = 0.04;
/** Points that lie closer together than this many pixels look like one. */
const FINENESS = 0.25;

/** Where the drawing's (0, 0) lies in the image, and how many pixels are in its 1. */
interface Placement {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

/** The pen of an image. */
interface Pen {
  readonly width: number;
  readonly fade: number;
}

/** The drawing on its way to an image: the coverage of each pixel, 0…1, row by row. */
interface Ink extends PictureSize {
  readonly coverage: Float32Array;
}

/**
 * Draws strokes anew as an image by MNIST's recipe (LeCun et al., "Gradient-based learning applied to document
 * recognition", 1998): the ink is scaled to fit 20×20 of 28×28 pixels and centred by its mass. Position and size on the
 * pad therefore do not matter, nor how thick the ink looks there. In images of another size, box and pen are in
 * proportion, the pen to the shorter side.
 *
 * Pen and edge were chosen by comparing the pen trajectories of 120 MNIST test digits with the digits themselves: with
 * these values the mean correlation is 0.86 and the mean pixel 31.6, where that of MNIST is 33.3.
 *
 * @param strokes points as fractions of the pad's side; any number, in any density
 * @param size of the image
 * @returns a byte for each pixel, row by row; 255 is ink and 0 background; all 0 without strokes
 */
export function normalizeStrokes(strokes: readonly Stroke[], size: PictureSize): Uint8Array {
  const scale = Math.min(size.width / USUAL_SIZE.width, size.height / USUAL_SIZE.height);
  const pen = { width: PEN * scale, fade: Math.max(FADE * scale, LEAST_FADE) };
  const placement = fitBox(strokes, size, pen);
  if (placement === undefined) return new Uint8Array(size.height * size.width);
  const { coverage } = draw(strokes, centreMass(draw(strokes, placement, size, pen), placement), size, pen);
  return Uint8Array.from(coverage, (share) => Math.round(share * 255));
}

/** Scales the ink to the box and puts the box in the middle; undefined without any point. */
function fitBox(strokes: readonly Stroke[], { height, width }: PictureSize, pen: Pen): Placement | undefined {
  let left = Infinity;
  let top = Infinity;
  let right = -Infinity;
  let bottom = -Infinity;
  for (const stroke of strokes) {
    for (const [x, y] of stroke) {
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  if (left > right) return undefined;
  const scale = Math.min(
    (BOX * (width / USUAL_SIZE.width) - pen.width) / Math.max(right - left, SMALLEST),
    (BOX * (height / USUAL_SIZE.height) - pen.width) / Math.max(bottom - top, SMALLEST),
  );
  return {
    scale,
    x: (width - 1) / 2 - ((left + right) / 2) * scale,
    y: (height - 1) / 2 - ((top + bottom) / 2) * scale,
  };
}

/** Moves the placement so that the centre of mass of what it drew lies where MNIST has it: at (14.00, 14.00) of 28×28. */
function centreMass({ coverage, height, width }: Ink, { x, y, scale }: Placement): Placement {
  let mass = 0;
  let massX = 0;
  let massY = 0;
  coverage.forEach((share, pixel) => {
    mass += share;
    massX += share * (pixel % width);
    massY += share * Math.floor(pixel / width);
  });
  return { x: x + width / 2 - massX / mass, y: y + height / 2 - massY / mass, scale };
}

/** How far the pen covers each pixel. Ends and joins are round; strokes that cross do not add up. */
function draw(strokes: readonly Stroke[], placement: Placement, { height, width }: PictureSize, pen: Pen): Ink {
  const ink = { height, width, coverage: new Float32Array(height * width) };
  for (const stroke of strokes) {
    let fromX: number | undefined;
    let fromY = 0;
    stroke.forEach(([fractionX, fractionY], index) => {
      const x = placement.x + fractionX * placement.scale;
      const y = placement.y + fractionY * placement.scale;
      if (fromX === undefined) {
        if (stroke.length === 1) drawLine(ink, pen, x, y, x, y);
      } else {
        const near = Math.hypot(x - fromX, y - fromY) < FINENESS;
        if (near && index < stroke.length - 1) return;
        drawLine(ink, pen, fromX, fromY, x, y);
      }
      fromX = x;
      fromY = y;
    });
  }
  return ink;
}

/** Adds a line to the ink. The coverage of a pixel falls linearly with its distance from the line, across the fade. */
function drawLine(
  { coverage, height, width }: Ink,
  pen: Pen,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
): void {
  const alongX = toX - fromX;
  const alongY = toY - fromY;
  const lengthSquared = alongX * alongX + alongY * alongY;
  const reach = (pen.width + pen.fade) / 2;
  const firstX = Math.max(0, Math.ceil(Math.min(fromX, toX) - reach));
  const lastX = Math.min(width - 1, Math.floor(Math.max(fromX, toX) + reach));
  const firstY = Math.max(0, Math.ceil(Math.min(fromY, toY) - reach));
  const lastY = Math.min(height - 1, Math.floor(Math.max(fromY, toY) + reach));
  for (let y = firstY; y <= lastY; y++) {
    for (let x = firstX; x <= lastX; x++) {
      const projection = (x - fromX) * alongX + (y - fromY) * alongY;
      const nearest = lengthSquared === 0 ? 0 : Math.min(Math.max(projection / lengthSquared, 0), 1);
      const offX = x - fromX - nearest * alongX;
      const offY = y - fromY - nearest * alongY;
      // Math.hypot would be several times slower.
      const distance = Math.sqrt(offX * offX + offY * offY);
      const share = Math.min((reach - distance) / pen.fade, 1);
      const pixel = y * width + x;
      if (share > (coverage[pixel] ?? 0)) coverage[pixel] = share;
    }
  }
}
