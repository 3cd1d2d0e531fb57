/** Writes `dist/THIRD-PARTY-LICENSES.txt`: the licences of all packages of which something is in `dist/`. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import license from 'rollup-plugin-license';
import { root } from './setup.mjs';

/** No bundler sees these: the library that is compiled into our kernels, and the kernels that are copied. */
const BESIDES_SCRIPTS = ['assemblyscript', '@tensorflow/tfjs-backend-wasm'];

const HEAD = `mnist-elements is under the MIT licence, see LICENSE. Its scripts and kernels contain parts of the packages below, each
under the licence that follows its name.`;

/** `name version` → licence, holders and texts; grows with every bundle. */
const packages = new Map();

for (const name of BESIDES_SCRIPTS) {
  const { version, license: kind } = readManifest(name);
  add({ name, version, license: kind });
}

/** Plugins of every bundle. */
export const thirdPartyLicenses = [
  listBundled(),
  license({
    thirdParty: {
      multipleVersions: true,
      output(dependencies) {
        dependencies.forEach(add);
        mkdirSync(join(root, 'dist'), { recursive: true });
        writeFileSync(join(root, 'dist/THIRD-PARTY-LICENSES.txt'), describe());
      },
    },
  }),
];

/** Writes down the folders of the packages that chunks really have code of, for the test of the licences. */
function listBundled() {
  const folders = new Set();
  return {
    name: 'list-bundled',
    generateBundle(_, files) {
      const modules = Object.values(files).flatMap((file) => Object.entries(file.modules ?? {}));
      for (const [id, { renderedLength }] of modules) {
        const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? [];
        if (folder !== undefined && renderedLength > 0) folders.add(relative(root, folder.replace(/^\0/, '')));
      }
      mkdirSync(join(root, 'dist'), { recursive: true });
      writeFileSync(join(root, 'dist/.bundled.json'), JSON.stringify([...folders].sort()));
    },
  };
}

function add({ name, version, license: kind, author, licenseText, noticeText }) {
  const text = licenseText?.trim() || ownText(name, version) || standardText(name, kind, author?.name);
  packages.set(`${name} ${version}`, { kind, text, notice: noticeText?.trim() });
}

/** Vega-Lite has a second manifest beside its scripts, where the plugin looks for a licence in vain. */
function ownText(name, version) {
  if (readManifest(name).version !== version) return undefined;
  const folder = join(root, 'node_modules', name);
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  return file && readFileSync(join(folder, file), 'utf8').trim();
}

function readManifest(name) {
  return JSON.parse(readFileSync(join(root, 'node_modules', name, 'package.json'), 'utf8'));
}

/** Some packages only name their licence: Vega's are under that of their siblings, the others under the general text. */
function standardText(name, kind, holder = `the authors of ${name}`) {
  const read = (path) => readFileSync(join(root, 'node_modules', path), 'utf8').trim();
  if (name.startsWith('vega') && kind === 'BSD-3-Clause') return read('vega-view/LICENSE');
  if (kind === 'Apache-2.0') return read('assemblyscript/LICENSE');
  if (kind === 'MIT') return read('vue/LICENSE').replace(/^Copyright .*$/m, `Copyright (c) ${holder}`);
  throw new Error(`${name} comes without its licence, ${kind}.`);
}

/** Each text once, under all packages that have it. */
function describe() {
  const owners = new Map();
  for (const [name, { kind, text, notice }] of [...packages].sort(([a], [b]) => a.localeCompare(b, 'en'))) {
    const words = [text, notice].filter(Boolean).join('\n\n');
    owners.set(words, [...(owners.get(words) ?? []), `${name} (${kind})`]);
  }
  const parts = [...owners].map(([words, names]) => `${names.join('\n')}\n\n${words}`);
  return `${[HEAD, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}
