/** Tables for the terminal and for Markdown. */

/**
 * @typedef {object} Section
 * @property {string} title
 * @property {string} [text] a paragraph above the table
 * @property {readonly string[]} columns
 * @property {readonly (readonly string[])[]} rows
 * @property {readonly string[]} [notes] below the table, each a list item that begins with `- `
 */

/** @param {readonly Section[]} sections @returns {string} */
export function toText(sections) {
  return sections
    .map(({ title, columns, rows, notes = [] }) => {
      const lines = [columns, ...rows];
      const widths = columns.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
      const aligned = lines.map((line) =>
        line
          .map((cell, column) => cell.padEnd(widths[column]))
          .join('  ')
          .trimEnd(),
      );
      return [title, '─'.repeat(title.length), ...aligned, ...notes].join('\n');
    })
    .join('\n\n');
}

/** @param {readonly Section[]} sections @returns {string} */
export function toMarkdown(sections) {
  return sections
    .map(({ title, text = '', columns, rows, notes = [] }) => {
      const table = [columns, columns.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
      return [`## ${title}`, text, table, notes.join('\n')].filter((part) => part !== '').join('\n\n');
    })
    .join('\n\n');
}
