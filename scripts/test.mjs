/** `npm test`: sets up, builds, checks, and runs every test. The last lines say what failed, and count. */
import { spawn } from 'node:child_process';
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

// Its last lines say what failed; by itself Node takes another one where there is no terminal.
const NODE_TEST = ['node', '--test', '--test-reporter=spec'];

const CHECKS = [
  ['Types', 'npx', 'tsc', '--project', '.'],
  ['Lint', 'npx', 'eslint', '.'],
  ['Format', 'npx', 'prettier', '--check', '--log-level', 'warn', '.'],
  ['Package', ...NODE_TEST, ...nodeTests('test/node')],
  ['Page life', ...NODE_TEST, 'test/page/life.test.mjs'],
  ['Load', ...NODE_TEST, 'test/page/load.test.mjs'],
  ['Fuzz', ...NODE_TEST, '--test-concurrency=2', ...nodeTests('test/fuzz')],
  ['Manifest', 'node', 'scripts/manifest.mjs', '--check'],
];

/** How many characters of a failed check's output, its last ones, are told again at the end. */
const TOLD_AGAIN = 3000;

/** Runs a check with its output on the terminal. */
async function runCheck([name, command, ...args]) {
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      process.stdout.write(text);
      output = (output + text).slice(-TOLD_AGAIN);
    });
  }
  const succeeded = await new Promise((resolve) => {
    child.on('error', (error) => {
      output += error.message;
      resolve(false);
    });
    child.on('close', (code) => resolve(code === 0));
  });
  console.log(`${succeeded ? '✓' : '✗'} ${name}`);
  return succeeded ? { passed: 1, failures: [] } : { passed: 0, failures: [`${name}\n${output.trim()}`] };
}

const { runBrowserTests } = await import('./browser-tests.mjs');
const { runEmbedTests } = await import('./embed-tests.mjs');

let passed = 0;
const failures = [];
for (const runTests of [...CHECKS.map((check) => () => runCheck(check)), runBrowserTests, runEmbedTests]) {
  const results = await runTests();
  passed += results.passed;
  failures.push(...results.failures);
}

for (const failure of failures) console.log(`✗ ${failure}`);
console.log(`${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
