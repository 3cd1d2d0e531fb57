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
  const globs = ELEMENTS.map((name) => `src/${name}/${name}.ts`);
  const { status, stderr } = spawnSync(
    'npx',
    ['custom-elements-manifest', 'analyze', '--litelement', '--globs', ...globs, '--outdir', relative(root, folder)],
    { cwd: root, encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`The manifest could not be generated: ${stderr}`);
  const manifest = JSON.parse(readFileSync(join(folder, 'custom-elements.json'), 'utf8'));
  rmSync(folder, { recursive: true });
  for (const module of manifest.modules) refine(module);
  return format(JSON.stringify(manifest), { parser: 'json', printWidth: 120 });
}

/** Adds what the analyzer cannot see: the tags, which are defined by the entry, and hides what is not public. */
function refine(module) {
  for (const declaration of module.declarations) {
    if (declaration.customElement !== true) continue;
    const tagName = module.path.split('/').at(-1).replace('.ts', '');
    declaration.tagName = tagName;
    declaration.members = declaration.members?.filter(
      ({ name, privacy, description }) => privacy === undefined && !name.startsWith('#') && description !== '@internal',
    );
    module.exports.push({
      kind: 'custom-element-definition',
      name: tagName,
      declaration: { name: declaration.name, module: module.path },
    });
  }
}
