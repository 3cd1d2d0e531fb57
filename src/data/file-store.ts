/**
 * Keeps downloaded data files in Cache Storage, so that a second visit downloads nothing.
 *
 * Only complete, proven files are stored, under their URL, as the bytes that were received. Before a stored file is
 * used, a HEAD request asks whether the server's has another length or date; no answer within two seconds, or none at
 * all (offline), counts as unchanged. Where there is no Cache Storage (insecure pages, sandboxed frames), or it is
 * full, everything still works and the browser's HTTP cache is all there is: nothing here ever throws.
 */

const CACHE_NAME = 'mnist-elements-data-1';
/** Milliseconds that storage may take; writing goes on also afterwards. */
const STORAGE_TIMEOUT = 3_000;
const FRESHNESS_TIMEOUT = 2_000;
/** The headers that tell whether a file has changed, as far as CORS lets them through. */
const VALIDATORS = ['Content-Length', 'Last-Modified'] as const;

/** A file in the store. */
export interface StoredFile {
  readonly url: string;
  readonly response: Response;
}

/** The file that is stored under the first of these URLs that has one; undefined when the server has another by now. */
export async function findStored(urls: readonly string[], signal: AbortSignal): Promise<StoredFile | undefined> {
  const stored = await attempt((cache) => firstStored(cache, urls));
  if (stored === undefined || (await isUnchanged(stored, signal))) return stored;
  await removeStored(stored.url);
  return undefined;
}

/** Stores a complete file. `headers` are those that it came with. */
export async function store(url: string, chunks: readonly BlobPart[], headers: Headers): Promise<void> {
  const kept = new Headers();
  for (const name of VALIDATORS) {
    const value = headers.get(name);
    if (value !== null) kept.set(name, value);
  }
  await attempt((cache) => cache.put(url, new Response(new Blob([...chunks]), { headers: kept })));
}

/** Forgets the stored file of a URL. */
export async function removeStored(url: string): Promise<void> {
  await attempt((cache) => cache.delete(url));
}

/** Storage is a convenience: whatever goes wrong with it, also that it is slow, is the same as having none. */
async function attempt<T>(action: (cache: Cache) => Promise<T>): Promise<T | undefined> {
  try {
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, STORAGE_TIMEOUT));
    return await Promise.race([caches.open(CACHE_NAME).then(action), late]);
  } catch {
    return undefined;
  }
}

/** One question to the store for all URLs: a first visit is not to wait for many. */
async function firstStored(cache: Cache, urls: readonly string[]): Promise<StoredFile | undefined> {
  const stored = new Set((await cache.keys()).map(({ url }) => url));
  const url = urls.find((each) => stored.has(each));
  const response = url === undefined ? undefined : await cache.match(url);
  return url === undefined || response === undefined ? undefined : { url, response };
}

async function isUnchanged({ url, response }: StoredFile, signal: AbortSignal): Promise<boolean> {
  try {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(FRESHNESS_TIMEOUT)]);
    const { ok, headers } = await fetch(url, { method: 'HEAD', signal: limited });
    return !ok || VALIDATORS.every((name) => agree(headers.get(name), response.headers.get(name)));
  } catch {
    return true;
  }
}

/** A server that compresses on the fly gives a length with one answer and not with the next: that proves nothing. */
function agree(a: string | null, b: string | null): boolean {
  return a === null || b === null || a === b;
}
