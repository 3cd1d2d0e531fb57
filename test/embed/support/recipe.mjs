/** A place's recipe in the documentation: its code blocks that name a file are that file of the fixture. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../../scripts/setup.mjs';
import { placeFolder } from './places.mjs';

/** A fence, its language and title, what is in it, and the same fence. */
const BLOCK = /^(`{3,})\w* title="(?<title>[^"]+)"\n(?<code>.*?)\n\1$/gms;

/**
 * @param {string} name of the place
 * @throws Error that says what differs
 */
export function checkRecipe(name) {
  const path = `docs/embed/${name}.md`;
  const recipe = join(root, path);
  if (!existsSync(recipe)) throw new Error(`${path} is missing`);
  const blocks = [...readFileSync(recipe, 'utf8').matchAll(BLOCK)];
  if (blocks.length === 0) throw new Error(`${path} shows no file: use fences such as \`\`\`js title="main.js"`);
  for (const { title, code } of blocks.map(({ groups }) => groups)) {
    const file = join(placeFolder(name), title);
    if (!existsSync(file)) throw new Error(`${path} shows ${title}, which the fixture has not`);
    if (readFileSync(file, 'utf8').trimEnd() !== code.trimEnd()) {
      throw new Error(`${path} shows another ${title} than the fixture’s`);
    }
  }
}
