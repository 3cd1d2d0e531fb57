/** Folders that page authors name in attributes. */
import { MnistError } from '../shared/errors.js';

/**
 * The absolute URL of a folder, ending in a slash.
 *
 * @param attribute its name, for the message
 * @param value as the page has it: absolute, or relative to the page
 * @throws MnistError `invalid-attribute` unless it has an http(s) URL
 */
export function readFolderUrl(attribute: string, value: string): string {
  const url = URL.canParse(value, document.baseURI) ? new URL(value, document.baseURI) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    const given = `${attribute}="${value.slice(0, 100)}"`;
    throw new MnistError(
      'invalid-attribute',
      `${given} must be the URL of a folder, beginning with http(s): or relative to the page.`,
      undefined,
      given,
    );
  }
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url.href;
}
