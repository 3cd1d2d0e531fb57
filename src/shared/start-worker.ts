/** Starts a module worker from any origin. */

/** The one Trusted Types policy of the project; a CSP can allow it by this name. */
const POLICY_NAME = 'mnist-elements';

interface ScriptUrlPolicy {
  createScriptURL(url: string): string;
}

declare global {
  // The part of the Trusted Types API that is used here: https://w3c.github.io/trusted-types/dist/spec/
  var trustedTypes:
    { createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrlPolicy } | undefined;
}

let policy: ScriptUrlPolicy | undefined;

/**
 * Starts `url` as a module worker. Browsers refuse a worker script of another origin, but let a blob of this origin
 * import one, which is how a page works that takes the script from a CDN.
 *
 * @param url absolute, `http:` or `https:` only (anything else could carry code): otherwise throws a TypeError
 */
export function startWorker(url: URL, name: string): Worker {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError(`A worker script must have an http(s) URL, not ${url.protocol}`);
  }
  if (url.origin === location.origin) return new Worker(scriptUrl(url.href), { type: 'module', name });
  const source = new Blob([`import ${JSON.stringify(url.href)};`], { type: 'text/javascript' });
  const blobUrl = URL.createObjectURL(source);
  const worker = new Worker(scriptUrl(blobUrl), { type: 'module', name });
  // The browser reads the blob soon after this task; its first message proves that it has.
  const revoke = (): void => URL.revokeObjectURL(blobUrl);
  worker.addEventListener('message', revoke, { once: true });
  worker.addEventListener('error', revoke, { once: true });
  return worker;
}

/** A URL that `Worker` accepts also where the page enforces Trusted Types. */
function scriptUrl(url: string): string {
  policy ??= globalThis.trustedTypes?.createPolicy(POLICY_NAME, { createScriptURL: (checked) => checked }) ?? {
    createScriptURL: (checked) => checked,
  };
  return policy.createScriptURL(url);
}
