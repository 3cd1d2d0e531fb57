/**
 * Draws the figures of docs/how-it-works.md into docs/figures/, from the trained network that comes with the package and
 * MNIST's own images; for the curve it trains another one. The same sources and the same version of Node give the same
 * figures. Needs `dist/simd.wasm`. Run: npm run figures
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  activations,
  extremes,
  filters,
  firstOf,
  read,
  SIDE,
  testImage,
  testLabel,
  train,
} from './figures/network.mjs';
import { arrow, box, figure, image, numbers, probabilityBars, text } from './figures/svg.mjs';
import { root } from './setup.mjs';

/** Every figure follows the first 5 among the test images. */
const EXAMPLE = firstOf(5);
const EPOCHS = 5;
/** Batches that a point of the curve is the mean of. */
const MEAN_OF = 30;

const pixels = testImage(EXAMPLE);
const layers = activations(pixels);

const figures = {
  picture: drawPicture(),
  convolution: drawConvolution(),
  filters: drawFilters(),
  pooling: drawPooling(),
  answer: drawAnswer(),
  doubt: drawDoubt(),
  loss: drawLoss(await train(EPOCHS)),
};
for (const [name, svg] of Object.entries(figures)) writeFileSync(join(root, `docs/figures/how-${name}.svg`), svg);

function drawPicture() {
  const [column, row, size] = [9, 6, 8];
  const zoom = 224 / SIDE;
  const cut = Array.from({ length: size * size }, (_, i) => {
    return pixels[(row + Math.floor(i / size)) * SIDE + column + (i % size)];
  });
  const shade = (value, left, top, cell) =>
    `<rect x="${left}" y="${top}" width="${cell}" height="${cell}" fill="#8c959f" fill-opacity="${(0.75 * value) / 255}"/>`;
  return figure(
    {
      width: 620,
      height: 270,
      title: 'A picture is a grid of numbers',
      description:
        'A handwritten 5 of 28 by 28 pixels. A part of it is shown as numbers: 0 for paper, up to 255 for ink.',
    },
    [
      image(10, 14, 224, pixels, SIDE),
      box(10 + column * zoom, 14 + row * zoom, size * zoom),
      text(122, 258, '28 × 28 pixels', 'small middle'),
      arrow(262, 126, 60),
      numbers(350, 14, 28, size, cut, shade),
      text(462, 258, 'the marked part as numbers: 0 is paper, 255 is ink', 'small middle'),
    ],
  );
}

function drawConvolution() {
  const strongest = strongestFilter();
  const weights = filters[strongest];
  const cell = 44;
  return figure(
    {
      width: 700,
      height: 270,
      title: 'One filter slides over the picture',
      description:
        'A 3 by 3 filter, a small table of positive and negative weights, is laid on every place of the 5. The result ' +
        'is a map of 26 by 26 values that is bright where the strokes match the filter.',
    },
    [
      image(10, 14, 224, pixels, SIDE),
      box(10 + 12 * 8, 14 + 8 * 8, 24),
      text(122, 258, 'picture, 28 × 28', 'small middle'),
      drawWeights(278, 60, cell, weights, true),
      text(278 + 1.5 * cell, 218, `filter ${strongest + 1}, 3 × 3`, 'small middle'),
      arrow(422, 126, 36),
      image(472, 22, 208, map(layers[0], strongest), 26),
      text(576, 258, 'map, 26 × 26', 'small middle'),
    ],
  );
}

function drawFilters() {
  const step = 92;
  return figure(
    {
      width: 8 * step + 10,
      height: 160,
      title: 'All eight filters of the first layer, and what each finds in the 5',
      description:
        'Eight 3 by 3 filters with weights that training has found, each above the map of where it responds: some find ' +
        'the upper edge of a stroke, others the lower, the left or the right edge.',
    },
    filters.flatMap((weights, filter) => [
      drawWeights(10 + filter * step + 18, 10, 15, weights, false),
      image(10 + filter * step, 68, 82, map(layers[0], filter), 26),
    ]),
  );
}

function drawPooling() {
  const filter = strongestFilter();
  const bytes = map(layers[0], filter);
  const pooled = pool(bytes, 26);
  // Where there is something to see: the brightest block of 4 × 4 that pooling cuts evenly.
  const corner = brightestBlock(bytes, 26);
  const cut = (from, side, x, y, size) =>
    Array.from({ length: size * size }, (_, i) => from[(y + Math.floor(i / size)) * side + x + (i % size)]);
  const [x, y] = corner;
  const block = cut(bytes, 26, x, y, 4);
  const largest = cut(pooled, 13, x / 2, y / 2, 2);
  const mark = (value, left, top, cell) => (largest.includes(value) ? box(left + 2, top + 2, cell - 4) : '');
  return figure(
    {
      width: 700,
      height: 250,
      title: 'Pooling keeps the largest of four',
      description:
        'A map of 26 by 26 values becomes one of 13 by 13: of every 2 by 2 values only the largest stays. The shape is ' +
        'still there. Beside it a block of 16 numbers of which 4 remain.',
    },
    [
      image(10, 14, 208, bytes, 26),
      box(10 + x * 8, 14 + y * 8, 32),
      text(114, 240, '26 × 26', 'small middle'),
      arrow(232, 118, 30),
      image(276, 66, 104, pooled, 13),
      text(328, 240, '13 × 13', 'small middle'),
      numbers(440, 54, 32, 4, block, mark),
      `<path d="M440 118h128M504 54v128" class="line"/>`,
      arrow(584, 118, 22),
      numbers(622, 86, 32, 2, largest),
      text(568, 240, 'the marked block in numbers', 'small middle'),
    ],
  );
}

function drawAnswer() {
  const { probabilities } = read(pixels);
  const [first, second] = layers;
  const grid = (layer, x, y, size, columns) =>
    Array.from({ length: layer.channels }, (_, channel) =>
      image(
        x + (channel % columns) * (size + 4),
        y + Math.floor(channel / columns) * (size + 4),
        size,
        map(layer, channel),
        layer.side,
      ),
    );
  return figure(
    {
      width: 760,
      height: 250,
      title: 'From the picture to the answer',
      description:
        `The 5, then the 8 maps of the first convolution, the 16 maps of the second, 128 neurons, and ten ` +
        `probabilities, of which that of 5 is ${percent(probabilities[5])}.`,
    },
    [
      image(10, 70, 84, pixels, SIDE),
      text(52, 236, 'picture', 'small middle'),
      arrow(102, 112, 20),
      ...grid(first, 136, 20, 44, 2),
      text(182, 236, '8 maps', 'small middle'),
      arrow(240, 112, 20),
      ...grid(second, 274, 20, 44, 4),
      text(368, 236, '16 maps', 'small middle'),
      arrow(474, 112, 20),
      `<rect x="508" y="20" width="16" height="188" rx="4" class="bar"/>`,
      text(516, 236, '128 neurons', 'small middle'),
      arrow(536, 112, 20),
      probabilityBars(580, 18, 96, probabilities),
      text(640, 236, '10 probabilities', 'small middle'),
    ],
  );
}

function drawDoubt() {
  const { boldest, shyest } = extremes();
  const cases = [
    [EXAMPLE, 'sure, and right'],
    [shyest, 'not sure'],
    [boldest, 'sure, and wrong'],
  ];
  return figure(
    {
      width: 760,
      height: 300,
      title: 'Sure, unsure, and wrong',
      description: cases
        .map(([index, what]) => {
          const { index: best, confidence } = read(testImage(index));
          return `A ${testLabel(index)}: the network is ${what}; it says ${best} with ${percent(confidence)}.`;
        })
        .join(' '),
    },
    cases.flatMap(([index, what], column) => [
      image(10 + column * 255, 12, 72, testImage(index), SIDE),
      text(92 + column * 255, 40, what),
      text(92 + column * 255, 60, `written as ${testLabel(index)}`, 'small'),
      probabilityBars(18 + column * 255, 100, 130, read(testImage(index)).probabilities),
    ]),
  );
}

function drawLoss({ batches, perEpoch, accuracies }) {
  const [left, top, width, height] = [56, 20, 560, 200];
  const most = 2.4;
  const points = [];
  for (let start = 0; start < batches.length; start += MEAN_OF) {
    const some = batches.slice(start, start + MEAN_OF);
    const loss = some.reduce((sum, each) => sum + each, 0) / some.length;
    const x = left + (width * (start + some.length / 2)) / batches.length;
    points.push(`${x.toFixed(1)},${(top + height * (1 - Math.min(loss, most) / most)).toFixed(1)}`);
  }
  const epochs = accuracies.map((accuracy, index) => {
    const x = left + (width * (index + 1) * perEpoch) / batches.length;
    return [
      `<path d="M${x.toFixed(1)} ${top}v${height}" class="line" stroke-dasharray="2 4"/>`,
      text(x - 6, top + 14, percent(accuracy), 'small end'),
      text(x - width / EPOCHS / 2, top + height + 18, `epoch ${index + 1}`, 'small middle'),
    ].join('');
  });
  const axis = [0, 0.6, 1.2, 1.8, 2.4].map((loss) =>
    text(left - 8, top + height * (1 - loss / most) + 4, loss.toFixed(1), 'small end'),
  );
  return figure(
    {
      width: 640,
      height: 262,
      title: 'The loss falls while the network learns',
      description:
        `The loss begins at ${batches[0].toFixed(2)} and falls steeply within the first hundred batches, then ` +
        `slowly. After each of the five epochs the held-out images read right are ${accuracies.map(percent).join(', ')}.`,
    },
    [
      `<path d="M${left} ${top}v${height}h${width}" class="line"/>`,
      ...axis,
      ...epochs,
      `<polyline points="${points.join(' ')}" class="curve"/>`,
      text(left, top + height + 38, 'loss, mean of 30 batches; on top: held-out images read right', 'small'),
    ],
  );
}

/** A filter as coloured squares: blue weights are positive, orange ones negative. */
function drawWeights(x, y, cell, weights, withNumbers) {
  const largest = Math.max(...filters.flat().map(Math.abs));
  return weights
    .map((weight, index) => {
      const left = x + (index % 3) * cell;
      const up = y + Math.floor(index / 3) * cell;
      const opacity = (Math.abs(weight) / largest).toFixed(2);
      const square =
        `<rect x="${left}" y="${up}" width="${cell - 1}" height="${cell - 1}" ` +
        `class="${weight < 0 ? 'negative' : 'positive'}" fill-opacity="${opacity}"/>`;
      return withNumbers ? square + text(left + cell / 2, up + cell / 2 + 4, weight.toFixed(1), 'figures') : square;
    })
    .join('');
}

function map({ maps, side }, channel) {
  return maps.subarray(channel * side * side, (channel + 1) * side * side);
}

/** The filter of the first layer that responds most to the example. */
function strongestFilter() {
  const sums = filters.map((_, filter) => map(layers[0], filter).reduce((sum, value) => sum + value, 0));
  return sums.indexOf(Math.max(...sums));
}

function pool(bytes, side) {
  const half = side / 2;
  return Uint8Array.from({ length: half * half }, (_, i) => {
    const at = 2 * Math.floor(i / half) * side + 2 * (i % half);
    return Math.max(bytes[at], bytes[at + 1], bytes[at + side], bytes[at + side + 1]);
  });
}

/** Corner of the 4 × 4 block, at an even place, whose values differ most. */
function brightestBlock(bytes, side) {
  let best = { variety: -1, corner: [0, 0] };
  for (let y = 0; y + 4 <= side; y += 2) {
    for (let x = 0; x + 4 <= side; x += 2) {
      const values = Array.from({ length: 16 }, (_, i) => bytes[(y + Math.floor(i / 4)) * side + x + (i % 4)]);
      const variety = new Set(values).size;
      if (variety > best.variety) best = { variety, corner: [x, y] };
    }
  }
  return best.corner;
}

function percent(share) {
  return `${(100 * share).toFixed(1)}%`;
}
