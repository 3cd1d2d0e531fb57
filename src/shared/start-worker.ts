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
 * Starts `url` as a module worker. Browsers refuse a worker script of another origin, but let a script of this origin
 * import one, which is how a page works that takes the elements from a CDN.
 *
 * @param url absolute, `http:` or `https:` only (anything else could carry code): otherwise throws a TypeError
 * @throws Error that names the directive, where the page's Content-Security-Policy forbids our Trusted Types policy
 */
export function startWorker(url: URL, name: string): Worker {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TypeError(`A worker script must have an http(s) URL, not ${url.protocol}`);
  }
  // Not `location.origin`: a frame made of `srcdoc` has no location of its own, but its parent's origin.
  const { origin } = globalThis;
  if (url.origin === origin) return new Worker(scriptUrl(url.href), { type: 'module', name });
  const source = `import ${JSON.stringify(url.href)};`;
  // In a sandboxed frame, whose origin is opaque, Chromium takes no module from a blob.
  if (origin === 'null') {
    return new Worker(scriptUrl(`data:text/javascript,${encodeURIComponent(source)}`), { type: 'module', name });
  }
  const blobUrl = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }));
  const worker = new Worker(scriptUrl(blobUrl), { type: 'module', name });
  // The browser reads the blob soon after this task; its first message proves that it has.
  const revoke = (): void => URL.revokeObjectURL(blobUrl);
  worker.addEventListener('message', revoke, { once: true });
  worker.addEventListener('error', revoke, { once: true });
  return worker;
}

/** A URL that `Worker` accepts also where the page enforces Trusted Types. */
function scriptUrl(url: string): string {
  policy ??= createPolicy();
  return policy.createScriptURL(url);
}

function createPolicy(): ScriptUrlPolicy {
  const rules = { createScriptURL: (checked: string): string => checked };
  try {
    return globalThis.trustedTypes?.createPolicy(POLICY_NAME, rules) ?? rules;
  } catch (cause) {
    throw new Error(`the page’s Content-Security-Policy must allow \`${POLICY_NAME}\` in \`trusted-types\`.`, {
      cause,
    });
  }
}
