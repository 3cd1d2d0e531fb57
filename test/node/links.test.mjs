/** Every link of the documents leads somewhere, also from the package, whose README is its page. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';
import { execute, root } from './packed.mjs';

const DOCUMENTS = [
  'README.md',
  'CONTRIBUTING.md',
  ...readdirSync(join(root, 'docs'), { recursive: true })
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

const read = (path) => readFileSync(join(root, path), 'utf8').replace(/^```.*?^```/gms, '');

/** Path and fragment of every link and picture that is not absolute; a path is relative to the project. */
function linksOf(document) {
  const targets = [...read(document).matchAll(/\]\(([^)\s]+)\)|\b(?:src|srcset|href)="([^"]+)"/g)];
  return targets
    .map(([, link, attribute]) => link ?? attribute)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path, fragment] = target.split('#');
      return { path: path === '' ? document : relative(root, join(root, dirname(document), path)), fragment };
    });
}

/** As hosts of Markdown make them of headings. */
const anchorsOf = (document) =>
  [...read(document).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

for (const document of DOCUMENTS) {
  test(`every link of ${document} leads to what is there`, () => {
    for (const { path, fragment } of linksOf(document)) {
      assert.ok(existsSync(join(root, path)), path);
      if (fragment !== undefined) assert.ok(anchorsOf(path).includes(fragment), `${path}#${fragment}`);
    }
  });
}

test('what the README leads to is in the package, too', () => {
  const { output } = execute('npm', ['pack', '--dry-run', '--json', '--ignore-scripts']);
  const packed = new Set(JSON.parse(output)[0].files.map(({ path }) => path));
  assert.deepEqual(
    linksOf('README.md')
      .map(({ path }) => path)
      .filter((path) => !packed.has(path)),
    [],
  );
});
