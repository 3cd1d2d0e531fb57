/** Lets the worker answer its messages in the middle of long work. */

/**
 * Resolves in a later task, after the messages that already wait have been handled.
 *
 * A message channel is used because nested timers are held back to 4 ms, and promises alone never leave the task.
 */
export function breathe(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
