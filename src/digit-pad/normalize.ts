/** Turns a drawing into the image that MNIST's makers would have made of it. */
import { IMAGE_BYTES, IMAGE_SIDE } from '../shared/model.js';
import type { Stroke } from './stroke.js';

/** MNIST fits the ink of every digit into a box of this many pixels, keeping its aspect. */
const BOX = 20;
/** MNIST then moves the ink's centre of mass to this pixel: the mean over its training images is 14.00 both ways. */
const CENTRE = 14;
/** Width of the pen in pixels, halfway through its soft edge. */
const PEN = 2.4;
/** Pixels over which the edge of the pen fades: MNIST's digits were scaled down with a soft filter. */
const FADE = 1.5;
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

/**
 * Draws strokes anew as a 28×28 image by MNIST's recipe (LeCun et al., "Gradient-based learning applied to document
 * recognition", 1998): the ink is scaled to fit 20×20 pixels and centred by its mass. Position and size on the pad
 * therefore do not matter, nor how thick the ink looks there.
 *
 * Pen and edge were chosen by comparing the pen trajectories of 120 MNIST test digits with the digits themselves: with
 * these values the mean correlation is 0.86 and the mean pixel 31.6, where that of MNIST is 33.3.
 *
 * @param strokes points as fractions of the pad's side; any number, in any density
 * @returns 784 bytes, row by row; 255 is ink and 0 background; all 0 without strokes
 */
export function normalizeStrokes(strokes: readonly Stroke[]): Uint8Array {
  const placement = fitBox(strokes);
  if (placement === undefined) return new Uint8Array(IMAGE_BYTES);
  const ink = draw(strokes, centreMass(draw(strokes, placement), placement));
  return Uint8Array.from(ink, (coverage) => Math.round(coverage * 255));
}

/** Scales the ink to the box and puts the box in the middle; undefined without any point. */
function fitBox(strokes: readonly Stroke[]): Placement | undefined {
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
  const scale = (BOX - PEN) / Math.max(right - left, bottom - top, SMALLEST);
  const middle = (IMAGE_SIDE - 1) / 2;
  return { scale, x: middle - ((left + right) / 2) * scale, y: middle - ((top + bottom) / 2) * scale };
}

/** Moves the placement so that the centre of mass of what it drew lies where MNIST has it. */
function centreMass(ink: Float32Array, { x, y, scale }: Placement): Placement {
  let mass = 0;
  let massX = 0;
  let massY = 0;
  ink.forEach((coverage, pixel) => {
    mass += coverage;
    massX += coverage * (pixel % IMAGE_SIDE);
    massY += coverage * Math.floor(pixel / IMAGE_SIDE);
  });
  return { x: x + CENTRE - massX / mass, y: y + CENTRE - massY / mass, scale };
}

/** How far the pen covers each pixel, 0…1. Ends and joins are round; strokes that cross do not add up. */
function draw(strokes: readonly Stroke[], placement: Placement): Float32Array {
  const ink = new Float32Array(IMAGE_BYTES);
  for (const stroke of strokes) {
    let fromX: number | undefined;
    let fromY = 0;
    stroke.forEach(([fractionX, fractionY], index) => {
      const x = placement.x + fractionX * placement.scale;
      const y = placement.y + fractionY * placement.scale;
      if (fromX === undefined) {
        if (stroke.length === 1) drawLine(ink, x, y, x, y);
      } else {
        const near = Math.hypot(x - fromX, y - fromY) < FINENESS;
        if (near && index < stroke.length - 1) return;
        drawLine(ink, fromX, fromY, x, y);
      }
      fromX = x;
      fromY = y;
    });
  }
  return ink;
}

/** Adds a line to the ink. The coverage of a pixel falls linearly with its distance from the line, across the fade. */
function drawLine(ink: Float32Array, fromX: number, fromY: number, toX: number, toY: number): void {
  const alongX = toX - fromX;
  const alongY = toY - fromY;
  const lengthSquared = alongX * alongX + alongY * alongY;
  const reach = (PEN + FADE) / 2;
  const firstX = Math.max(0, Math.ceil(Math.min(fromX, toX) - reach));
  const lastX = Math.min(IMAGE_SIDE - 1, Math.floor(Math.max(fromX, toX) + reach));
  const firstY = Math.max(0, Math.ceil(Math.min(fromY, toY) - reach));
  const lastY = Math.min(IMAGE_SIDE - 1, Math.floor(Math.max(fromY, toY) + reach));
  for (let y = firstY; y <= lastY; y++) {
    for (let x = firstX; x <= lastX; x++) {
      const projection = (x - fromX) * alongX + (y - fromY) * alongY;
      const nearest = lengthSquared === 0 ? 0 : Math.min(Math.max(projection / lengthSquared, 0), 1);
      const offX = x - fromX - nearest * alongX;
      const offY = y - fromY - nearest * alongY;
      // Math.hypot would be several times slower.
      const distance = Math.sqrt(offX * offX + offY * offY);
      const coverage = Math.min((reach - distance) / FADE, 1);
      const pixel = y * IMAGE_SIDE + x;
      if (coverage > (ink[pixel] ?? 0)) ink[pixel] = coverage;
    }
  }
}
