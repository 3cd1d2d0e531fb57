/**
 * Makes a place's fixture into a project of its own: outside of this one, so that it finds only what it has installed,
 * with the package as npm would publish it. What has not changed since the last run is not done again.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../../../scripts/setup.mjs';
import { placeFolder } from './places.mjs';

const work = join(tmpdir(), `mnist-elements-embed-${hash(root).slice(0, 8)}`);

/** Tools that would otherwise ask or tell somebody. */
const QUIET = { CI: '1', NO_COLOR: '1', NO_UPDATE_NOTIFIER: '1', DO_NOT_TRACK: '1', ASTRO_TELEMETRY_DISABLED: '1' };

/** How long one command may take, in milliseconds. */
const LIMIT = 8 * 60_000;

/** What npm says when it cannot reach its registry, and has not kept what it needs. */
const UNREACHABLE =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED)\b/;

/** Whether npm has found its registry out of reach: it tries for a minute, which is not repeated for every place. */
let isOffline = false;

/** Thrown where a place's tools cannot be downloaded, which is no fault of the place. */
export class ToolsOutOfReach extends Error {}

/** @returns {Promise<string>} path of the package as npm would publish it; `dist/` must be built */
export async function packPackage() {
  const folder = join(work, '.package');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await execute(root, 'npm', 'pack', '--ignore-scripts', '--pack-destination', folder);
  const [name] = readdirSync(folder);
  return join(folder, name);
}

/**
 * @param {string} name of the place
 * @param {string[]} scripts of its package.json
 * @param {string} archive the packed package
 * @returns {Promise<string>} the folder of the built project
 * @throws ToolsOutOfReach, or Error with the output of the command that failed
 */
export async function buildProject(name, scripts, archive) {
  const folder = join(work, name);
  const sources = sourceFiles(placeFolder(name));
  const manifest = sources.filter((file) => /^package(-lock)?\.json$/.test(file));
  mkdirSync(folder, { recursive: true });
  const read = (file) => readFileSync(join(placeFolder(name), file));
  await once(folder, 'installed', hash(...manifest, ...manifest.map(read), readFileSync(archive)), async () => {
    empty(folder, []);
    copy(name, manifest, folder);
    await install(folder, archive);
  });
  await once(folder, 'built', hash(...sources, ...sources.map(read), readFileSync(archive)), async () => {
    empty(folder, ['node_modules', '.installed']);
    copy(name, sources, folder);
    for (const script of scripts) await execute(folder, 'npm', 'run', script);
  });
  return folder;
}

/** The lockfile knows all but the package itself, which npm adds beside it. */
async function install(folder, archive) {
  const quick = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error'];
  if (existsSync(join(folder, 'package-lock.json'))) {
    await download(folder, 'ci', ...quick);
    await download(folder, 'install', '--no-save', ...quick, archive);
  } else {
    const target = join(folder, 'node_modules/mnist-elements');
    mkdirSync(target, { recursive: true });
    await execute(target, 'tar', '--extract', '--gzip', '--strip-components=1', `--file=${archive}`);
  }
}

async function download(folder, ...args) {
  try {
    await execute(folder, 'npm', ...args, ...(isOffline ? ['--offline'] : []));
  } catch (error) {
    const [code] = UNREACHABLE.exec(error.message) ?? [];
    if (code === undefined) throw error;
    isOffline = true;
    throw new ToolsOutOfReach(`npm could not download its tools (${code})`, { cause: error });
  }
}

/** Does the work unless it was done before from the same state. */
async function once(folder, what, state, work) {
  const stamp = join(folder, `.${what}`);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === state) return;
  rmSync(stamp, { force: true });
  await work();
  writeFileSync(stamp, state);
}

function sourceFiles(folder) {
  const isLocal = (path) => !path.split(/[/\\]/).includes('node_modules');
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length))
    .filter((path) => isLocal(path) && path !== 'place.mjs' && path !== 'results.json')
    .sort();
}

function copy(name, files, folder) {
  for (const file of files) cpSync(join(placeFolder(name), file), join(folder, file));
}

function empty(folder, except) {
  for (const entry of readdirSync(folder)) {
    if (!except.includes(entry)) rmSync(join(folder, entry), { recursive: true, force: true });
  }
}

function hash(...parts) {
  const sum = createHash('sha256');
  for (const part of parts) sum.update(part).update('\0');
  return sum.digest('hex');
}

async function execute(folder, command, ...args) {
  const env = { ...process.env, ...QUIET };
  try {
    await promisify(execFile)(command, args, { cwd: folder, env, timeout: LIMIT, maxBuffer: 2 ** 26 });
  } catch ({ message, stdout, stderr }) {
    throw new Error([`${command} ${args[0]} failed`, message, stdout, stderr].filter(Boolean).join('\n'));
  }
}
