/** Lets the worker answer its messages in the middle of long work. */

// One channel for all: making one takes longer than to yield.
const { port1, port2 } = new MessageChannel();
const waiting: (() => void)[] = [];
port1.onmessage = () => waiting.shift()?.();

/**
 * Resolves in a later task, after the messages that already wait have been handled.
 *
 * A message channel is used because nested timers are held back to 4 ms, and promises alone never leave the task.
 */
export function yieldToEventLoop(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });
}
