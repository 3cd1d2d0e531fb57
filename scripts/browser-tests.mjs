/** Runs the browser tests, and counts them for each browser. */
import { startTestRunner } from '@web/test-runner';
import { missingBrowsers, root } from './setup.mjs';

/** @returns {Promise<{passed: number, failed: number}>} a file that could not run at all counts as one failure */
export async function runBrowserTests() {
  const runner = await startTestRunner({
    readCliArgs: false,
    readFileConfig: true,
    configName: 'web-test-runner.config',
    autoExitProcess: false,
    config: { rootDir: root },
  });
  if (runner === undefined) return { passed: 0, failed: 1 };
  const sessions = await new Promise((resolve) => {
    runner.on('stopped', () => resolve([...runner.sessions.all()]));
  });
  const browsers = new Map();
  for (const session of sessions) {
    const counts = count(session.testResults);
    if (!session.passed && counts.failed === 0) counts.failed = 1;
    browsers.set(session.browser.name, sum(browsers.get(session.browser.name), counts));
  }
  for (const [name, { passed, failed }] of browsers) console.log(`In ${name}: ${passed} passed, ${failed} failed.`);
  for (const { name } of missingBrowsers()) console.log(`In ${name}: not run, since this machine does not have it.`);
  return [...browsers.values()].reduce(sum, { passed: 0, failed: 0 });
}

const sum = (one = { passed: 0, failed: 0 }, other) => ({
  passed: one.passed + other.passed,
  failed: one.failed + other.failed,
});

function count(suite) {
  const counts = { passed: 0, failed: 0 };
  for (const test of suite?.tests ?? []) {
    if (test.passed) counts.passed += 1;
    else if (!test.skipped) counts.failed += 1;
  }
  return (suite?.suites ?? []).map(count).reduce(sum, counts);
}
