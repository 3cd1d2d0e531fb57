/** Writes `dist/types/`: the declarations that the package's entries reach, and no others. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';
import { fail, root } from './setup.mjs';

const host = { ...ts.sys, onUnRecoverableConfigFileDiagnostic: (problem) => fail(describe([problem])) };
const { fileNames, options } = ts.getParsedCommandLineOfConfigFile(join(root, 'tsconfig.build.json'), {}, host);
const program = ts.createProgram(fileNames, options);
const declarations = new Map();
const { diagnostics } = program.emit(undefined, (path, text) => declarations.set(resolve(path), text));
const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
if (problems.length > 0) fail(describe(problems));

const { exports: entries } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
rmSync(options.outDir, { recursive: true, force: true });
for (const path of Object.values(entries).flatMap(({ types }) => (types === undefined ? [] : [join(root, types)]))) {
  write(path);
}

function write(path) {
  const text = declarations.get(path);
  if (text === undefined) return;
  declarations.delete(path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  for (const { fileName } of ts.preProcessFile(text).importedFiles) {
    if (fileName.startsWith('.')) write(resolve(dirname(path), fileName.replace(/\.js$/, '.d.ts')));
  }
}

function describe(problems) {
  return ts.formatDiagnostics(problems, {
    getCurrentDirectory: () => root,
    getCanonicalFileName: (name) => name,
    getNewLine: () => '\n',
  });
}
