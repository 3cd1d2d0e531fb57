/**
 * Tests that the elements work wherever they are embedded: builds every place in `test/embed/` with its real tools, and
 * does a whole lesson there in every browser engine of this machine.
 *
 *     npm run test:embed                          all places
 *     npm run test:embed -- vite react            some
 *     npm run test:embed -- iframe/srcdoc         one page of a place
 *     npm run test:embed -- --engine=firefox      in one engine
 *     npm run test:embed -- --record              also writes what was found to docs/embedding.md
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findEngines } from '../test/embed/support/browser.mjs';
import { lesson } from '../test/embed/support/lesson.mjs';
import { loadPlace, placeNames } from '../test/embed/support/places.mjs';
import { buildProject, packPackage, ToolsOutOfReach } from '../test/embed/support/project.mjs';
import { checkRecipe } from '../test/embed/support/recipe.mjs';
import { checkTable, recordResults, writeTable } from '../test/embed/support/results.mjs';
import { openSite } from '../test/embed/support/sites.mjs';
import { fail, missingBrowsers, run } from './setup.mjs';
import { nothing, secondTry, sideBySide, sum } from './testing/results.mjs';

/**
 * @param {string[]} wanted names of places, or of pages as `place/page`; all by default
 * @param {{engine?: string, record?: boolean}} options
 * @returns {Promise<import('./testing/results.mjs').Results>} of every check in every place
 */
export async function runEmbedTests(wanted = placeNames(), { engine: only, record = false } = {}) {
  const names = [...new Set(wanted.map((each) => each.split('/')[0]))];
  const isWanted = (name, page) => wanted.includes(name) || wanted.includes(`${name}/${page}`);
  const report = new Report();
  const browsers = await launch(only, report);
  try {
    const archive = await packPackage();
    // Places are built one after the other, while the lessons of those before go on.
    let last = Promise.resolve();
    const builds = names.map((name) => (last = last.then(() => build(name, archive))));
    /** Visits in which something failed: each is made once more, by itself. */
    const again = [];
    for (const [index, name] of names.entries()) {
      again.push(...(await tryPlace(name, await builds[index], { browsers, report, record, isWanted })));
    }
    if (record) await writeTable();
    await report.attempt('The table of places is current', checkTable);
    const triedAgain = await sideBySide(again, secondVisit, 1);
    return sum([report.results, ...triedAgain]);
  } finally {
    for (const browser of browsers) await browser.close();
  }
}

async function secondVisit({ first, visit }) {
  const second = new Report();
  await visit(second);
  return secondTry(first, second.results);
}

/** Tells of every check when it is done, and keeps count. */
class Report {
  results = nothing();

  /** @returns what the work gives as `result`, or its `error` */
  async attempt(what, work) {
    try {
      const result = await work();
      console.log(`✓ ${what}`);
      this.results.passed += 1;
      return { result };
    } catch (error) {
      const why = error.message.trim();
      console.log(`✗ ${what}\n${why.replace(/^/gm, '    ')}\n`);
      this.results.failures.push({ what, why });
      return { error };
    }
  }

  /** Takes over what another report has found. */
  add(other) {
    this.results = sum([this.results, other.results]);
  }
}

async function launch(only, report) {
  const engines = Object.entries(findEngines()).filter(([engine]) => only === undefined || engine === only);
  console.log(`Embedding, in ${engines.map(([engine]) => engine).join(', ') || 'no engine: none was found'}`);
  for (const { name } of missingBrowsers()) console.log(`– ${name} is left out: this machine does not have it`);
  const started = await Promise.all(engines.map(([engine, start]) => report.attempt(`${engine} starts`, start)));
  return started.flatMap(({ result }) => result ?? []);
}

/** @returns {Promise<{folder?: string, error?: Error}>} the folder of the built project, or what has failed */
async function build(name, archive) {
  try {
    const { scripts = [] } = await loadPlace(name);
    return { folder: await buildProject(name, scripts, archive) };
  } catch (error) {
    return { error };
  }
}

/** @returns the visits in which something failed: what their `first` try has found, and `visit` for another one */
async function tryPlace(name, { folder, error }, { browsers, report, record, isWanted }) {
  const { title, pages } = await loadPlace(name);
  await report.attempt(`${title}: the recipe shows the files of the fixture`, () => checkRecipe(name));
  if (error instanceof ToolsOutOfReach) {
    console.log(`– ${title} is left out: ${error.message}`);
    return [];
  }
  await report.attempt(`${title}: it builds`, () => {
    if (error) throw error;
  });
  if (error) return [];
  const again = [];
  const found = {};
  for (const page of pages.filter(({ name: pageName }) => isWanted(name, pageName))) {
    const visitIn = async (browser) => {
      const visit = (to) => tryPage(`${title}, ${page.name}, ${browser.engine}`, browser, folder, page, to);
      const first = new Report();
      const failed = await visit(first);
      if (failed.length > 0) again.push({ first: first.results, visit });
      else report.add(first);
      return failed;
    };
    // What a tool's server and an opened file leave in the folder is there for one at a time.
    const failed = await sideBySide(browsers, visitIn, page.site === undefined ? 1 : browsers.length);
    found[page.name] = Object.fromEntries(browsers.map(({ engine }, index) => [engine, failed[index]]));
  }
  if (record) await recordResults(name, pages, found);
  return again;
}

/** @returns {Promise<string[]>} the check that failed, if any: what comes after it would fail for the same reason */
async function tryPage(where, browser, folder, page, report) {
  const opening = 'it opens';
  const { result: visit } = await report.attempt(`${where}: ${opening}`, () => openPage(browser, folder, page));
  if (visit === undefined) return [opening];
  try {
    for (const [what, check] of Object.entries(checksOf(page))) {
      const { error } = await report.attempt(`${where}: ${what}`, () => check(visit.page, visit.context));
      if (error) return [what];
    }
    return [];
  } finally {
    await visit.close();
  }
}

/** A site of its own for every visit: no engine finds what another has left. */
async function openPage(browser, folder, page) {
  const site = await openSite(folder, page);
  try {
    const visit = await browser.open(site.url, page.frame);
    return {
      page: {
        ...visit,
        problems: () => [...visit.problems(), ...site.problems].filter((each) => !isKnown(each, page)),
      },
      context: { url: site.url, folder, engine: browser.engine },
      close: async () => {
        await visit.close();
        await site.close();
      },
    };
  } catch (error) {
    await site.close();
    throw error;
  }
}

const isKnown = (problem, { allow = [] }) => allow.some((known) => known.test(problem));

const checksOf = ({ lesson: wanted = true, checks = {} }) => ({ ...(wanted ? lesson : {}), ...checks });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { engine: { type: 'string' }, record: { type: 'boolean' } },
  });
  const unknown = positionals.filter((name) => !placeNames().includes(name.split('/')[0]));
  if (unknown.length > 0) fail(`There is no place ${unknown.join(', ')}; there are ${placeNames().join(', ')}.`);
  const engines = Object.keys(findEngines());
  if (values.engine !== undefined && !engines.includes(values.engine))
    fail(`There is no engine ${values.engine} on this machine; there are ${engines.join(', ')}.`);
  if (!run('node', 'scripts/build.mjs', '--if-needed')) fail('The build failed: see above.');
  const { passed, failures, flaky } = await runEmbedTests(positionals.length > 0 ? positionals : undefined, values);
  for (const { what, why } of flaky) console.log(`~ flaky, passed when run once more: ${what}\n${why}`);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exit(failures.length === 0 ? 0 : 1);
}
