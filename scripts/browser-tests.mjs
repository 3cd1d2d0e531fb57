/** Runs the browser tests and counts them. */
import { startTestRunner } from '@web/test-runner';
import { join } from 'node:path';
import { root } from './setup.mjs';

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
  let passed = 0;
  let failed = 0;
  for (const session of sessions) {
    const counts = count(session.testResults);
    passed += counts.passed;
    failed += counts.failed;
    if (!session.passed && counts.failed === 0) failed += 1;
  }
  return { passed, failed };
}

function count(suite) {
  const counts = { passed: 0, failed: 0 };
  for (const test of suite?.tests ?? []) {
    if (test.passed) counts.passed += 1;
    else if (!test.skipped) counts.failed += 1;
  }
  for (const child of suite?.suites ?? []) {
    const { passed, failed } = count(child);
    counts.passed += passed;
    counts.failed += failed;
  }
  return counts;
}
