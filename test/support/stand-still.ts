/** Stops a thread as an endless loop does, but without keeping a processor busy that other tests need. */

/** @param milliseconds after which it goes on; by default never */
export function standStill(milliseconds = Infinity): void {
  const end = performance.now() + milliseconds;
  for (let rest = milliseconds; rest > 0; rest = end - performance.now()) {
    const request = new XMLHttpRequest();
    request.open('GET', `/waiting-room/${Math.ceil(Math.min(rest, 30_000))}`, false);
    request.send();
  }
}
