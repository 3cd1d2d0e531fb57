/** Traces images of digits back to the lines that a pen drew, so that the pad's own pen can draw them again. */

const SIDE = 28;
/** From this grey level on, a pixel belongs to the line. */
const INK = 110;
/** The eight neighbours in order around a pixel, beginning above. */
const AROUND = [-SIDE, 1 - SIDE, 1, 1 + SIDE, SIDE, SIDE - 1, -1, -SIDE - 1];

/**
 * @param {Uint8Array} image 784 bytes
 * @returns {[x: number, y: number][][]} short strokes between neighbouring pixels of the line's middle
 */
export function trace(image) {
  const line = thin(Array.from(image, (grey, pixel) => (grey >= INK && !onEdge(pixel) ? 1 : 0)));
  const strokes = [];
  line.forEach((isLine, pixel) => {
    if (!isLine) return;
    // Each pair of neighbours once; a diagonal is left out where a corner joins the two anyway.
    for (const [to, corners] of [
      [1, []],
      [SIDE, []],
      [SIDE + 1, [1, SIDE]],
      [SIDE - 1, [-1, SIDE]],
    ]) {
      if (!line[pixel + to] || corners.some((corner) => line[pixel + corner])) continue;
      strokes.push([middle(line, pixel), middle(line, pixel + to)]);
    }
  });
  return strokes;
}

/** Where the line passes at a pixel: the mean of it and its neighbours takes the steps out, ends stay. */
function middle(line, pixel) {
  const near = AROUND.map((way) => pixel + way).filter((other) => line[other]);
  const points = near.length === 2 ? [pixel, pixel, ...near] : [pixel];
  const mean = (of) => points.reduce((sum, point) => sum + of(point), 0) / points.length;
  return [mean((point) => point % SIDE), mean((point) => Math.floor(point / SIDE))];
}

/**
 * T. Y. Zhang and C. Y. Suen, “A fast parallel algorithm for thinning digital patterns”, 1984: takes pixels off the rim,
 * alternately from two sides, as long as nothing breaks apart.
 */
function thin(ink) {
  for (let changed = true; changed;) {
    changed = false;
    for (const [first, second] of [
      [
        [0, 2, 4],
        [2, 4, 6],
      ],
      [
        [0, 2, 6],
        [0, 4, 6],
      ],
    ]) {
      const rim = [];
      ink.forEach((isInk, pixel) => {
        if (!isInk) return;
        const near = AROUND.map((way) => ink[pixel + way]);
        const count = near.reduce((sum, value) => sum + value, 0);
        if (count < 2 || count > 6) return;
        if (near.filter((value, i) => value === 0 && near[(i + 1) % 8] === 1).length !== 1) return;
        if (first.every((i) => near[i]) || second.every((i) => near[i])) return;
        rim.push(pixel);
      });
      for (const pixel of rim) ink[pixel] = 0;
      changed ||= rim.length > 0;
    }
  }
  return ink;
}

function onEdge(pixel) {
  const column = pixel % SIDE;
  return column === 0 || column === SIDE - 1 || pixel < SIDE || pixel >= SIDE * (SIDE - 1);
}
