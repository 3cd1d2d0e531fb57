/**
 * Tests that the elements work wherever they are embedded: builds every place in `test/embed/` with its real tools, and
 * does a whole lesson there in every browser engine of this machine.
 *
 *     npm run test:embed                          all places
 *     npm run test:embed -- vite react            some
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

/**
 * @param {string[]} names of the places; all by default
 * @param {{engine?: string, record?: boolean}} options
 * @returns {Promise<{passed: number, failures: string[]}>} every check passes or is told with what failed
 */
export async function runEmbedTests(names = placeNames(), { engine: only, record = false } = {}) {
  const results = { passed: 0, failures: [] };
  const report = (what, error) => {
    console.log(`${error === undefined ? '✓' : '✗'} ${what}`);
    if (error === undefined) {
      results.passed += 1;
      return;
    }
    console.log(`${error.message.trim()}\n`.replace(/^/gm, '    '));
    results.failures.push(`${what}\n${error.message.trim()}`);
  };
  const attempt = async (what, work) => {
    try {
      const result = await work();
      report(what);
      return { result };
    } catch (error) {
      report(what, error);
      return { error };
    }
  };

  const browsers = await launch(only, attempt);
  try {
    const archive = await packPackage();
    // Places are built one after the other, while the lessons of those before go on.
    let last = Promise.resolve();
    const builds = names.map((name) => (last = last.then(() => build(name, archive))));
    for (const [index, name] of names.entries()) {
      await tryPlace(name, await builds[index], { browsers, attempt, record });
    }
    if (record) await writeTable();
    await attempt('The table of places is current', checkTable);
  } finally {
    for (const browser of browsers) await browser.close();
  }
  return results;
}

async function launch(only, attempt) {
  const engines = Object.entries(findEngines()).filter(([engine]) => only === undefined || engine === only);
  console.log(`Embedding, in ${engines.map(([engine]) => engine).join(', ') || 'no engine: none was found'}`);
  for (const { name } of missingBrowsers()) console.log(`– ${name} is left out: this machine does not have it`);
  const started = await Promise.all(engines.map(([engine, start]) => attempt(`${engine} starts`, start)));
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

async function tryPlace(name, { folder, error }, { browsers, attempt, record }) {
  const { title, pages } = await loadPlace(name);
  await attempt(`${title}: the recipe shows the files of the fixture`, () => checkRecipe(name));
  if (error instanceof ToolsOutOfReach) {
    console.log(`– ${title} is left out: ${error.message}`);
    return;
  }
  await attempt(`${title}: it builds`, () => {
    if (error) throw error;
  });
  if (error) return;
  const found = {};
  for (const page of pages) {
    const tryIn = (browser) => tryPage(`${title}, ${page.name}, ${browser.engine}`, browser, folder, page, attempt);
    // What a tool's server and an opened file leave in the folder is there for one at a time.
    const failed = page.site === undefined ? await inTurn(browsers, tryIn) : await Promise.all(browsers.map(tryIn));
    found[page.name] = Object.fromEntries(browsers.map(({ engine }, index) => [engine, failed[index]]));
  }
  if (record) await recordResults(name, pages, found);
}

async function inTurn(items, work) {
  const results = [];
  for (const item of items) results.push(await work(item));
  return results;
}

/** @returns {Promise<string[]>} the check that failed, if any: what comes after it would fail for the same reason */
async function tryPage(where, browser, folder, page, attempt) {
  const opening = 'it opens';
  const { result: visit } = await attempt(`${where}: ${opening}`, () => openPage(browser, folder, page));
  if (visit === undefined) return [opening];
  try {
    for (const [what, check] of Object.entries(checksOf(page))) {
      const { error } = await attempt(`${where}: ${what}`, () => check(visit.page, visit.context));
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
  const unknown = positionals.filter((name) => !placeNames().includes(name));
  if (unknown.length > 0) fail(`There is no place ${unknown.join(', ')}; there are ${placeNames().join(', ')}.`);
  const engines = Object.keys(findEngines());
  if (values.engine !== undefined && !engines.includes(values.engine))
    fail(`There is no engine ${values.engine} on this machine; there are ${engines.join(', ')}.`);
  if (!run('node', 'scripts/build.mjs', '--if-needed')) fail('The build failed: see above.');
  const { passed, failures } = await runEmbedTests(positionals.length > 0 ? positionals : undefined, values);
  console.log(`${passed} passed, ${failures.length} failed`);
  process.exit(failures.length === 0 ? 0 : 1);
}
