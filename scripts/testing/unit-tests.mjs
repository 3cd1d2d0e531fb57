/** Runs `test/**\/*.node.test.ts`, the tests that need no browser, in mocha; once more what fails, each file by itself. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root } from '../setup.mjs';
import { nothing, secondTry, sum } from './results.mjs';

const ALL = 'test/**/*.node.test.ts';

/** @returns {Promise<import('./results.mjs').Results>} */
export async function runUnitTests() {
  const { failed, ...first } = runMocha(ALL);
  if (failed.length === 0) return first;
  console.log(`… once more, each by itself: ${failed.join(', ')}`);
  const again = sum(failed.map(runMocha));
  return secondTry(first, { ...again, passed: first.passed + again.passed });
}

/** @returns {import('./results.mjs').Results & {failed: string[]}} `failed`: files of which nothing counts as passed */
function runMocha(pattern) {
  const folder = mkdtempSync(join(tmpdir(), 'unit-tests-'));
  const output = join(folder, 'report.json');
  const options = ['--import', 'tsx', '--reporter', 'json', '--reporter-option', `output=${output}`];
  const { stdout, stderr } = spawnSync('npx', ['mocha', ...options, pattern], { cwd: root, encoding: 'utf8' });
  try {
    const { passes, failures } = JSON.parse(readFileSync(output, 'utf8'));
    const failed = [...new Set(failures.map(({ file }) => relative(root, file)))];
    const passed = passes.filter(({ file }) => !failed.includes(relative(root, file))).length;
    console.log(`${passes.length} passed, ${failures.length} failed.`);
    return { ...nothing(), passed, failures: failures.map(failureOf), failed };
  } catch {
    // A file that cannot be loaded ends mocha before it reports.
    const why = `${stdout}\n${stderr}`.trim();
    return { ...nothing(), failures: [{ what: pattern, why }], failed: [pattern] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const failureOf = ({ file, fullTitle, err }) => ({
  what: `${relative(root, file)}: ${fullTitle}`,
  why: err.message ?? 'No reason was told.',
});
