/** What was found in each place, kept beside its fixture, and the table of all places in the documentation. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { root } from '../../../scripts/setup.mjs';
import { loadPlace, placeFolder, placeNames } from './places.mjs';

const DOCUMENT = join(root, 'docs/embedding.md');
const TABLE = /(?<=<!-- table of places -->\n).*?(?=<!-- end -->)/s;
const ENGINES = ['chromium', 'firefox', 'webkit'];

const resultsFile = (place) => join(placeFolder(place), 'results.json');

/** @returns {Record<string, Record<string, string[]>>} page → engine → the checks that failed */
function readResults(place) {
  return existsSync(resultsFile(place)) ? JSON.parse(readFileSync(resultsFile(place), 'utf8')) : {};
}

/** Keeps what was found by engine; engines that did not run keep what they had. */
export async function recordResults(place, pages, found) {
  const before = readResults(place);
  const results = Object.fromEntries(pages.map(({ name }) => [name, { ...before[name], ...found[name] }]));
  await writeFormatted(resultsFile(place), JSON.stringify(results));
}

export async function writeTable() {
  await writeFormatted(DOCUMENT, readFileSync(DOCUMENT, 'utf8').replace(TABLE, await table()));
}

async function writeFormatted(filepath, text) {
  const options = await prettier.resolveConfig(filepath);
  writeFileSync(filepath, await prettier.format(text, { ...options, filepath }));
}

/** @throws Error when a page of a place is missing from the table, or the table says something else than the results */
export async function checkTable() {
  const options = await prettier.resolveConfig(DOCUMENT);
  const current = await prettier.format(await table(), { ...options, parser: 'markdown' });
  if (readFileSync(DOCUMENT, 'utf8').match(TABLE)?.[0].trim() !== current.trim()) {
    throw new Error('The table in docs/embedding.md is not current: npm run test:embed -- --record');
  }
}

async function table() {
  const rows = await Promise.all(placeNames().map(rowsOf));
  return [
    '',
    '| place | page | Chromium | Firefox | WebKit |',
    '| --- | --- | --- | --- | --- |',
    ...rows.flat(),
    '',
  ].join('\n');
}

/** Pages without a lesson show how something is refused: what was found there is no more than tested. */
async function rowsOf(place) {
  const { title, pages } = await loadPlace(place);
  const results = readResults(place);
  const lessons = pages.filter(({ lesson = true }) => lesson);
  return lessons.map(({ name }) => {
    const cells = ENGINES.map((engine) => cell(results[name]?.[engine]));
    return `| [${title}](embed/${place}.md) | ${name} | ${cells.join(' | ')} |`;
  });
}

/** A lesson without a failure has done all three. */
function cell(failed) {
  if (failed === undefined) return 'not tried';
  return failed.length === 0 ? 'trains, charts, reads' : `fails: ${failed.join(', ')}`;
}
