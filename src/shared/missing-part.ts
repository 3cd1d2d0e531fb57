/** The error for what is loaded when it is first wanted, and is not there. */
import { MnistError, type MnistErrorCode } from './errors.js';

/**
 * @param cause what the import was rejected with
 * @param what could not be loaded, as the beginning of a sentence
 * @param subject what it is about, in no language
 */
export function missingPart(
  code: MnistErrorCode,
  cause: unknown,
  what = 'A part of the script',
  subject?: string,
): MnistError {
  const message = `${what} could not be loaded. Check that all files of the dist folder lie beside the script.`;
  return new MnistError(code, message, cause, subject);
}
