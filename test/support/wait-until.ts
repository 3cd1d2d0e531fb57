/** Waits for what a page does in its own time. */
import { waitUntil as waitWithin } from '@open-wc/testing';

/** Milliseconds: many times what anything takes on an idle machine, so that a busy one fails no test. */
const LIMIT = 45_000;

/** Resolves once the condition holds. */
export function waitUntil(condition: () => unknown, message?: string): Promise<void> {
  return waitWithin(condition, message, { timeout: LIMIT });
}
