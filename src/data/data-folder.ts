/** A folder of IDX files on a server: finds a file under its common names, downloads no more of it than wanted. */
import { MnistError } from '../shared/errors.js';
import type { LoadProgress } from '../shared/types.js';
import { locate } from '../base/moved-files.js';
import { download, type RetryPolicy } from './transfer/download.js';
import { decodeBody, decodingError } from './byte-stream.js';
import {
  allSpellings,
  learned,
  likelySpelling,
  nameOf,
  prefixOf,
  spellingsNear,
  type FileRole,
  type Spelling,
} from './file-names.js';
import { findStored, removeStored, store } from './file-store.js';
import { IdxParser, type IdxFile } from './idx.js';

/** What to read from a folder. */
export interface FileRequest extends FileRole {
  /** How many examples to read from the front; Infinity for all. */
  readonly limit: number;
  /** Called for every chunk; `total` is 0 while it is not known. */
  readonly onProgress: (progress: LoadProgress) => void;
}

/** A response that holds a file, from the server or from the store. */
interface Source {
  /** Name with suffix. */
  readonly file: string;
  readonly url: string;
  readonly response: Response;
  readonly origin: 'server' | 'store';
}

/** Answers that mean that there is no such file; object stores say 403 where they do not want to say 404. */
const ABSENT = new Set([401, 403, 404, 410]);
/** Longer files are left to the browser's HTTP cache. */
const MAX_STORED_BYTES = 64 * 1024 * 1024;
/** More than the largest file that can be used has (see MAX_EXAMPLES), also where compression made it longer. */
const MAX_FILE_BYTES = 400_000_000;

/** Folder URL → how its files were last found to be spelled. */
const knownSpellings = new Map<string, Spelling>();
/** URLs of folders whose files did not hold what they should: their next load goes past every cache. */
const distrusted = new Set<string>();

/** The folder, for one load: its files may be read at the same time. */
export class DataFolder {
  readonly #url: string;
  readonly #signal: AbortSignal;
  readonly #retry: RetryPolicy | undefined;
  readonly #afresh: boolean;
  /** The first file that was asked for: where it is found tells how the others are spelled. */
  #first: Promise<Source> | undefined;

  /**
   * @param url absolute; ends in a slash, or in the beginning of the files' names, such as `data/emnist-letters-`
   * @param signal aborting it rejects every read with its reason
   * @param retry with the network; default `DEFAULT_RETRY`
   */
  constructor(url: string, signal: AbortSignal, retry?: RetryPolicy) {
    this.#url = url;
    this.#signal = signal;
    this.#retry = retry;
    this.#afresh = distrusted.has(url);
  }

  /**
   * Tells whether what the folder held made a good dataset. If not, the next load asks the server for every file
   * afresh, so that it succeeds once the files there have been put right.
   */
  judge(good: boolean): void {
    if (good) distrusted.delete(this.#url);
    else distrusted.add(this.#url);
  }

  /**
   * Reads one file, from Cache Storage if it is there, and closes the connection once it has the wanted examples.
   * A stored file that cannot be read is removed and downloaded again.
   *
   * @throws MnistError `data-not-found`, `data-network`, `data-corrupt`, or what IdxParser finds wrong
   */
  async read(request: FileRequest): Promise<IdxFile> {
    const locating = this.#locate(request, this.#first);
    this.#first ??= locating;
    const source = await locating;
    try {
      return await this.#parse(source, request);
    } catch (error) {
      if (source.origin === 'server') throw error;
      this.#signal.throwIfAborted();
      await removeStored(source.url);
      return this.#parse(await this.#request(request, 'reload'), request);
    }
  }

  /** @param first where another file is found; waited for where nothing else tells the spelling, nor whether there is any */
  async #locate(role: FileRole, first: Promise<Source> | undefined): Promise<Source> {
    const stored = this.#afresh ? undefined : await this.#findStored(role);
    if (stored !== undefined) return stored;
    if (!knownSpellings.has(this.#url)) await first;
    return this.#request(role, this.#afresh ? 'reload' : 'default');
  }

  async #findStored(role: FileRole): Promise<Source | undefined> {
    const spellings = new Map(allSpellings(role).map((spelling) => [this.#locationOf(role, spelling), spelling]));
    const stored = await findStored([...spellings.keys()], this.#signal);
    const spelling = stored && spellings.get(stored.url);
    if (spelling === undefined) return undefined;
    this.#learn(role, spelling);
    return { ...stored!, file: this.#fileOf(role, spelling), origin: 'store' };
  }

  /** Tries one name after the other. A page in place of a file (servers of single-page apps) counts only if there is no file. */
  async #request(role: FileRole, cache: RequestCache): Promise<Source> {
    let page: Source | undefined;
    let status = 0;
    const spellings = spellingsNear(role, this.#spelling);
    for (const spelling of spellings) {
      const url = this.#locationOf(role, spelling);
      const response = await this.#fetch(url, cache);
      const source: Source = { file: this.#fileOf(role, spelling), url, response, origin: 'server' };
      if (response.ok && !isPage(response)) {
        this.#learn(role, spelling);
        return source;
      }
      if (response.ok && page === undefined) {
        page = source;
        continue;
      }
      void response.body?.cancel();
      if (response.ok) continue;
      status = response.status;
      if (ABSENT.has(status)) continue;
      const message = `The server answered ${status} for the data file ${url}. Try again later.`;
      throw new MnistError('data-network', message, undefined, url);
    }
    if (page !== undefined) return page;
    throw notFound(
      this.#url,
      spellings.map((spelling) => this.#fileOf(role, spelling)),
      status,
    );
  }

  get #spelling(): Spelling {
    return knownSpellings.get(this.#url) ?? likelySpelling(this.#url);
  }

  #learn(role: FileRole, spelling: Spelling): void {
    knownSpellings.set(this.#url, learned(role, this.#spelling, spelling));
  }

  #fileOf(role: FileRole, spelling: Spelling): string {
    return prefixOf(this.#url) + nameOf(role, spelling);
  }

  #locationOf(role: FileRole, spelling: Spelling): string {
    return locate(this.#url + nameOf(role, spelling));
  }

  async #fetch(url: string, cache: RequestCache): Promise<Response> {
    try {
      return await download(url, { cache, signal: this.#signal, retry: this.#retry });
    } catch (error) {
      this.#signal.throwIfAborted();
      throw new MnistError(
        'data-network',
        `The data file ${url} could not be requested: there is no connection, its server does not answer or does not ` +
          'let this page read it (CORS), or a Content-Security-Policy lacks its origin in `connect-src`.',
        error,
        url,
      );
    }
  }

  async #parse({ file, url, response, origin }: Source, { kind, limit, onProgress }: FileRequest): Promise<IdxFile> {
    const parser = new IdxParser(url, kind, limit);
    const received: Uint8Array<ArrayBuffer>[] = [];
    let loaded = 0;
    const { stream, gzip } = await decodeBody(response, url, this.#signal, (chunk) => {
      loaded += chunk.length;
      if (loaded > MAX_FILE_BYTES) {
        const message = `The data file ${url} goes on after ${MAX_FILE_BYTES} bytes.`;
        throw new MnistError('data-corrupt', message, undefined, url);
      }
      if (origin === 'server' && loaded <= MAX_STORED_BYTES) received.push(chunk);
    });
    // What the server tells is the length of the bytes seen here only if the browser has not decoded them.
    const length = (): number => (gzip ? Number(response.headers.get('Content-Length')) : parser.fileBytes);
    const reader = stream.getReader();
    try {
      let isWhole = false;
      for (;;) {
        const { value } = await reader.read().catch((error: unknown) => {
          throw decodingError(error, url, this.#signal);
        });
        isWhole = value === undefined;
        if (value === undefined || !parser.push(value)) break;
        const total = Math.ceil(length() * parser.share);
        onProgress({ loaded, total: total === 0 ? 0 : Math.max(loaded, total), file });
      }
      const result = parser.finish();
      onProgress({ loaded, total: loaded, file });
      if (isWhole && origin === 'server' && loaded <= MAX_STORED_BYTES) void store(url, received, response.headers);
      return result;
    } finally {
      // Closes the connection; a stream that has ended or failed does not mind.
      reader.cancel().catch(() => undefined);
    }
  }
}

/** @param files under which it was looked for; at least one */
function notFound(src: string, files: readonly string[], status: number): MnistError {
  const folder = src.slice(0, src.lastIndexOf('/') + 1);
  const url = `${folder}${files[0]}`;
  return new MnistError(
    'data-not-found',
    `The data file ${url} was not found (${status}). Check the trainer's \`src\` attribute; the folder must hold one of ` +
      `${files.join(', ')}. A \`src\` that ends in a hyphen is what the names begin with, such as \`data/emnist-letters-\`.`,
    undefined,
    url,
  );
}

function isPage(response: Response): boolean {
  return response.headers.get('Content-Type')?.startsWith('text/html') ?? false;
}
