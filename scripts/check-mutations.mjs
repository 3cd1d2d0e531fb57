/**
 * Breaks the product on purpose, one thing at a time, and tells whether the tests notice:
 * `node scripts/check-mutations.mjs [name…]` for all of `mutations/list.mjs`, or for those with these names.
 *
 * The checkout stays as it is: everything happens in a copy. What compiler and linter would notice is refused, and so is
 * a test file that fails already, as neither would prove anything about the tests.
 */
import { fail, run } from './setup.mjs';

const names = process.argv.slice(2);

if (!run('node', 'scripts/build.mjs', '--if-needed')) fail('The build failed: see above.');

// These import what may only just have been installed.
const { Copy } = await import('./mutations/copy.mjs');
const { mutations } = await import('./mutations/list.mjs');

const unknown = names.filter((name) => !mutations.some((mutation) => mutation.name === name));
if (unknown.length > 0) fail(`There is no mutation ${unknown.join(', ')}.`);
const chosen = mutations.filter(({ name }) => names.length === 0 || names.includes(name));

const copy = new Copy();
/** The test files that pass as long as nothing is broken. */
const passing = new Set();
process.on('exit', () => copy.remove());
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

await refuseWhatToolsNotice();
const results = [];
for (const mutation of chosen) results.push({ ...mutation, ...(await tryMutation(mutation)) });

const noticed = results.filter(({ test }) => test !== undefined);
console.log('\n| room | what was broken | noticed by |\n| --- | --- | --- |');
for (const { room, what, noticedBy, file, test } of results) {
  const cell = test === undefined ? `**nobody**, not by \`${noticedBy}\`` : `\`${file}\`: ${test}`;
  console.log(`| \`${room}\` | ${what} | ${cell.replaceAll(/\s*\n\s*/g, ' ').replaceAll('|', '\\|')} |`);
}
console.log(`${noticed.length} of ${results.length} noticed`);
process.exit(noticed.length === results.length ? 0 : 1);

/** With everything broken at once, which takes compiler and linter no longer than one thing. */
async function refuseWhatToolsNotice() {
  const undo = chosen.map((mutation) => copy.change(mutation));
  const files = [...new Set(chosen.map(({ file }) => file))];
  for (const command of [
    ['npx', 'tsc', '--project', '.'],
    ['npx', 'eslint', '--no-warn-ignored', ...files],
  ]) {
    const { succeeded, output } = await copy.execute(command);
    if (!succeeded) fail(`No test is needed to notice this:\n${output}`);
  }
  for (const each of undo.reverse()) each();
}

/** @returns the `file` and the name of the `test` that noticed first; nothing of either if none did */
async function tryMutation(mutation) {
  const { name, noticedBy, builds } = mutation;
  const files = copy.testsOf(noticedBy);
  for (const file of files) await requirePassing(file);
  const undo = copy.change(mutation);
  try {
    if (builds !== undefined) await copy.build(builds);
    for (const file of files) {
      const { passed, failed } = await copy.test(file);
      if (passed) continue;
      console.log(`✓ ${name}: ${failed}`);
      return { file, test: failed };
    }
    console.log(`✗ ${name}: not noticed`);
    return {};
  } finally {
    undo();
    if (builds !== undefined) copy.restoreBuilt();
  }
}

/** Each test file is tried once before anything is broken for it. */
async function requirePassing(file) {
  if (passing.has(file)) return;
  const { passed, failed } = await copy.test(file);
  if (!passed) fail(`${file} fails with nothing broken: ${failed}`);
  passing.add(file);
}
