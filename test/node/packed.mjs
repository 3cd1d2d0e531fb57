/** The package as npm would publish it, installed in a temporary folder beside what it depends on. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Runs a command to its end: its status, and what it wrote. */
export function execute(command, args, options) {
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8', cwd: root, ...options });
  return { status, output: stdout, errors: stderr };
}

/**
 * @param {string[]} tools further packages of this project's own that the consumer has installed
 * @returns `tarball`, the `folder` of a project that has it installed, the paths of its `files`, and `remove()`
 */
export function installPacked(tools = []) {
  const folder = mkdtempSync(join(tmpdir(), 'consumer-'));
  const { status, output, errors } = execute('npm', [
    'pack',
    '--json',
    '--ignore-scripts',
    '--pack-destination',
    folder,
  ]);
  if (status !== 0) throw new Error(`npm pack failed: ${errors}`);
  const [{ filename, files }] = JSON.parse(output);
  const tarball = join(folder, filename);
  const target = join(folder, 'node_modules', manifest.name);
  mkdirSync(target, { recursive: true });
  const unpacked = execute('tar', ['-xzf', tarball, '--strip-components=1', '-C', target]);
  if (unpacked.status !== 0) throw new Error(`The package could not be unpacked: ${unpacked.errors}`);
  for (const name of [...Object.keys(manifest.dependencies), ...tools]) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link);
  }
  return {
    folder,
    tarball,
    files: files.map(({ path }) => path),
    remove: () => rmSync(folder, { recursive: true }),
  };
}
