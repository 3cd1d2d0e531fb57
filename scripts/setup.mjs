/** Installs what is missing on a fresh machine: npm packages, and browsers and PyTorch where the system lets us. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findChromium, findFirefox, findWebKit } from './browsers.mjs';
import { findPyTorch } from './pytorch.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** What the tests are run in, and the Debian packages that bring it. */
const BROWSERS = [
  { name: 'Chromium', find: findChromium, packages: ['chromium'] },
  { name: 'Firefox', find: findFirefox, packages: ['firefox-esr'] },
  { name: 'WebKit', find: findWebKit, packages: ['webkit2gtk-driver', 'xvfb'] },
];

/** Runs a command in the project's folder, its output on the terminal; true if it succeeded. */
export function run(command, ...args) {
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

/** Installs the npm packages of the lockfile unless they are there and as new as it. */
export function ensurePackages() {
  const installed = new URL('../node_modules/.package-lock.json', import.meta.url);
  const lockfile = new URL('../package-lock.json', import.meta.url);
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lockfile).mtimeMs) return;
  console.log('Installing npm packages…');
  if (!run('npm', 'ci', '--no-audit', '--no-fund')) fail('npm ci failed: see above.');
}

/** Installs the browsers that this machine lacks, as Debian packages, beside whatever else goes on. At least one is needed. */
export async function ensureBrowsers() {
  const packages = BROWSERS.filter(({ find }) => find() === undefined).flatMap((browser) => browser.packages);
  if (packages.length > 0) await installPackages(packages);
  const missing = missingBrowsers();
  if (missing.length === BROWSERS.length) {
    fail('The tests need a browser: install Chromium or Chrome, or set CHROMIUM_PATH to its executable.');
  }
  for (const { name, packages } of missing) {
    console.log(`The tests are not run in ${name}: ${packages.join(' and ')} could not be installed.`);
  }
}

/**
 * Installs PyTorch, if this machine lacks it, for the tests of what is exported for it.
 *
 * @returns {Promise<string | undefined>} a Python that has it
 */
export async function ensurePyTorch() {
  const found = findPyTorch();
  if (found !== undefined) return found;
  await installPackages(['python3-torch']);
  const installed = findPyTorch();
  if (installed === undefined) console.log(`The tests are not run in PyTorch: ${NO_PYTORCH}.`);
  return installed;
}

export const NO_PYTORCH = 'python3-torch could not be installed';

/** Debian's packages, as root or through `sudo -n`. */
async function installPackages(packages) {
  console.log(`Installing ${packages.join(', ')} with apt-get…`);
  const apt = process.getuid?.() === 0 ? ['apt-get'] : ['sudo', '-n', 'apt-get'];
  if (await runBeside(...apt, 'update'))
    await runBeside(...apt, 'install', '-y', '--no-install-recommends', ...packages);
}

/** Like `run`, but nobody stands still meanwhile. */
function runBeside(command, ...args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', () => resolve(false));
    child.on('close', (status) => resolve(status === 0));
  });
}

/** @returns {{name: string, packages: string[]}[]} the browsers that the tests can be run in, but not on this machine */
export function missingBrowsers() {
  return BROWSERS.filter(({ find }) => find() === undefined);
}

export function fail(message) {
  console.error(message);
  process.exit(1);
}
