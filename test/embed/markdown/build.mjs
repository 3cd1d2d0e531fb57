/** Stands for a generator such as MkDocs: Markdown becomes HTML, which goes into the page of a theme. */
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import MarkdownIt from 'markdown-it';

const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
const content = new MarkdownIt({ html: true }).render(read('lesson.md'));

mkdirSync('site', { recursive: true });
writeFileSync(
  'site/index.html',
  read('theme.html').replace('{{ content }}', () => content),
);
cpSync('node_modules/mnist-elements/dist', 'site/mnist-elements', { recursive: true });
