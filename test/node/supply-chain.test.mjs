/** What is installed and bundled comes from where it should, runs nothing on installation, and is free of known holes. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

const root = new URL('../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const security = read('SECURITY.md');

/** These have scripts of their own for installation; none is needed, and `.npmrc` forbids them all. */
const HAVE_INSTALL_SCRIPTS = ['core-js', 'esbuild', 'preact', 'protobufjs', 'rs-module-lexer'];

/** Advisories on packages that end up in `dist/`, and the first version of each line without the hole. */
const ADVISORIES = [
  { id: 'CVE-2023-26486', fixed: { vega: '5.23.0' } },
  { id: 'CVE-2023-26487', fixed: { vega: '5.23.0' } },
  { id: 'CVE-2025-25304', fixed: { vega: '5.26.0', 'vega-selections': '5.4.2' } },
  { id: 'CVE-2025-26619', fixed: { vega: '5.31.0', 'vega-functions': '5.16.0' } },
  { id: 'CVE-2025-27793', fixed: { vega: '5.32.0', 'vega-functions': '5.17.0' } },
  { id: 'CVE-2025-59840', fixed: { 'vega-expression': '5.2.1', 'vega-interpreter': '1.2.1' } },
  { id: 'CVE-2025-65110', fixed: { 'vega-selections': '5.6.3' } },
  { id: 'GHSA-36jr-mh4h-2g58', fixed: { 'd3-color': '3.1.0' } },
];
/** Copies that only parse what this project itself has written; SECURITY.md says why that is no hole. */
const EXPLAINED = ['node_modules/vega-lite/node_modules/vega-expression'];

const locks = ['package-lock.json', ...embeddedLocks()].map((path) => [path, JSON.parse(read(path)).packages]);

function embeddedLocks() {
  return readdirSync(new URL('test/embed/', root))
    .map((place) => `test/embed/${place}/package-lock.json`)
    .filter((path) => existsSync(new URL(path, root)));
}

const nameOf = (path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
const isOlder = (version, fixed) => version.localeCompare(fixed, 'en', { numeric: true }) < 0;

for (const [path, packages] of locks) {
  test(`everything in ${path} is proved by a hash, and comes from the registry that npm is set to`, () => {
    for (const [place, { link, integrity, resolved = '' }] of Object.entries(packages)) {
      if (!place.startsWith('node_modules/') || link) continue;
      if (resolved.startsWith('file:')) continue;
      assert.match(integrity ?? 'nothing', /^sha512-[\w+/]+=*$/, place);
      assert.match(resolved, /^$|^https:\/\/registry\.npmjs\.org\//, place);
    }
  });
}

test('only known packages would run scripts on installation, and they may not', () => {
  const found = Object.entries(locks[0][1])
    .filter(([place, { hasInstallScript }]) => hasInstallScript && place !== '')
    .map(([place]) => nameOf(place));
  for (const name of found) assert.ok(HAVE_INSTALL_SCRIPTS.includes(name), `${name} wants to run a script`);
  for (const name of HAVE_INSTALL_SCRIPTS) assert.ok(security.includes(`\`${name}\``), `${name} is explained`);
  assert.match(read('.npmrc'), /^ignore-scripts=true$/m);
});

for (const { id, fixed } of ADVISORIES) {
  test(`${id} is mended in what is installed, and SECURITY.md tells of it`, () => {
    assert.ok(security.includes(id));
    for (const [place, { version }] of Object.entries(locks[0][1])) {
      const least = fixed[nameOf(place)];
      if (least === undefined || EXPLAINED.includes(place)) continue;
      assert.ok(!isOlder(version, least), `${place} ${version} is older than ${least}`);
    }
  });
}

test('every copy that is not mended is explained', () => {
  for (const place of EXPLAINED) assert.ok(security.includes(nameOf(place)), place);
});

test('nothing of Node’s network ends up in the built scripts', () => {
  const dist = new URL('dist/', root);
  for (const name of readdirSync(dist).filter((file) => file.endsWith('.js'))) {
    assert.doesNotMatch(readFileSync(new URL(name, dist), 'utf8'), /isomorphic-fetch|node-fetch\/lib/, name);
  }
});
