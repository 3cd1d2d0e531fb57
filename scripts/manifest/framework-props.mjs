/** Writes what each tag takes in a framework's markup, `src/frameworks/props.ts`. */

const HEAD = `/** What the tags take in the markup of frameworks. Generated from the source by \`npm run manifest\`. */
import type { DigitPad, MnistCharts, MnistEventMap, MnistTrainer } from '../classes.js';
`;

/** @param manifest as in `custom-elements.json` */
export function toProps({ modules }) {
  const elements = modules.flatMap(({ declarations }) => declarations);
  return [HEAD, ...elements.map(element), tags(elements)].join('\n');
}

/** Frameworks set the property of a name if there is one, else the attribute. */
function element({ name, tagName, members, events }) {
  const fields = members.filter(({ kind, readonly, static: isStatic }) => kind === 'field' && !readonly && !isStatic);
  const props = fields.flatMap((field) => {
    // In markup without braces a number is text, also where the framework then sets the property.
    const asText = field.attribute === field.name && isNumber(field) ? ' | `${number}`' : '';
    const property = entry(field, field.name, `${name}['${field.name}']${asText} | undefined`);
    if (field.attribute === undefined || field.attribute === field.name) return [property];
    return [entry(field, `'${field.attribute}'`, attributeType(field)), property];
  });
  const ownEvents = events.filter((event) => event.name.startsWith('mnist-'));
  return `
/** Attributes and properties of \`<${tagName}>\`. */
export interface ${name}Props {
${props.join('\n')}
}

/** Events of \`<${tagName}>\`. */
export interface ${name}Events {
${ownEvents.map((event) => entry(event, `'${event.name}'`, `MnistEventMap['${event.name}']`, '')).join('\n')}
}`;
}

function tags(elements) {
  const lines = elements.map(
    ({ name, tagName }) => `'${tagName}': { element: ${name}; props: ${name}Props; events: ${name}Events };`,
  );
  return `\n/** The three tags. */\nexport interface Tags {\n${lines.join('\n')}\n}\n`;
}

function entry({ description }, name, type, optional = '?') {
  return `/** ${description.replace(/\s*\n\s*/g, ' ')} */\n${name}${optional}: ${type};`;
}

function isNumber({ type }) {
  return type?.text.includes('number') ?? false;
}

function attributeType({ type }) {
  const text = type?.text ?? 'string';
  if (isNumber({ type })) return 'number | `${number}` | undefined';
  return text === 'boolean' ? "boolean | '' | undefined" : `${text} | undefined`;
}
