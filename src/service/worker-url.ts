/** The `worker-src` attribute, which trainers and pads have. */
import { MnistError } from '../shared/errors.js';

/**
 * The worker's script.
 *
 * @throws MnistError `invalid-attribute` unless it has an http(s) URL: others could carry code of their own
 */
export function readWorkerUrl(workerSrc: string): URL | undefined {
  if (workerSrc === '') return undefined;
  const url = URL.canParse(workerSrc, document.baseURI) ? new URL(workerSrc, document.baseURI) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    const given = `worker-src="${workerSrc}"`;
    throw new MnistError('invalid-attribute', `${given} must be the http(s) URL of a script.`, undefined, given);
  }
  return url;
}
