/**
 * `npm test`: sets up, builds, checks, and tests what a change may break; `npm run test:all` tests everything there is.
 * Both say what each part took, what failed, and at last how much passed. docs/testing.md tells which test is where.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowsers, ensurePackages, fail, root, run } from './setup.mjs';

const everything = process.argv.includes('--all');
const started = Date.now();

// Heard by the configuration of the browser tests.
process.env.TEST_EVERYTHING = everything ? '1' : '';

ensurePackages();
ensureBrowsers();
const installed = Date.now();
if (!run('node', 'scripts/build.mjs', '--if-needed')) fail('The build failed: see above.');

// These import what has only just been installed.
const { runCommand } = await import('./testing/command.mjs');
const { runUnitTests } = await import('./testing/unit-tests.mjs');
const { runTwiceIfNeeded, sideBySide, sum } = await import('./testing/results.mjs');
const { runBrowserTests } = await import('./testing/browser-tests.mjs');
const { runEmbedTests } = await import('./embed-tests.mjs');

/** The tests of a folder, or one of its files, that Node's own runner runs. */
const nodeTests = (folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => `${folder}/${name}`);
// By itself Node takes another reporter where there is no terminal.
const runNodeTest = (environment) => (file) =>
  runCommand(file, ['node', '--test', '--test-reporter=spec', file], environment);

/** Checks of the sources and of the package: nothing in them is by chance, so nothing is tried twice. */
const CHECKS = [
  ['Lint', 'npx', 'eslint', '.'],
  ['Types', 'npx', 'tsc', '--project', '.'],
  ['Format', 'npx', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['Manifest', 'node', 'scripts/manifest.mjs', '--check'],
];
const runChecks = async () => sum(await sideBySide(CHECKS, ([name, ...command]) => runCommand(name, command), 2));

/** The same for both tries of a campaign: what one of them has found is not lost by trying again. */
const FUZZ = {
  FUZZ_SEED: process.env.FUZZ_SEED ?? String(Date.now() % 2 ** 31),
  FUZZ_INPUTS: everything ? '1000000' : '50000',
};

const PAGE_TESTS = everything ? nodeTests('test/page') : ['test/page/life.test.mjs'];

/** The places that differ most: a policy that forbids nearly all, no origin, a bundler, no server. */
const PLACES = everything ? undefined : ['strict-csp', 'iframe', 'vite', 'disk'];

/** The parts in order; each has both cores for itself. */
const PARTS = [
  ['checks', runChecks],
  ['unit tests', runUnitTests],
  ['package', () => runTwiceIfNeeded(nodeTests('test/node'), runNodeTest(), 2)],
  ['fuzzing', () => runTwiceIfNeeded(nodeTests('test/fuzz'), runNodeTest(FUZZ), 2)],
  ['page', () => runTwiceIfNeeded(PAGE_TESTS, runNodeTest())],
  ['browsers', runBrowserTests],
  ['places', () => runEmbedTests(PLACES)],
];

const times = [
  ['installation', installed - started],
  ['build', Date.now() - installed],
];
const results = [];
for (const [name, runPart] of PARTS) {
  console.log(`\n— ${name} —`);
  const begun = Date.now();
  results.push(await runPart());
  times.push([name, Date.now() - begun]);
}

const { passed, failures, flaky } = sum(results);
console.log('\nWhat each part took:');
for (const [name, took] of [...times, ['all', Date.now() - started]]) {
  console.log(`${(took / 1000).toFixed(0).padStart(6)} s  ${name}`);
}
for (const { what, why } of flaky) console.log(`~ flaky, passed when run once more: ${what}\n${why}\n`);
for (const { what, why } of failures) console.log(`✗ ${what}\n${why}\n`);
if (flaky.length > 0) console.log(`${flaky.length} flaky`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
