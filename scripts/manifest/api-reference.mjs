/** Writes the manifest as the API reference, `docs/api.md`. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../setup.mjs';

const read = (path) => readFileSync(join(root, path), 'utf8');

/** Event name → type of its detail, from the interface that says so. */
const DETAILS = new Map(
  [...read('src/shared/events.ts').matchAll(/'(mnist-[\w-]+)': (\w+);/g)].map(([, name, type]) => [name, type]),
);

const INTRODUCTION = `<!-- Generated from the source by \`npm run manifest\`. -->

# API reference

Everything that can be used of the three elements. The types that are named here come with the package:
\`import type { BatchEnd } from 'mnist-elements'\`.
`;

/** @param manifest as in `custom-elements.json` */
export function toMarkdown({ modules }) {
  return [INTRODUCTION, ...modules.flatMap(({ declarations }) => declarations.map(element)), errors(), types()].join(
    '\n\n',
  );
}

function element({
  tagName,
  name,
  description,
  attributes,
  members,
  events,
  slots,
  cssParts,
  cssProperties,
  cssStates,
}) {
  const fields = members.filter(({ kind, attribute, static: isStatic }) => kind === 'field' && !attribute && !isStatic);
  const methods = members.filter(({ kind }) => kind === 'method');
  const propertyOf = new Map(members.map((member) => [member.attribute, member]));
  return [
    `## \`<${tagName}>\``,
    `Class \`${name}\`. ${description}`,
    table('Attributes', ['attribute', 'property', 'type', 'meaning'], attributes, (attribute) => [
      code(attribute.name),
      code(attribute.fieldName),
      code(typeOf(attribute) ?? typeOf(propertyOf.get(attribute.name)) ?? 'string'),
      // The property's words are the more exact ones.
      propertyOf.get(attribute.name)?.description ?? attribute.description,
    ]),
    table('Further properties', ['property', 'type', 'meaning'], fields, (field) => [
      code(field.name) + (field.readonly ? ' (read-only)' : ''),
      typeOf(field) === undefined ? '' : code(typeOf(field)),
      field.description,
    ]),
    table('Methods', ['method', 'meaning'], methods, (method) => [code(signature(method)), method.description]),
    table('Events', ['event', 'detail', 'when'], events, (event) => [
      code(event.name),
      DETAILS.has(event.name) ? code(DETAILS.get(event.name)) : '',
      event.description,
    ]),
    table('Slots', ['slot', 'meaning'], slots, (slot) => [
      slot.name === '' ? '(default)' : code(slot.name),
      slot.description,
    ]),
    table('Parts', ['`::part()`', 'meaning'], cssParts, (part) => [code(part.name), part.description]),
    table('Custom properties', ['property', 'default', 'meaning'], cssProperties, (property) => [
      code(property.name),
      property.default === undefined ? '' : code(property.default),
      property.description,
    ]),
    table('States', ['`:state()`', 'meaning'], cssStates, (state) => [code(state.name), state.description]),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

/** The codes with the comments that they have in the source. */
function errors() {
  const [, union] = /export type MnistErrorCode =(.+?');/s.exec(read('src/shared/errors.ts'));
  const codes = [...union.matchAll(/\/\*\* (.+?) \*\/\s*\| '([\w-]+)'/g)];
  const words =
    'Every failure is an `MnistError`: the detail of `mnist-error`, and what the promise of a method rejects with. Its ' +
    '`code`, a `MnistErrorCode`, is one of these, and does not change between versions; its `message` is a sentence for ' +
    'people, in English; `subject` is what it is about, such as a URL; `cause` is what was thrown underneath.';
  const heading = `## Errors\n\n${words}`;
  return `${heading}\n\n${table('Codes', ['code', 'meaning'], codes, ([, meaning, name]) => [code(name), meaning])}`;
}

/** The types as they are in the source, which says more of them than a table could. */
function types() {
  const source = read('src/shared/types.ts').replace(/^\/\*\*.*?\*\/\s*/s, '');
  return `## Types\n\n\`\`\`ts\n${source.trim()}\n\`\`\``;
}

function table(title, heads, items = [], cells) {
  if (items.length === 0) return '';
  const row = (texts) => `| ${texts.map(escape).join(' | ')} |`;
  return [`### ${title}`, '', row(heads), row(heads.map(() => '---')), ...items.map((item) => row(cells(item)))].join(
    '\n',
  );
}

function signature({ name, parameters = [], return: returned }) {
  const list = parameters.map(
    ({ name, type, optional }) => `${name}${optional ? '?' : ''}: ${type?.text ?? 'unknown'}`,
  );
  return `${name}(${list.join(', ')}): ${returned?.type?.text ?? 'void'}`;
}

function typeOf(item) {
  return item?.type?.text;
}

function code(text) {
  return `\`${text}\``;
}

/** A line break or a bar would end the cell. */
function escape(text = '') {
  return text.replace(/\s*\n\s*/g, ' ').replaceAll('|', '\\|');
}
