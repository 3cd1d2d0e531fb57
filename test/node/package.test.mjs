/** What the package promises to npm, to Node and to bundlers. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { build } from 'esbuild';
import ts from 'typescript';
import { execute, installPacked, manifest, root } from './packed.mjs';

/** All that is published; the names of chunks end in a hash of their content. */
const PUBLISHED = [
  /^(package|custom-elements)\.json$/,
  /^(README|CHANGELOG|CONTRIBUTING)\.md$/,
  /^docs\/([\w-]+\/)*[\w-]+\.(md|svg|png|webp)$/,
  /^LICENSE$/,
  /^dist\/[\w-]+\.js$/,
  /^dist\/translations\/[\w-]+\.js$/,
  /^dist\/simd(-relaxed)?\.wasm$/,
  /^dist\/tfjs\/tfjs-backend-wasm(-simd)?\.wasm$/,
  /^dist\/data\/LICENSE\.txt$/,
  /^dist\/data\/(train|t10k)-(images-idx3|labels-idx1)-ubyte\.gz$/,
  /^dist\/model\/(model\.json|weights\.bin)$/,
  /^dist\/mnist-elements\.css$/,
  /^dist\/integrity\.json$/,
  /^dist\/THIRD-PARTY-LICENSES\.txt$/,
  /^dist\/(vscode\.(html|css)-custom-data|web-types)\.json$/,
  /^dist\/types\/([\w-]+\/)*[\w.-]+\.d\.ts$/,
];

/** Started by URL, not by an import. */
const STARTED = ['worker.js', 'simd-thread.js'];

const modules = Object.entries(manifest.exports)
  .filter(([, entry]) => entry.default !== undefined)
  .map(([path, entry]) => ({ name: path.replace('.', manifest.name), file: entry.default.replace('./', '') }));

let packed;
before(() => (packed = installPacked()));
after(() => packed.remove());

const read = (path) => readFileSync(join(packed.folder, 'node_modules', manifest.name, path), 'utf8');

/** What a script or a declaration imports, also on demand, and what modules it adds types to. */
function importsOf(path) {
  const names = [];
  const visit = (node) => {
    const name = ts.isModuleDeclaration(node)
      ? node.name
      : ts.isImportTypeNode(node)
        ? node.argument.literal
        : ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword
          ? node.arguments[0]
          : node.moduleSpecifier;
    if (name !== undefined && ts.isStringLiteralLike(name)) names.push(name.text);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(path, read(path), ts.ScriptTarget.Latest));
  return names;
}

test('publint finds nothing to complain about', () => {
  const { status, output } = execute('npx', ['publint', '--strict', packed.tarball]);
  assert.equal(status, 0, output);
});

test('the types of every entry resolve to what runs', () => {
  const { status, output } = execute('npx', ['attw', '--profile', 'esm-only', packed.tarball]);
  assert.equal(status, 0, output);
});

test('the package holds what is meant to be published, and nothing else', () => {
  assert.deepEqual(
    packed.files.filter((path) => !PUBLISHED.some((pattern) => pattern.test(path))),
    [],
  );
  for (const pattern of PUBLISHED)
    assert.ok(
      packed.files.some((path) => pattern.test(path)),
      `${pattern} is missing`,
    );
});

test('every published script is an entry, or some other one asks for it', () => {
  const scripts = packed.files.filter((path) => path.endsWith('.js'));
  const imported = new Set(scripts.flatMap((path) => importsOf(path).map((name) => name.replace('./', 'dist/'))));
  const entries = [...modules.map(({ file }) => file), ...STARTED.map((name) => `dist/${name}`)];
  assert.deepEqual(
    scripts.filter((path) => !imported.has(path) && !entries.includes(path)),
    [],
  );
});

test('what the published files import are the declared dependencies, all of them and no others', () => {
  const code = packed.files.filter((path) => /\.(js|d\.ts)$/.test(path));
  const [frameworks, own] = [true, false].map((wanted) =>
    code.filter((path) => /\/frameworks\//.test(path) === wanted),
  );
  const packagesOf = (paths) => {
    const bare = paths.flatMap(importsOf).filter((name) => !name.startsWith('.'));
    return [...new Set(bare.map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)[0]))].sort();
  };
  assert.deepEqual(packagesOf(own), Object.keys(manifest.dependencies).sort());
  // Types only: whoever imports them has the framework.
  const peers = Object.keys(manifest.peerDependencies).map((name) => name.replace('@types/', ''));
  assert.deepEqual(packagesOf(frameworks), peers.sort());
  assert.deepEqual(Object.keys(manifest.peerDependenciesMeta).sort(), Object.keys(manifest.peerDependencies).sort());
  assert.ok(Object.values(manifest.peerDependenciesMeta).every(({ optional }) => optional));
});

test('a bundler may drop whatever script nobody takes anything from', () => {
  const kept = manifest.sideEffects.map((path) => path.replace('./dist/', ''));
  const entries = modules.map(({ file }) => file.replace('dist/', ''));
  assert.deepEqual(kept.toSorted(), ['index.js', 'mnist-elements.css', 'mnist-elements.js', ...STARTED].toSorted());
  assert.ok(entries.includes('classes.js'));
});

test('whoever wants only to tell our errors from others gets no element with them', async () => {
  const contents = "import { MnistError } from 'mnist-elements/classes.js'; console.log(MnistError);";
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: packed.folder },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
    logLevel: 'error',
  });
  const [{ text }] = outputFiles;
  assert.ok(text.length < 1000, `${text.length} bytes`);
});

/** Runs code in a Node of its own, in the consumer's project; it must print nothing but one line of JSON. */
function evaluate(script) {
  const { output, errors } = execute('node', ['--input-type=module', '--eval', script], { cwd: packed.folder });
  assert.equal(errors, '');
  return JSON.parse(output);
}

const LEFT_BEHIND = `
  const before = Reflect.ownKeys(globalThis);
  const left = () => JSON.stringify(Reflect.ownKeys(globalThis).filter((key) => !before.includes(key)));`;
const LIT = `await import('lit'); await import('lit/decorators.js');`;

for (const { name } of modules) {
  test(`importing ${name} in plain Node says nothing and leaves nothing behind but what Lit does`, () => {
    const litLeaves = evaluate(`${LEFT_BEHIND} ${LIT} console.log(left());`);
    const left = evaluate(`${LEFT_BEHIND} await import('${name}'); console.log(left());`);
    assert.deepEqual(
      left.filter((key) => !litLeaves.includes(key)),
      [],
    );
    assert.deepEqual(evaluate(`${LIT} ${LEFT_BEHIND} await import('${name}'); console.log(left());`), []);
  });
}

test('the classes come without definitions, the main entry defines them on a server, too', () => {
  const defined = `console.log(JSON.stringify(['mnist-trainer', 'digit-pad', 'mnist-charts'].map((tag) => customElements.get(tag)?.name)));`;
  assert.deepEqual(evaluate(`await import('mnist-elements/classes.js'); ${defined}`), [null, null, null]);
  assert.deepEqual(evaluate(`await import('mnist-elements'); ${defined}`), ['MnistTrainer', 'DigitPad', 'MnistCharts']);
});

test('the development build of Lit, which bundlers take while a page is made, has nothing to warn of', () => {
  const { errors } = execute('node', ['--conditions=development', '--eval', "import('mnist-elements')"], {
    cwd: packed.folder,
  });
  assert.deepEqual(errors.trim().split('\n'), [
    'Lit is in dev mode. Not recommended for production! See https://lit.dev/msg/dev-mode for more information.',
  ]);
});

test('the project is what it is tested with: the lockfile carries the same version', () => {
  const lockfile = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  assert.equal(lockfile.version, manifest.version);
});
