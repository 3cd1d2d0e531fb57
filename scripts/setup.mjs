/** Installs what is missing on a fresh machine: npm packages, and a Chromium where the system lets us. */
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { findChromium } from './browsers.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

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

/** Finds a Chromium, or installs Debian's. */
export function ensureChromium() {
  if (findChromium() !== undefined) return;
  console.log('No Chromium found; installing it with apt-get…');
  const apt = process.getuid?.() === 0 ? ['apt-get'] : ['sudo', '-n', 'apt-get'];
  run(...apt, 'update');
  run(...apt, 'install', '-y', '--no-install-recommends', 'chromium');
  if (findChromium() === undefined) {
    fail('The tests need Chromium or Chrome: install one, or set CHROMIUM_PATH to its executable.');
  }
}

export function fail(message) {
  console.error(message);
  process.exit(1);
}
