/**
 * Measures everything beside its peers, in one run of one browser.
 *
 * node bench/bench.mjs [--quick] [--only <names>]
 *
 * `--quick` shows that everything works. `--only` takes names, separated by commas: `speed`, `networks`, `accuracy`,
 * `downloads`, `page`, or contestants of the speed test by id. A run without `--only` writes docs/benchmark.md and its figure.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { availableParallelism, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format } from 'prettier';
import { root } from '../scripts/setup.mjs';
import { measureAccuracy } from './accuracy.mjs';
import { withBrowser } from './browser.mjs';
import { contestants } from './contestants.mjs';
import { measureDownloads } from './downloads.mjs';
import { FULL, QUICK } from './effort.mjs';
import { drawFigure } from './figure.mjs';
import { measureOtherNetworks } from './other-networks.mjs';
import { measurePage } from './page.mjs';
import {
  accuracySection,
  downloadSection,
  networkSection,
  pageSection,
  speedSection,
  targetSection,
} from './report.mjs';
import { toMarkdown, toText } from './tables.mjs';
import { measureTrainingSpeed } from './training-speed.mjs';

const PARTS = ['speed', 'networks', 'accuracy', 'downloads', 'page'];
const ids = contestants.map(({ id }) => id);

const { quick, only } = readOptions();
const effort = quick ? QUICK : FULL;
const isWanted = (part) => only.length === 0 || only.includes(part);
const log = (news) => console.error(`· ${news}`);

const { results, browserVersion } = await withBrowser(async (browser, url) => {
  const results = {};
  const isContestant = (id) => isWanted('speed') || only.includes(id);
  if (ids.some(isContestant)) {
    results.speed = await measureTrainingSpeed(browser, url, effort.speed, isContestant, log);
  }
  if (isWanted('networks')) results.networks = await measureOtherNetworks(browser, url, effort.networks, log);
  if (isWanted('accuracy')) results.accuracy = await measureAccuracy(browser, url, effort.seeds, log);
  if (isWanted('downloads')) results.downloads = await measureDownloads(browser, url);
  if (isWanted('page')) results.page = await measurePage(browser, url, effort.page, log);
  return { results, browserVersion: await browser.version() };
});

const sections = [
  ...(results.speed ? [speedSection(results.speed)] : []),
  ...(results.networks ? [networkSection(results.networks)] : []),
  ...(results.accuracy ? [accuracySection(results.accuracy)] : []),
  ...(results.downloads ? [downloadSection(results.downloads)] : []),
  ...(results.page ? [pageSection(results.page)] : []),
];
console.log(`${toText([...sections, targetSection(results)])}\n`);
if (only.length === 0) await writeDocuments();

function readOptions() {
  const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false }, only: { type: 'string' } } });
  const only = values.only?.split(',').map((name) => name.trim()) ?? [];
  const unknown = only.filter((name) => !PARTS.includes(name) && !ids.includes(name));
  if (unknown.length > 0) {
    console.error(`There is no ${unknown.join(', ')}: --only takes ${[...PARTS, ...ids].join(', ')}.`);
    process.exit(1);
  }
  return { quick: values.quick, only };
}

async function writeDocuments() {
  const machine = `${availableParallelism()} processor cores, headless Chromium ${browserVersion.split('/')[1]}`;
  const memory = `${Math.round(totalmem() / 2 ** 30)} GB of memory`;
  const rounds = `${effort.speed.rounds} rounds.${quick ? ' A quick run: its figures are rough.' : ''}`;
  const day = new Date().toISOString().slice(0, 10);
  const markdown = `# Benchmark

Measured on ${day} by \`npm run bench\`: ${machine}, ${platform()}, ${memory}; ${rounds}
Absolute figures differ between machines, ratios much less.

![Bar chart of the training speeds in the table below](figures/benchmark.svg)

${toMarkdown(sections)}
`;
  await mkdir(join(root, 'docs/figures'), { recursive: true });
  await writeFile(
    join(root, 'docs/benchmark.md'),
    await format(markdown, { parser: 'markdown', printWidth: 120, proseWrap: 'always' }),
  );
  await writeFile(join(root, 'docs/figures/benchmark.svg'), drawFigure(results.speed, machine));
}
