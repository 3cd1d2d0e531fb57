/** Tells when it was memory that lacked. */
import { describe, MnistError } from '../shared/errors.js';

/** `out-of-memory` for an allocation that the browser has refused; undefined for anything else. */
export function memoryError(error: unknown): MnistError | undefined {
  // Each browser has words of its own for it, and some a class.
  const isRefusal = error instanceof Error && /\b(alloc|memory)/i.test(describe(error));
  if (!isRefusal || error instanceof MnistError) return undefined;
  return new MnistError(
    'out-of-memory',
    'There is not enough memory. Close other pages and try again, or use fewer images (`train-size`), a smaller ' +
      '`batch-size` or a smaller network (`model`).',
    error,
  );
}
