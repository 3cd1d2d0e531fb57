/** Puts figures together as SVG: readable on light and on dark pages, with a title and a description for who cannot see. */
import { greyImage } from './png.mjs';

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #24292f; }
  .small { font-size: 11px; fill: #57606a; }
  .middle { text-anchor: middle; }
  .end { text-anchor: end; }
  .figures { font: 10px ui-monospace, monospace; text-anchor: middle; }
  .line { stroke: #57606a; fill: none; }
  .curve { stroke: #2456d6; fill: none; stroke-width: 2; stroke-linejoin: round; }
  .point { fill: #c2410c; }
  .track { fill: #8c959f33; }
  .bar { fill: #2456d6; }
  .positive { fill: #2456d6; }
  .negative { fill: #c2410c; }
  .mark { stroke: #f59a00; stroke-width: 2; fill: none; }
  image { image-rendering: pixelated; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .small { fill: #9da7b3; }
    .line { stroke: #9da7b3; }
    .curve { stroke: #7aa2ff; }
    .point, .negative { fill: #ffa45c; }
    .bar, .positive { fill: #7aa2ff; }
  }`;

/** @param {{width: number, height: number, title: string, description: string}} frame @param {string[]} parts */
export function figure({ width, height, title, description }, parts) {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${title}</title>`,
    `<desc>${description}</desc>`,
    `<style>${STYLE}\n</style>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

export const text = (x, y, words, className = '') =>
  `<text x="${x}" y="${y}"${className && ` class="${className}"`}>${words}</text>`;

/** Grey levels as a square image. */
export const image = (x, y, size, bytes, side) =>
  `<image x="${x}" y="${y}" width="${size}" height="${size}" href="${greyImage(bytes, side)}"/>`;

export const box = (x, y, size, className = 'mark') =>
  `<rect x="${x}" y="${y}" width="${size}" height="${size}" class="${className}"/>`;

/** An arrow to the right, with words above it. */
export const arrow = (x, y, length, words = '') =>
  `<path d="M${x} ${y}h${length}m-6 -5l6 5l-6 5" class="line"/>${words && text(x + length / 2, y - 8, words, 'small middle')}`;

/** Numbers in a grid of cells, row by row. */
export const numbers = (x, y, cell, columns, values, backgroundOf = () => '') =>
  values
    .map((value, index) => {
      const left = x + (index % columns) * cell;
      const top = y + Math.floor(index / columns) * cell;
      return `${backgroundOf(value, left, top, cell)}${text(left + cell / 2, top + cell / 2 + 3.5, value, 'figures')}`;
    })
    .join('');

/** A bar for each probability, with its percentage. */
export const probabilityBars = (x, y, width, probabilities) =>
  probabilities
    .map((probability, digit) => {
      const top = y + digit * 19;
      return [
        text(x, top + 11, digit, 'middle'),
        `<rect x="${x + 14}" y="${top + 2}" width="${width}" height="9" rx="4" class="track"/>`,
        `<rect x="${x + 14}" y="${top + 2}" width="${(width * probability).toFixed(1)}" height="9" rx="4" class="bar"/>`,
        text(x + width + 60, top + 11, `${(100 * probability).toFixed(1)}%`, 'small end'),
      ].join('');
    })
    .join('\n');
