/** Runs a command as a test: it passes when it ends with 0, and counts the tests that it tells of. */
import { spawn } from 'node:child_process';
import { root } from '../setup.mjs';
import { nothing } from './results.mjs';

/** How many characters of a failed command's output, its last ones, are told again at the end. */
const TOLD_AGAIN = 3000;

/** How Node's test runner says at its end how many tests passed. A command that counts nothing is one test. */
const COUNT = /^ℹ pass (\d+)$/m;

/**
 * Shows the output when the command has ended, so that commands which run side by side do not mix theirs.
 *
 * @param {string} name of the test
 * @param {string[]} command with its arguments
 * @param {Record<string, string>} [environment] variables beside those that are set
 * @returns {Promise<import('./results.mjs').Results>}
 */
export async function runCommand(name, command, environment) {
  const started = Date.now();
  const { succeeded, output } = await execute(command, environment);
  process.stdout.write(output);
  console.log(`${succeeded ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (!succeeded) return { ...nothing(), failures: [{ what: name, why: output.trim().slice(-TOLD_AGAIN) }] };
  const count = COUNT.exec(output)?.[1] ?? 1;
  return { ...nothing(), passed: Number(count) };
}

/** Runs a command in the project's folder. @returns whether it `succeeded`, and its `output`, errors included */
export async function execute([command, ...args], environment = {}) {
  const env = { ...process.env, ...environment };
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const succeeded = await new Promise((resolve) => {
    child.on('error', (error) => {
      output += error.message;
      resolve(false);
    });
    child.on('close', (code) => resolve(code === 0));
  });
  return { succeeded, output };
}
