/** What the package promises to Node and to bundlers: every entry exists, and one can be imported on a server. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const { exports: entries } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));

/** Every file that the exports map names. */
const files = Object.values(entries)
  .flatMap((entry) => (typeof entry === 'string' ? [entry] : Object.values(entry)))
  .filter((path) => !path.includes('*'));

for (const path of files) {
  test(`${path} of the exports map exists`, () => {
    assert.ok(existsSync(fileURLToPath(new URL(path, root))));
  });
}

for (const path of new Set([...files.filter((file) => file.endsWith('.js')), './dist/mnist-elements.js'])) {
  test(`importing ${path} in plain Node throws nothing and makes up no browser`, async () => {
    const module = await import(new URL(path, root).href);
    assert.ok(Object.keys(module).length > 0);
    assert.equal(globalThis.window, undefined);
    assert.equal(globalThis.document, undefined);
  });
}
