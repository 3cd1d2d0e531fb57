/** Downloads the files of a model from a folder. */
import { describe, MnistError } from '../shared/errors.js';
import { MOST_JSON_BYTES, weightFilesOf } from './keras/model-files.js';
import { locate } from '../base/moved-files.js';
import { download, type RetryPolicy } from '../data/transfer/download.js';

/**
 * @param folder absolute URL with `model.json` and its weight files in it, ending in a slash
 * @param signal aborting it rejects with its reason
 * @param retry with the network; default `DEFAULT_RETRY`
 * @throws MnistError `model-not-found`, `model-network`, or `model-invalid`
 */
export async function downloadModel(folder: string, signal: AbortSignal, retry?: RetryPolicy): Promise<File[]> {
  // When one file fails, the others are not wanted any more.
  const siblings = new AbortController();
  const source = { folder, signal: AbortSignal.any([signal, siblings.signal]), retry };
  try {
    const json = await fetchFile(source, 'model.json', MOST_JSON_BYTES);
    // The names have no folder: a model cannot make the page ask anybody else.
    const files = await weightFilesOf(json);
    const weights = await Promise.all(files.map(({ name, mostBytes }) => fetchFile(source, name, mostBytes)));
    return [json, ...weights];
  } catch (error) {
    siblings.abort();
    throw error;
  }
}

interface Source {
  readonly folder: string;
  readonly signal: AbortSignal;
  readonly retry: RetryPolicy | undefined;
}

async function fetchFile({ folder, signal, retry }: Source, name: string, mostBytes: number): Promise<File> {
  const url = locate(folder + encodeURIComponent(name));
  try {
    const response = await download(url, { signal, retry });
    if (response.ok) return new File(await readAtMost(response, mostBytes, url), name);
    void response.body?.cancel();
    if (response.status >= 500) {
      throw new MnistError(
        'model-network',
        `The server answered ${response.status} for the model file ${url}. Try again later.`,
        undefined,
        url,
      );
    }
    throw new MnistError(
      'model-not-found',
      `The model file ${url} was not found (${response.status}). The folder that \`model-src\` names, or \`model/\` ` +
        'beside the script, must hold model.json and its weights.',
      undefined,
      url,
    );
  } catch (error) {
    signal.throwIfAborted();
    throw MnistError.from(
      error,
      'model-network',
      `The model file ${url} could not be read (${describe(error)}): there is no connection, its server does not ` +
        'answer or does not let this page read it (CORS), or a Content-Security-Policy lacks its origin in `connect-src`.',
    );
  }
}

/** A body, unless it is longer than any model's. */
async function readAtMost(response: Response, mostBytes: number, url: string): Promise<Uint8Array<ArrayBuffer>[]> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const reader = (response.body ?? new Blob().stream()).getReader();
  for (let length = 0; ;) {
    const { value } = await reader.read();
    if (value === undefined) return chunks;
    chunks.push(value);
    length += value.length;
    if (length <= mostBytes) continue;
    void reader.cancel();
    throw new MnistError(
      'model-invalid',
      `The model file ${url} is longer than the ${mostBytes} bytes that it may have.`,
    );
  }
}
