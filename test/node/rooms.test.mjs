/**
 * CONTRIBUTING.md lists the rooms of `src/` from the top floor down, and where each runs. Here the imports are held
 * against that list. Types count as well: what only the compiler sees ties files together for whoever reads them. Whoever
 * follows a path in the documents finds a file there.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { test } from 'node:test';
import ts from 'typescript';
import { root } from './packed.mjs';

/** A translation has the words of all elements, so their types come from above; its words come to the elements below. */
const mayClimb = ({ from, to, isType }) =>
  isType && from === 'src/translations/translation.ts' && to.endsWith('.strings.ts');

const read = (path) => readFileSync(join(root, path), 'utf8');

/** A room's `path`, its `floor`, counted from the top, and where it `runs`: rows of the table in CONTRIBUTING.md. */
const rooms = read('CONTRIBUTING.md')
  .split('\n')
  .filter((line) => line.startsWith('| `src/'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .flatMap(([, paths, runs], floor) => [...paths.matchAll(/`([^`]+)`/g)].map(([, path]) => ({ path, floor, runs })));

const files = readdirSync(join(root, 'src'), { recursive: true })
  .map((path) => posix.join('src', path.replaceAll('\\', '/')))
  .filter((path) => path.endsWith('.ts'));

const TEST_ENDINGS = ['.test.ts', '.chromium.test.ts', '.node.test.ts', '.test.mjs'];

const isIn = (file, { path }) => file === path || (path.endsWith('/') && file.startsWith(path));

/** Rooms lie within rooms: the innermost counts. */
const roomOf = (file) => rooms.filter((room) => isIn(file, room)).sort((a, b) => b.path.length - a.path.length)[0];

/**
 * What a file imports from others beside it: its imports, on demand or not, what it exports from elsewhere, and files
 * that it starts by their URL, as it does workers. URLs may also be those of files that only exist once all is built.
 *
 * @returns for each, how the file writes it, whether it `isType` only, and whether it `isUrl`
 */
function importsIn(source) {
  const found = [];
  const add = (name, { isType = false, isUrl = false } = {}) => {
    if (name !== undefined && ts.isStringLiteralLike(name) && /^\.{1,2}\//.test(name.text)) {
      found.push({ written: name.text, isType, isUrl });
    }
  };
  const visit = (node) => {
    // `import { type A }` leaves an import behind when its types are gone; `import type { A }` does not.
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, { isType: node.importClause?.isTypeOnly });
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, { isType: node.isTypeOnly });
    else if (ts.isImportTypeNode(node)) add(node.argument.literal, { isType: true });
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) add(node.arguments[0]);
    else if (ts.isNewExpression(node) && /^URL\b/.test(node.expression.getText())) {
      if (node.arguments?.[1]?.getText() === 'import.meta.url') add(node.arguments[0], { isUrl: true });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile('source.ts', source, ts.ScriptTarget.Latest, true));
  return found;
}

/** The file that is meant; the kernels' AssemblyScript writes no extension. */
const resolve = (from, written) => `${posix.join(posix.dirname(from), written).replace(/\.[jt]s$/, '')}.ts`;

const imports = files
  .flatMap((from) => importsIn(read(from)).map((found) => ({ ...found, from, to: resolve(from, found.written) })))
  .filter(({ to, isUrl }) => !isUrl || files.includes(to));

/** Those between rooms that are listed; another test asks for the others. */
const steps = imports
  .map((step) => ({ ...step, fromRoom: roomOf(step.from), toRoom: roomOf(step.to) }))
  .filter(({ fromRoom, toRoom }) => fromRoom !== undefined && toRoom !== undefined && fromRoom !== toRoom);

/** Ways along imports that lead back to where they began. */
function circles() {
  const found = [];
  const done = new Set();
  const walk = (file, way) => {
    if (way.includes(file)) found.push([...way.slice(way.indexOf(file)), file]);
    if (way.includes(file) || done.has(file)) return;
    for (const { from, to } of imports) if (from === file) walk(to, [...way, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  return found;
}

function none(complaints) {
  assert.equal(complaints.length, 0, `\n${complaints.join('\n')}`);
}

test('imports are found in whatever way they are written, and only those', () => {
  const source = `
    import './effect.js';
    import a, { type A } from './value.js';
    import type { B } from '../type.js';
    export { c } from './exported.js';
    export type * from './exported-type.js';
    const d = (await import('./on-demand.js')).d, e: import('./inline-type.js').E = a;
    new Worker(new URL('./started.js', import.meta.url));
    import 'package';
    // import './comment.js';
    const text = "import './text.js'", other = new URL('./page.html', document.baseURI);
  `;
  assert.deepEqual(
    importsIn(source).map(({ written, isType }) => [written, isType]),
    [
      ['./effect.js', false],
      ['./value.js', false],
      ['../type.js', true],
      ['./exported.js', false],
      ['./exported-type.js', true],
      ['./on-demand.js', false],
      ['./inline-type.js', true],
      ['./started.js', false],
    ],
  );
});

test('every import leads to a file of src', () => {
  none(
    imports
      .filter(({ to }) => !files.includes(to))
      .map(({ from, to }) => `${from} imports ${to}, which does not exist: correct the path.`),
  );
});

test('every file is in a room, and every room has files', () => {
  none([
    ...files
      .filter((file) => roomOf(file) === undefined)
      .map((file) => `${file} is in no room: list ${posix.dirname(file)}/ in CONTRIBUTING.md, below all who use it.`),
    ...rooms
      .filter((room) => !files.some((file) => isIn(file, room)))
      .map(({ path }) => `CONTRIBUTING.md lists ${path}, where there is nothing: take it off the list.`),
    ...rooms
      .filter(({ runs }) => !['page', 'worker', 'both'].includes(runs))
      .map(({ path, runs }) => `CONTRIBUTING.md lets ${path} run in “${runs}”: write page, worker or both.`),
  ]);
});

test('no room uses one above it, or beside it', () => {
  none(
    steps
      .filter((step) => step.toRoom.floor <= step.fromRoom.floor && !mayClimb(step))
      .map(({ from, to, fromRoom, toRoom }) => {
        const where = toRoom.floor === fromRoom.floor ? 'beside' : 'above';
        return `${from} imports ${to}, but ${toRoom.path} is ${where} ${fromRoom.path}: move what it needs to a room below both.`;
      }),
  );
});

test('the page and the worker know only of each other what both share', () => {
  none(
    steps
      .filter(({ fromRoom, toRoom }) => toRoom.runs !== 'both' && toRoom.runs !== fromRoom.runs)
      .map(
        ({ from, to, fromRoom, toRoom }) =>
          `${from} (${fromRoom.runs}) imports ${to} (${toRoom.runs}): move what it needs to src/shared/, or ask the worker for it through src/page/.`,
      ),
  );
});

test('every path of src and test that the documents name exists', () => {
  const documents = ['CONTRIBUTING.md', ...readdirSync(join(root, 'docs')).map((name) => `docs/${name}`)];
  const named = documents
    .filter((path) => path.endsWith('.md'))
    .flatMap((document) =>
      // Not patterns of paths. Tests are also named without the ending that says where they run.
      [...read(document).matchAll(/(?:`|\]\(\.\.\/)((?:src|test)\/[\w./-]+)(?=[`)#])/g)].map(([, path]) => ({
        document,
        path,
      })),
    );
  const exists = (path) => ['', '.ts', ...TEST_ENDINGS].some((ending) => existsSync(join(root, `${path}${ending}`)));
  assert.ok(named.length > 100, 'hardly any paths are found: see how they are written by now');
  none(
    named
      .filter(({ path }) => !exists(path))
      .map(({ document, path }) => `${document} names ${path}, which does not exist: correct the path.`),
  );
});

test('no imports go in a circle', () => {
  none(circles().map((circle) => `${circle.join(' → ')}: move what two of them need to a file of its own.`));
});
