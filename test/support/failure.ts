/** What a promise rejects with. The elements' errors come from the built script, so they are known by name. */
import type { MnistError } from '../../src/shared/errors.js';

/** Rethrows anything that is no MnistError, and throws when the promise does not reject. */
export async function failureOf(promise: Promise<unknown>): Promise<MnistError> {
  try {
    await promise;
  } catch (error) {
    if (isMnistError(error)) return error;
    throw error;
  }
  throw new Error('It did not fail.');
}

function isMnistError(error: unknown): error is MnistError {
  return error instanceof Error && error.name === 'MnistError' && 'code' in error;
}
