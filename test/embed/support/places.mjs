/** What a place to embed the elements in says of itself, in `test/embed/<place>/place.mjs`. */
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {object} Place
 * @property {string} title as the table of places names it
 * @property {string[]} [scripts] scripts of the fixture's package.json that build it, in this order
 * @property {PlacePage[]} pages what is served and opened once it is built
 *
 * @typedef {object} PlacePage
 * @property {string} name such as `production`
 * @property {Site} [site] what is served; one of `site`, `command` and `disk` is given
 * @property {string} [command] of the tool's own server, run in the fixture; `{port}` stands for its port
 * @property {string} [disk] HTML file of the built fixture that is opened as a file, without a server
 * @property {string} [path] of the page; `/` by default
 * @property {Record<string, Site>} [origins] further origins. Their keys, such as `https://cdn.example`, are replaced by
 *   the origin that takes their part, in HTML files and in the headers of every site
 * @property {string} [frame] selector of the `<iframe>` that the lesson is in
 * @property {RegExp[]} [allow] problems that the tool itself is known to report
 * @property {boolean} [lesson] false: only `checks` are done
 * @property {Record<string, Check>} [checks] what else is expected here, by the sentence that says so; done after the
 *   lesson, on the same page
 *
 * @typedef {object} Site
 * @property {Record<string, string>} folders path on the site, such as `/`, to a folder of the built fixture; the packed
 *   package is in `node_modules/mnist-elements`
 * @property {Record<string, string>} [headers] sent with every answer
 *
 * @typedef {(page: import('./browser.mjs').Page, context: CheckContext) => Promise<void>} Check fails by throwing
 * @typedef {{ url: string, folder: string, engine: string }} CheckContext `url` of the page, `folder` of the built fixture
 */

const root = new URL('../', import.meta.url);

/** @returns {string[]} names of all places, which are their folders */
export function placeNames() {
  return readdirSync(root).filter((name) => existsSync(new URL(`${name}/place.mjs`, root)));
}

/** @returns {string} the folder of a place's fixture */
export const placeFolder = (name) => fileURLToPath(new URL(`${name}/`, root));

/** @returns {Promise<Place>} */
export async function loadPlace(name) {
  return (await import(new URL(`${name}/place.mjs`, root).href)).default;
}
