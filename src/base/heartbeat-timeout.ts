/** Tells the page how long this thread may stay silent: a thread at work can say so before, but not while. */
import type { HeartbeatTimeout } from '../messages/worker-api.js';

/**
 * Milliseconds. Our own loops yield at least every 30 ms on the machines that were measured; starting
 * TensorFlow.js and the drivers of graphics devices, which compile programs in the middle of a step, take as long as
 * they like.
 */
const USUAL = 4000;
const LONG = 30_000;

let reasons = 0;

/** Allows a longer silence, from now on until the returned function is called. */
export function lengthenHeartbeatTimeout(): () => void {
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

/** Allows a longer silence while some work is done. */
export async function withLongHeartbeatTimeout<T>(work: () => Promise<T>): Promise<T> {
  const restore = lengthenHeartbeatTimeout();
  try {
    return await work();
  } finally {
    restore();
  }
}

function tell(heartbeatTimeout: number): void {
  const message: HeartbeatTimeout = { heartbeatTimeout };
  postMessage(message);
}
