/** Runs `test/**\/*.test.ts` in the browsers of this machine, and once more what fails, each file by itself. */
import { relative } from 'node:path';
import { startTestRunner } from '@web/test-runner';
import { configure } from '../../web-test-runner.config.mjs';
import { missingBrowsers, root } from '../setup.mjs';
import { nothing, secondTry, sum } from './results.mjs';

/** How many of the slowest files are named: where a faster suite would begin. */
const SLOWEST = 8;

/** @returns {Promise<import('./results.mjs').Results>} a file that could not run at all is one failure */
export async function runBrowserTests() {
  const { files, browsers, groups } = configure();
  const [longest, ...others] = groups;
  const sessions = await runGroups([longest, { name: 'browsers', files, browsers }, ...others]);
  const final = [];
  for (const session of sessions) {
    const first = resultsOf(session);
    const found = first.failures.length === 0 ? first : secondTry(first, await runAlone(session));
    final.push({ browser: session.browser.name, found });
  }
  for (const name of new Set(final.map(({ browser }) => browser))) {
    const { passed, failures } = sum(final.filter(({ browser }) => browser === name).map(({ found }) => found));
    console.log(`In ${name}: ${passed} passed, ${failures.length} failed.`);
  }
  for (const { name } of missingBrowsers()) console.log(`In ${name}: not run, since this machine does not have it.`);
  return sum(final.map(({ found }) => found));
}

/** In a browser that is started anew. */
async function runAlone({ testFile, browser, group }) {
  console.log(`… once more, by itself: ${relative(root, testFile)} in ${browser.name}`);
  const { browsers, groups } = configure();
  const launchers = groups.find(({ name }) => name === group.name)?.browsers ?? browsers;
  const alike = launchers.filter(({ name }) => name === browser.name);
  return sum((await runGroups([{ name: group.name, files: [testFile], browsers: alike }])).map(resultsOf));
}

/** @returns {Promise<import('@web/test-runner-core').TestSession[]>} one for every file in every browser */
async function runGroups(groups) {
  const runner = await startTestRunner({
    readCliArgs: false,
    readFileConfig: false,
    autoExitProcess: false,
    config: { ...configure(), files: undefined, groups, rootDir: root },
  });
  if (runner === undefined) throw new Error('The runner of the browser tests did not start.');
  const times = timesOf(runner.sessions);
  const sessions = await new Promise((resolve) => {
    runner.on('stopped', () => resolve([...runner.sessions.all()]));
  });
  if (sessions.length > SLOWEST) tellSlowest(times);
  return sessions;
}

/** Seconds that each session takes, filled in as they end. */
function timesOf(sessions) {
  const started = new Map();
  const times = new Map();
  sessions.on('session-status-updated', ({ id, status, browser, testFile }) => {
    if (status !== 'SCHEDULED' && !started.has(id)) started.set(id, Date.now());
    if (status === 'FINISHED') {
      times.set(`${relative(root, testFile)} in ${browser.name}`, (Date.now() - started.get(id)) / 1000);
    }
  });
  return times;
}

function tellSlowest(times) {
  const order = [...times].sort(([, a], [, b]) => b - a);
  for (const [what, seconds] of order.slice(0, process.env.ALL_TIMES ? 999 : SLOWEST))
    console.log(`${seconds.toFixed(1).padStart(6)} s  ${what}`);
}

function resultsOf(session) {
  const where = `${session.browser.name}, ${relative(root, session.testFile)}`;
  const results = ofSuite(session.testResults, where);
  if (!session.passed && results.failures.length === 0) {
    results.failures.push({ what: where, why: session.errors.map(({ message }) => message).join('\n') });
  }
  return results;
}

function ofSuite({ tests = [], suites = [] } = {}, where) {
  const failed = tests.filter(({ passed, skipped }) => !passed && !skipped);
  const own = {
    ...nothing(),
    passed: tests.filter(({ passed }) => passed).length,
    failures: failed.map(({ name, error }) => ({
      what: `${where}: ${name}`,
      why: error?.message ?? 'No reason was told.',
    })),
  };
  return sum([own, ...suites.map((suite) => ofSuite(suite, where))]);
}
