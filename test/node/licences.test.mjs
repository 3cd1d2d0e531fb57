/** Whose code is in the package, and that the licences of all of it come with it. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './packed.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');
const words = (text) => text.replace(/\s+/g, ' ').trim();

/** Written by the build: the folders of all packages that Rollup kept code of, in scripts and workers. */
const bundled = JSON.parse(read('dist/.bundled.json'));
const licences = read('dist/THIRD-PARTY-LICENSES.txt');

test('every package that is bundled is listed with its version and its licence', () => {
  assert.ok(bundled.length > 50, `only ${bundled.length} packages`);
  for (const folder of [...bundled, 'node_modules/assemblyscript', 'node_modules/@tensorflow/tfjs-backend-wasm']) {
    const { name, version, license } = JSON.parse(read(join(folder, 'package.json')));
    assert.ok(licences.includes(`\n${name} ${version} (${license})\n`), `${name} ${version}`);
  }
});

test('the licence texts that packages come with are there, word for word', () => {
  const all = words(licences);
  for (const folder of bundled) {
    const files = readdirSync(join(root, folder)).filter((name) => /^(licen[cs]e|notice)(\.(md|txt))?$/i.test(name));
    for (const file of files) assert.ok(all.includes(words(read(join(folder, file)))), join(folder, file));
  }
});

test('no licence is without a text', () => {
  const [, ...parts] = licences.split(/^-{80}$/m);
  for (const part of parts) assert.match(part, /permi|licen[cs]e[^)]*as is|"AS IS"/i);
});
