/** Corrects what the manifest's analyzer gets wrong, adds what it cannot see, leaves out what is not public. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { root } from '../setup.mjs';

/** Types that are nothing but a choice of words: written out, tools can complete the words. */
const CHOICES = new Map(
  [...readFileSync(join(root, 'src/shared/types.ts'), 'utf8').matchAll(/export type (\w+) =\s+('[^;]+');/g)].map(
    ([, name, words]) => [name, words],
  ),
);

/** @param module one of the manifest's, which declares the class of a tag */
export function refine(module) {
  const tagName = tagOf(module.path);
  const returnTypes = readReturnTypes(module.path);
  module.declarations = module.declarations.filter(({ kind, name }) => kind === 'class' && classOf(tagName) === name);
  for (const declaration of module.declarations) {
    Object.assign(declaration, { customElement: true, tagName });
    declaration.members = declaration.members?.filter(isPublic);
    // Where there are no words there is only a dispatch in the code.
    declaration.events = declaration.events?.filter(({ description }) => description !== undefined);
    for (const { type } of [...declaration.attributes, ...declaration.members]) {
      if (type !== undefined) type.text = type.text.replace(/\w+/g, (word) => CHOICES.get(word) ?? word);
    }
    for (const { kind, name, return: returned } of declaration.members) {
      if (kind === 'method' && returned?.type?.text === '') returned.type.text = returnTypes.get(name);
    }
    module.exports.push({
      kind: 'custom-element-definition',
      name: tagName,
      declaration: { name: declaration.name, module: module.path },
    });
  }
}

export function tagOf(path) {
  return path.split('/').at(-1).replace('.ts', '');
}

/** Methods whose doc comment has an `@returns` lose their type in the analyzer. */
function readReturnTypes(path) {
  const types = new Map();
  const file = ts.createSourceFile(path, readFileSync(join(root, path), 'utf8'), ts.ScriptTarget.Latest, true);
  const visit = (node) => {
    if (ts.isMethodDeclaration(node) && node.type !== undefined) types.set(node.name.getText(), node.type.getText());
    ts.forEachChild(node, visit);
  };
  visit(file);
  return types;
}

function isPublic({ name, privacy, description }) {
  if (name.startsWith('#') || name.endsWith('Callback')) return false;
  return (privacy ?? 'public') === 'public' && description !== '@internal';
}

function classOf(tagName) {
  return tagName.replace(/(?:^|-)(.)/g, (_, letter) => letter.toUpperCase());
}
