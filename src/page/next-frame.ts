/** Waits for the browser's next frame, without hanging where no frame will come. */

/** Where a visible page draws none, as a frame out of sight, work that paces itself by frames goes on by this timer, in milliseconds. */
const FRAME_TIMEOUT = 100;

/**
 * Resolves in the next animation frame, or after a tenth of a second where there is none. In a hidden page it resolves at
 * once: there are no frames, and browsers let its timers run once a second, and after some minutes once a minute.
 */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    if (document.hidden) {
      resolve();
      return;
    }
    const timer = setTimeout(done, FRAME_TIMEOUT);
    const frame = requestAnimationFrame(done);
    function done(): void {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      resolve();
    }
  });
}
