/** Generates `custom-elements.json` from the source. `--check`: fails when the one on disk is stale. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { format } from 'prettier';
import { root } from './setup.mjs';

const FILE = join(root, 'custom-elements.json');
const ELEMENTS = ['mnist-trainer', 'digit-pad', 'mnist-charts'];

const manifest = await generate();
if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== manifest) {
    console.error('custom-elements.json is stale: run `npm run manifest`.');
    process.exit(1);
  }
} else {
  writeFileSync(FILE, manifest);
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
  return format(JSON.stringify(manifest), { parser: 'json', printWidth: 120 });
}

/** Adds what the analyzer cannot see: the tags, which the entry defines. Leaves out what is not public. */
function refine(module) {
  const tagName = tagOf(module.path);
  module.declarations = module.declarations.filter(({ kind, name }) => kind === 'class' && classOf(tagName) === name);
  for (const declaration of module.declarations) {
    Object.assign(declaration, { customElement: true, tagName });
    declaration.members = declaration.members?.filter(isPublic);
    module.exports.push({
      kind: 'custom-element-definition',
      name: tagName,
      declaration: { name: declaration.name, module: module.path },
    });
  }
}

function isPublic({ name, privacy, description }) {
  return (privacy ?? 'public') === 'public' && !name.startsWith('#') && description !== '@internal';
}

function tagOf(path) {
  return path.split('/').at(-1).replace('.ts', '');
}

function classOf(tagName) {
  return tagName.replace(/(?:^|-)(.)/g, (_, letter) => letter.toUpperCase());
}
