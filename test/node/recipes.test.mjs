/** What the recipes must say so that whoever follows them with Vite downloads no more than is needed. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { root } from './packed.mjs';

const places = join(root, 'test/embed');
const withVite = readdirSync(places).filter((name) => {
  const manifest = join(places, name, 'package.json');
  return existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).devDependencies?.vite !== undefined;
});

test('every recipe with Vite leaves the worker in parts, which Vite 7 cannot build otherwise', () => {
  assert.ok(withVite.length >= 6, withVite.join());
  for (const name of withVite) {
    const recipe = readFileSync(join(root, `docs/embed/${name}.md`), 'utf8');
    // That the block is the file that the place is built with is held by the tests of places.
    assert.match(recipe, /title="vite\.config\.[jt]s"\n(?:(?!```).)*worker: \{ format: 'es' \}/s, name);
  }
});
