/** What a drawing is made of, and how a foreign one is checked. */
import { MnistError } from '../shared/errors.js';

/** A place on the pad: `x` to the right and `y` down, both as fractions of its side, 0…1. */
export type Point = readonly [x: number, y: number];

/** What the pen drew between touching the pad and leaving it; at least one point. */
export type Stroke = readonly Point[];

/**
 * Copies a drawing that a page hands over. Points outside the pad are moved to its nearest edge, and strokes without
 * points are left out.
 *
 * @throws MnistError `invalid-argument` unless `value` is an array of arrays of `[x, y]`, all finite numbers
 */
export function toStrokes(value: unknown): Stroke[] {
  if (!Array.isArray(value)) throw invalid('an array of strokes');
  return value.map(toStroke).filter((stroke) => stroke.length > 0);
}

/** Whether two drawings are the same, point for point. */
export function isSameDrawing(one: readonly Stroke[], other: readonly Stroke[]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function toStroke(value: unknown, index: number): Stroke {
  if (!Array.isArray(value)) throw invalid(`an array of points as stroke ${index}`);
  return value.map((point: unknown) => {
    if (!isPoint(point)) throw invalid(`two finite numbers [x, y] as every point of stroke ${index}`);
    return toPoint(point[0], point[1]);
  });
}

/** The nearest point on the pad. */
export function toPoint(x: number, y: number): Point {
  return [clamp(x), clamp(y)];
}

/** Whether a place lies on the pad, its edges included. */
export function isOnPad([x, y]: Point): boolean {
  return x >= 0 && x <= 1 && y >= 0 && y <= 1;
}

/** Where the straight way from a place on the pad to one beside it crosses the edge. */
export function edgeBetween(inside: Point, outside: Point): Point {
  const shares = inside.map((from, axis) => {
    const to = outside[axis]!;
    if (to > 1) return (1 - from) / (to - from);
    return to < 0 ? from / (from - to) : 1;
  });
  const share = Math.min(...shares);
  const [x, y] = inside.map((from, axis) => from + share * (outside[axis]! - from));
  return toPoint(x!, y!);
}

function isPoint(value: unknown): value is [number, number] {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isFinite);
}

function clamp(fraction: number): number {
  return Math.min(Math.max(fraction, 0), 1);
}

function invalid(expected: string): MnistError {
  return new MnistError('invalid-argument', `The strokes of a <digit-pad> need ${expected}.`);
}
