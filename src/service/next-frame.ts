/** Waits for the browser's next frame, without hanging where no frame will come. */

/** In a hidden page animation frames stop; work that paces itself by them goes on by this timer, in milliseconds. */
const HIDDEN_INTERVAL = 100;

/** Resolves in the next animation frame, or after a tenth of a second where the page draws none. */
export function nextFrame(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, HIDDEN_INTERVAL);
    const frame = requestAnimationFrame(done);
    function done(): void {
      clearTimeout(timer);
      cancelAnimationFrame(frame);
      resolve();
    }
  });
}
