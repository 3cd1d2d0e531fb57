/**
 * Generates from the source what describes it: `custom-elements.json`, `docs/api.md` and the props for frameworks.
 * `--check`: fails when a file on disk is stale.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { toMarkdown } from './manifest/api-reference.mjs';
import { toProps } from './manifest/framework-props.mjs';
import { refine, tagOf } from './manifest/refine.mjs';
import { root } from './setup.mjs';

const ELEMENTS = ['mnist-trainer', 'digit-pad', 'mnist-charts'];

const manifest = await generate();
const style = await resolveConfig(import.meta.filename);
const files = {
  'custom-elements.json': await format(JSON.stringify(manifest), { parser: 'json', printWidth: 120 }),
  'docs/api.md': await format(toMarkdown(manifest), { ...style, parser: 'markdown' }),
  'src/frameworks/props.ts': await format(toProps(manifest), { ...style, parser: 'typescript' }),
};
const stale = Object.keys(files).filter((name) => read(name) !== files[name]);
if (!process.argv.includes('--check')) {
  for (const name of stale) writeFileSync(join(root, name), files[name]);
} else if (stale.length > 0) {
  console.error(`${stale.join(' and ')} stale: run \`npm run manifest\`.`);
  process.exit(1);
}

function read(name) {
  const path = join(root, name);
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

async function generate() {
  const folder = mkdtempSync(join(tmpdir(), 'manifest-'));
  // The base class is read so that its members are inherited, and left out afterwards.
  const globs = [...ELEMENTS.map((name) => `src/${name}/${name}.ts`), 'src/digit-pad/form-element.ts'];
  const config = join(folder, 'config.mjs');
  // Only a configuration file can keep the analyzer from writing into package.json.
  const options = { globs, outdir: relative(root, folder), litelement: true, packagejson: false };
  writeFileSync(config, `export default ${JSON.stringify(options)};`);
  const { status, stderr } = spawnSync(
    'npx',
    ['custom-elements-manifest', 'analyze', '--config', relative(root, config)],
    { cwd: root, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The manifest could not be generated: ${stderr}`);
  const manifest = JSON.parse(readFileSync(join(folder, 'custom-elements.json'), 'utf8'));
  rmSync(folder, { recursive: true });
  manifest.modules = manifest.modules.filter(({ path }) => ELEMENTS.includes(tagOf(path)));
  for (const module of manifest.modules) refine(module);
  return manifest;
}
