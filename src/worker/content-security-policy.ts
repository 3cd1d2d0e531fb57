/** Knows what the Content-Security-Policy that this worker is under has blocked, so that an error can name the directive. */
import { MnistError } from '../shared/errors.js';

/** Origins that `connect-src` has kept the worker from. */
const blocked = new Set<string>();

addEventListener('securitypolicyviolation', ({ disposition, effectiveDirective, blockedURI }) => {
  if (disposition !== 'enforce' || effectiveDirective !== 'connect-src' || !URL.canParse(blockedURI)) return;
  blocked.add(new URL(blockedURI).origin);
});

/** The error of a failed download, or, if the policy has blocked it, one that says what to allow. */
export async function blameContentSecurityPolicy(error: MnistError): Promise<MnistError> {
  if (error.code !== 'data-network' && error.code !== 'model-network') return error;
  // The violation is told of in a task of its own, which need not come before the failure.
  await new Promise((resolve) => setTimeout(resolve));
  if (blocked.size === 0) return error;
  const origins = [...blocked].join(' ');
  blocked.clear();
  return new MnistError(
    error.code,
    `The page’s Content-Security-Policy blocks the download: allow ${origins} in \`connect-src\`.`,
    error,
  );
}
