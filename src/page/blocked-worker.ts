/** Finds out whether the page's Content-Security-Policy has kept a worker from starting. */

/** How long the browser may take to tell of a violation after the worker has failed, in milliseconds. */
const DELAY = 100;

/** Directives that decide about a worker's script, in the order in which browsers ask them. */
const DIRECTIVES: readonly string[] = ['worker-src', 'child-src', 'script-src'];

/** Begins to listen when it is made, so that is done before the worker is started. */
export class BlockedWorkerWatch {
  #source: string | undefined;
  readonly #listener = (event: SecurityPolicyViolationEvent): void => {
    if (event.disposition === 'enforce' && DIRECTIVES.includes(event.effectiveDirective)) {
      this.#source = sourceOf(event.blockedURI);
    }
  };

  constructor() {
    document.addEventListener('securitypolicyviolation', this.#listener);
  }

  /** The source that `worker-src` would have to allow, such as `blob:`; undefined if no violation is known. */
  async blockedSource(): Promise<string | undefined> {
    await new Promise((resolve) => setTimeout(resolve, DELAY));
    return this.#source;
  }

  end(): void {
    document.removeEventListener('securitypolicyviolation', this.#listener);
  }
}

/** Browsers shorten a URL that has no origin to its scheme. */
function sourceOf(blockedUri: string): string {
  if (URL.canParse(blockedUri)) {
    const { origin, protocol } = new URL(blockedUri);
    return origin === 'null' || protocol === 'blob:' ? protocol : origin;
  }
  return `${blockedUri}:`;
}
