/** Downloads the files of a model from a folder. */
import { MnistError } from '../shared/errors.js';
import { weightFileNames } from './model-file.js';
import { locate } from './moved-files.js';

/**
 * @param folder absolute URL with `model.json` and its weight files in it, ending in a slash
 * @param signal aborting it rejects with its reason
 * @throws MnistError `model-not-found`, `model-network`, or `model-invalid`
 */
export async function downloadModel(folder: string, signal: AbortSignal): Promise<File[]> {
  const json = await download(folder, 'model.json', signal);
  const names = await weightFileNames(json);
  // The names have no folder: a model cannot make the page ask anybody else.
  const weights = await Promise.all(names.map((name) => download(folder, name, signal)));
  return [json, ...weights];
}

async function download(folder: string, name: string, signal: AbortSignal): Promise<File> {
  const url = locate(folder + encodeURIComponent(name));
  try {
    const response = await fetch(url, { signal });
    if (response.ok) return new File([await response.blob()], name);
    void response.body?.cancel();
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
      `The model file ${url} could not be read: there is no connection, or its server does not let this page ` +
        'read it (CORS).',
    );
  }
}
