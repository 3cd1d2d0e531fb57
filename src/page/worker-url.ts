/** The `worker-src` attribute, which trainers and pads have. */
import { MnistError } from '../shared/errors.js';
import { scriptOrigin } from './beside-script.js';

/**
 * The worker's script, which may do what a script of the page may: only who can serve the page scripts anyway, its own
 * origin or the one that this script came from, can serve it.
 *
 * @throws MnistError `invalid-attribute` for any other URL
 */
export function readWorkerUrl(workerSrc: string): URL | undefined {
  if (workerSrc === '') return undefined;
  const url = URL.canParse(workerSrc, document.baseURI) ? new URL(workerSrc, document.baseURI) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || ![self.origin, scriptOrigin()].includes(url.origin)) {
    const given = `worker-src="${workerSrc.slice(0, 100)}"`;
    const expected = "the http(s) URL of a script of the page's origin, or that of mnist-elements.js";
    throw new MnistError('invalid-attribute', `${given} must be ${expected}.`, undefined, given);
  }
  return url;
}
