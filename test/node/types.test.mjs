/** What TypeScript completes and refuses, compiled as a consumer would; each wrong use is marked as expected to fail. */
import assert from 'node:assert/strict';
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import ts from 'typescript';
import { installPacked, root } from './packed.mjs';

const SAMPLES = readdirSync(join(root, 'test/node/types'));

const OPTIONS = {
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  target: ts.ScriptTarget.ES2022,
  jsx: ts.JsxEmit.ReactJSX,
  types: [],
};
const BUNDLER = { module: ts.ModuleKind.ESNext, moduleResolution: ts.ModuleResolutionKind.Bundler };
const NODE = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext };

let packed;
before(() => {
  packed = installPacked(['@types/react', 'preact', 'solid-js', 'svelte', 'vue']);
  cpSync(join(root, 'test/node/types'), packed.folder, { recursive: true });
});
after(() => packed.remove());

/** All samples at once: each says itself whose JSX it is written in. */
function compile(options, samples) {
  const program = ts.createProgram(
    samples.map((name) => join(packed.folder, name)),
    { ...OPTIONS, ...options },
  );
  const own = program.getSourceFiles().filter(({ fileName }) => fileName.startsWith(packed.folder));
  return { program, declarations: own.filter(({ isDeclarationFile }) => isDeclarationFile) };
}

/** What the compiler says of these files, and of no others: frameworks answer for their own declarations. */
function problems(program, files) {
  const found = files.flatMap((file) => [
    ...program.getSyntacticDiagnostics(file),
    ...program.getSemanticDiagnostics(file),
  ]);
  return ts.formatDiagnostics(found, {
    getCurrentDirectory: () => packed.folder,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  });
}

test('the samples compile in a project with a bundler, and fail where they should', async (t) => {
  const { program, declarations } = compile(BUNDLER, SAMPLES);
  for (const name of SAMPLES) {
    await t.test(name, () => assert.equal(problems(program, [program.getSourceFile(join(packed.folder, name))]), ''));
  }
  await t.test('and so do the declarations of the package', () => {
    assert.ok(declarations.length > 10);
    assert.equal(problems(program, declarations), '');
  });
});

test('plain.ts compiles with the resolution of Node, too', () => {
  const { program, declarations } = compile(NODE, ['plain.ts']);
  const sample = program.getSourceFile(join(packed.folder, 'plain.ts'));
  assert.equal(problems(program, [sample, ...declarations]), '');
});
