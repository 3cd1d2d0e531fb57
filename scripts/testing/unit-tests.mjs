/** Runs the tests that need no browser in mocha, and once more what fails, each file by itself. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root } from '../setup.mjs';
import { execute } from './command.mjs';
import { nothing, secondTry, sideBySide, sum } from './results.mjs';

/**
 * @param {string} pattern of their files
 * @param {Record<string, string>} [environment] variables beside those that are set
 * @returns {Promise<import('./results.mjs').Results>}
 */
export async function runUnitTests(pattern, environment) {
  const { failed, ...first } = await runMocha(pattern, environment);
  if (failed.length === 0) return first;
  const again = sum(await sideBySide(failed, (file) => runMocha(file, environment), 1));
  return secondTry(first, { ...again, passed: first.passed + again.passed });
}

/** @returns {Promise<import('./results.mjs').Results & {failed: string[]}>} nothing in the `failed` files counts as passed */
async function runMocha(pattern, environment) {
  const folder = mkdtempSync(join(tmpdir(), 'unit-tests-'));
  const report = join(folder, 'report.json');
  const options = ['--reporter', 'json', '--reporter-option', `output=${report}`];
  const { output } = await execute(['npx', 'mocha', ...options, pattern], environment);
  try {
    const { passes, failures } = JSON.parse(readFileSync(report, 'utf8'));
    const failed = [...new Set(failures.map(({ file }) => relative(root, file)))];
    const passed = passes.filter(({ file }) => !failed.includes(relative(root, file))).length;
    console.log(`${pattern}: ${passes.length} passed, ${failures.length} failed.`);
    return { ...nothing(), passed, failures: failures.map(failureOf), failed };
  } catch {
    // A file that cannot be loaded ends mocha before it reports.
    return { ...nothing(), failures: [{ what: pattern, why: output.trim() }], failed: [pattern] };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const failureOf = ({ file, fullTitle, err }) => ({
  what: `${relative(root, file)}: ${fullTitle}`,
  why: err.message ?? 'No reason was told.',
});
