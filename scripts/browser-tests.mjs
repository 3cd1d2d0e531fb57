/** Runs the browser tests, and counts them for each browser. */
import { relative } from 'node:path';
import { startTestRunner } from '@web/test-runner';
import { missingBrowsers, root } from './setup.mjs';

/**
 * @returns {Promise<{passed: number, failures: string[]}>} where each failure was, and what it was; a file that could not
 *   run at all is one
 */
export async function runBrowserTests() {
  const runner = await startTestRunner({
    readCliArgs: false,
    readFileConfig: true,
    configName: 'web-test-runner.config',
    autoExitProcess: false,
    config: { rootDir: root },
  });
  if (runner === undefined) return { passed: 0, failures: ['The browser tests: their runner did not start.'] };
  const sessions = await new Promise((resolve) => {
    runner.on('stopped', () => resolve([...runner.sessions.all()]));
  });
  const results = [];
  for (const name of new Set(sessions.map(({ browser }) => browser.name))) {
    const found = sum(sessions.filter(({ browser }) => browser.name === name).map(resultsOf));
    console.log(`In ${name}: ${found.passed} passed, ${found.failures.length} failed.`);
    results.push(found);
  }
  for (const { name } of missingBrowsers()) console.log(`In ${name}: not run, since this machine does not have it.`);
  return sum(results);
}

const sum = (results) => ({
  passed: results.reduce((total, { passed }) => total + passed, 0),
  failures: results.flatMap(({ failures }) => failures),
});

function resultsOf(session) {
  const where = `${session.browser.name}, ${relative(root, session.testFile)}`;
  const results = ofSuite(session.testResults, where);
  if (!session.passed && results.failures.length === 0) {
    results.failures.push([where, ...session.errors.map(({ message }) => message)].join('\n'));
  }
  return results;
}

function ofSuite({ tests = [], suites = [] } = {}, where) {
  const failed = tests.filter(({ passed, skipped }) => !passed && !skipped);
  const own = {
    passed: tests.filter(({ passed }) => passed).length,
    failures: failed.map(({ name, error }) => `${where}: ${name}\n${error?.message ?? 'No reason was told.'}`),
  };
  return sum([own, ...suites.map((suite) => ofSuite(suite, where))]);
}
