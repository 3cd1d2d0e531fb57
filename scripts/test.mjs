/** `npm test`: sets up, builds, checks, and runs every test. The last line counts what passed and failed. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowsers, ensurePackages, fail, root, run } from './setup.mjs';

ensurePackages();
ensureBrowsers();
if (!run('node', 'scripts/build.mjs', '--if-needed')) fail('The build failed: see above.');

// Whether `node --test` takes a folder depends on Node's version.
const nodeTests = (folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.test.mjs'))
    .map((name) => `${folder}/${name}`);

const CHECKS = [
  ['Types', 'npx', 'tsc', '--project', '.'],
  ['Lint', 'npx', 'eslint', '.'],
  ['Format', 'npx', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['Package', 'node', '--test', ...nodeTests('test/node')],
  ['Page life', 'node', '--test', 'test/page/life.test.mjs'],
  ['Load', 'node', '--test', 'test/page/load.test.mjs'],
  ['Fuzz', 'node', '--test', '--test-concurrency=2', ...nodeTests('test/fuzz')],
  ['Manifest', 'node', 'scripts/manifest.mjs', '--check'],
];

let passed = 0;
let failed = 0;
for (const [name, ...command] of CHECKS) {
  const succeeded = run(...command);
  console.log(`${succeeded ? '✓' : '✗'} ${name}`);
  if (succeeded) passed += 1;
  else failed += 1;
}

const { runBrowserTests } = await import('./browser-tests.mjs');
const { runEmbedTests } = await import('./embed-tests.mjs');
for (const runTests of [runBrowserTests, runEmbedTests]) {
  const counts = await runTests();
  passed += counts.passed;
  failed += counts.failed;
}

console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
