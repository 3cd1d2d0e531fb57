/** Tells the page how long this thread may stay silent: a thread at work can say so before, but not while. */
import type { PatienceMessage } from '../messages/worker-api.js';

/**
 * Milliseconds. Our own loops breathe at least every 30 ms on the machines that were measured; starting
 * TensorFlow.js and the drivers of graphics devices, which compile programs in the middle of a step, take as long as
 * they like.
 */
const USUAL = 4000;
const LONG = 30_000;

let reasons = 0;

/** Asks for more patience, from now on until the returned function is called. */
export function askForPatience(): () => void {
  reasons += 1;
  if (reasons === 1) tell(LONG);
  let done = false;
  return () => {
    if (done) return;
    done = true;
    reasons -= 1;
    if (reasons === 0) tell(USUAL);
  };
}

/** Asks for more patience while some work is done. */
export async function withPatience<T>(work: () => Promise<T>): Promise<T> {
  const endPatience = askForPatience();
  try {
    return await work();
  } finally {
    endPatience();
  }
}

function tell(patience: number): void {
  const message: PatienceMessage = { patience };
  postMessage(message);
}
