/** Loads parts of the script that few sessions need when they are wanted. */
import type { MnistErrorCode } from '../shared/errors.js';
import { missingPart } from '../shared/missing-part.js';

/** @throws MnistError with this code, where the part could not be loaded */
export async function loadPart<Part>(loading: Promise<Part>, code: MnistErrorCode = 'trainer-failed'): Promise<Part> {
  try {
    return await loading;
  } catch (error) {
    throw missingPart(code, error);
  }
}
