/** Draws training speeds as bars on a logarithmic scale, in SVG, for light and dark pages. */
import { median } from './statistics.mjs';

const WIDTH = 760;
const LABELS = 250;
const VALUES = 90;
const ROW = 30;
const BAR = 18;
const TOP = 64;
const BOTTOM = 40;

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const integer = (value) => Math.round(value).toLocaleString('en');

/**
 * @param {readonly import('./training-speed.mjs').SpeedResult[]} speed
 * @param {string} machine a few words
 * @returns {string} an SVG document
 */
export function drawFigure(speed, machine) {
  const bars = speed
    .filter(({ speeds }) => speeds.length > 0)
    .map(({ name, ours, speeds }) => ({ name, ours, value: median(speeds) }))
    .sort((a, b) => a.value - b.value);
  const values = bars.map(({ value }) => value);
  const decades = { from: Math.floor(Math.log10(Math.min(...values))), to: Math.ceil(Math.log10(Math.max(...values))) };
  const x = (value) =>
    LABELS + ((Math.log10(value) - decades.from) / (decades.to - decades.from)) * (WIDTH - LABELS - VALUES);
  const height = TOP + bars.length * ROW + BOTTOM;
  const bottom = height - BOTTOM;
  const ticks = Array.from({ length: decades.to - decades.from + 1 }, (_, i) => 10 ** (decades.from + i));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-labelledby="title">
  <title id="title">Training images per second: ${escape(bars.map(({ name, value }) => `${name} ${integer(value)}`).join('; '))}</title>
  <style>
    svg { --ink: #1f2328; --quiet: #59636e; --line: #d1d9e0; --ours: #0969da; --others: #9aa4af; background: #fff; }
    @media (prefers-color-scheme: dark) {
      svg { --ink: #f0f6fc; --quiet: #9198a1; --line: #3d444d; --ours: #4493f8; --others: #656c76; background: #0d1117; }
    }
    text { font: 13px system-ui, sans-serif; fill: var(--ink); }
    .heading { font-size: 16px; font-weight: 600; }
    .quiet { fill: var(--quiet); }
    .grid { stroke: var(--line); }
    .ours { fill: var(--ours); }
    .others { fill: var(--others); }
    .end { text-anchor: end; }
    .middle { text-anchor: middle; }
  </style>
  <text class="heading" x="16" y="26">Training images per second</text>
  <text class="quiet" x="16" y="46">${escape(machine)}; logarithmic scale</text>
${ticks
  .map(
    (tick) =>
      `  <line class="grid" x1="${x(tick)}" x2="${x(tick)}" y1="${TOP - 4}" y2="${bottom}"/>
  <text class="quiet middle" x="${x(tick)}" y="${bottom + 20}">${integer(tick)}</text>`,
  )
  .join('\n')}
${bars
  .map(({ name, ours, value }, row) => {
    const y = TOP + row * ROW;
    const end = x(value);
    const middle = y + BAR / 2 + 4.5;
    return `  <text class="end" x="${LABELS - 10}" y="${middle}">${escape(name)}</text>
  <rect class="${ours ? 'ours' : 'others'}" x="${LABELS}" y="${y}" width="${(end - LABELS).toFixed(1)}" height="${BAR}" rx="3"/>
  <text x="${(end + 8).toFixed(1)}" y="${middle}">${integer(value)}</text>`;
  })
  .join('\n')}
</svg>
`;
}
