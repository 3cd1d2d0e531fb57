/**
 * `npm test`: sets up, builds, checks, and tests what a change may break; `npm run test:all` tests everything there is.
 * Both say what each part took, what failed, and at last how much passed. docs/testing.md tells which test is where.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowsers, ensurePackages, ensurePyTorch, fail, NO_PYTORCH, root } from './setup.mjs';

const everything = process.argv.includes('--all');
const started = Date.now();

// Heard by the configuration of the browser tests.
process.env.TEST_EVERYTHING = everything ? '1' : '';

const browsers = ensureBrowsers();
ensurePackages();
await browsers;
/** A Python with PyTorch; undefined where there is none, or none is wanted. */
const python = everything ? await ensurePyTorch() : undefined;
const installed = Date.now();

// These import what has only just been installed.
const { runCommand } = await import('./testing/command.mjs');
const { runUnitTests } = await import('./testing/unit-tests.mjs');
const { secondTry, sideBySide, sum } = await import('./testing/results.mjs');
const { runBrowserTests } = await import('./testing/browser-tests.mjs');
const { runEmbedTests } = await import('./embed-tests.mjs');

/** How many jobs run at the same time: one more than the cores of a small machine, since one of them mostly waits. */
const AT_ONCE = 3;

/** What runs outside the test page: `run` gives its results. Nothing is by chance in a check, so that one try is enough. */
const check = (name, ...command) => ({ part: 'checks', once: true, run: () => runCommand(name, command) });
const build = {
  part: 'build',
  once: true,
  run: () => runCommand('Build', ['node', 'scripts/build.mjs', '--if-needed']),
};
const nodeTests = (part, folder, environment) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => nodeTest(part, `${folder}/${name}`, environment));
// By itself Node takes another reporter where there is no terminal.
const nodeTest = (part, file, environment) => ({
  part,
  run: () => runCommand(file, ['node', '--test', '--test-reporter=spec', file], environment),
});

/** The seed is the same in both tries of a campaign: what the first has found is not lost by trying again. */
const FUZZ = {
  FUZZ_SEED: process.env.FUZZ_SEED ?? String(Date.now() % 2 ** 31),
  FUZZ_INPUTS: everything ? '1000000' : '50000',
};

/** What needs the sources alone, beside the build, which leaves half of two cores idle. */
const WITH_BUILD = [
  build,
  check('Lint', 'npx', 'eslint', '.'),
  check('Types', 'npx', 'tsc', '--project', '.'),
  check('Format', 'npx', 'prettier', '--check', '--log-level', 'warn', '.'),
];

const JOBS = [
  // Mostly waits, so it goes first, beside what computes.
  nodeTest('pages', 'test/whole-page/life.test.mjs'),
  check('Manifest', 'node', 'scripts/manifest.mjs', '--check'),
  { part: 'unit tests', once: true, run: () => runUnitTests('test/**/*.node.test.ts') },
  ...nodeTests('package', 'test/node'),
  ...nodeTests('fuzzing', 'test/fuzz', FUZZ),
];

/** Trains on all processors. */
const PYTORCH = {
  part: 'PyTorch',
  once: true,
  run: () => runUnitTests('test/**/*.python.test.ts', { PYTHON_PATH: python }),
};

/** Measures memory, which others would disturb. */
const LOAD = nodeTest('load', 'test/whole-page/load.test.mjs');

/** The places that differ most: a policy that forbids nearly all, no origin, a bundler, no server. */
const PLACES = everything
  ? undefined
  : ['strict-csp/from a CDN', 'iframe/srcdoc, sandboxed', 'vite/production', 'disk/elements from a CDN'];

/** Part → milliseconds. */
const times = new Map([['installation', installed - started]]);

async function timed(part, run) {
  const begun = Date.now();
  const results = await run();
  times.set(part, (times.get(part) ?? 0) + Date.now() - begun);
  return results;
}

/** Runs jobs side by side, and what fails once more, one by one, when all are through. */
async function runJobs(jobs) {
  const tries = await sideBySide(jobs, ({ part, run: runJob }) => timed(part, runJob), AT_ONCE);
  const results = [];
  for (const [index, { part, once, run: runJob }] of jobs.entries()) {
    const first = tries[index];
    if (first.failures.length === 0 || once) results.push(first);
    else results.push(secondTry(first, await timed(part, runJob)));
  }
  return sum(results);
}

const results = [await runJobs(WITH_BUILD)];
if (results[0].failures.some(({ what }) => what === 'Build')) fail('The build failed: see above.');
results.push(await runJobs(JOBS));
if (everything) {
  results.push(await runJobs([LOAD]));
  if (python === undefined) console.log(`In PyTorch: not run, since ${NO_PYTORCH}.`);
  else results.push(await runJobs([PYTORCH]));
}
results.push(await timed('browsers', runBrowserTests));
results.push(await timed('places', () => runEmbedTests(PLACES)));

const { passed, failures, flaky } = sum(results);
times.set('all', Date.now() - started);
console.log('\nWhat each part took; all from the build to fuzzing went side by side:');
for (const [name, took] of times) {
  console.log(`${(took / 1000).toFixed(0).padStart(6)} s  ${name}`);
}
for (const { what, why } of flaky) console.log(`~ flaky, passed when run once more: ${what}\n${why}\n`);
for (const { what, why } of failures) console.log(`✗ ${what}\n${why}\n`);
if (flaky.length > 0) console.log(`${flaky.length} flaky`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
