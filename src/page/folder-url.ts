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
  return endingIn(/\/$/, readUrl(attribute, value));
}

/**
 * The absolute URL of a folder with data, ending in a slash; or in a hyphen or underscore, when the page has it so: then
 * that is what the names of the files begin with, such as `data/emnist-letters-`.
 *
 * @throws MnistError as `readFolderUrl`
 */
export function readDataUrl(attribute: string, value: string): string {
  return endingIn(/[-_/]$/, readUrl(attribute, value));
}

function readUrl(attribute: string, value: string): URL {
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
  return url;
}

/** A folder's slash is added where the path ends in nothing that is allowed. */
function endingIn(allowed: RegExp, url: URL): string {
  if (!allowed.test(url.pathname)) url.pathname += '/';
  return url.href;
}
