/** What TypeScript completes and refuses, compiled as a consumer would; each wrong use is marked as expected to fail. */
import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { execute, installPacked, root } from './packed.mjs';

const SAMPLES = [
  ['plain.ts'],
  ['plain.ts', '--module', 'nodenext', '--moduleResolution', 'nodenext'],
  ['react.tsx', '--jsx', 'react-jsx', '--jsxImportSource', 'react'],
  ['preact.tsx', '--jsx', 'react-jsx', '--jsxImportSource', 'preact'],
  ['solid.tsx', '--jsx', 'preserve', '--jsxImportSource', 'solid-js'],
  ['svelte.ts'],
  ['vue.ts'],
];

/** Bundler resolution unless a sample says otherwise; declarations are checked, too. */
const OPTIONS = ['--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022'];
const BUNDLER = ['--module', 'esnext', '--moduleResolution', 'bundler'];

let packed;
before(() => {
  packed = installPacked(['@types/react', 'preact', 'solid-js', 'svelte', 'vue']);
  cpSync(join(root, 'test/node/types'), packed.folder, { recursive: true });
});
after(() => packed.remove());

for (const [sample, ...options] of SAMPLES) {
  test(`${[sample, ...options].join(' ')} compiles, and fails where it should`, () => {
    const args = [...OPTIONS, ...(options.includes('--module') ? [] : BUNDLER), ...options, sample];
    const { status, output } = execute('node', [join(root, 'node_modules/typescript/bin/tsc'), ...args], {
      cwd: packed.folder,
    });
    assert.equal(status, 0, output);
  });
}
