/** Watches a page from the inside: frames, long tasks, and how soon a drawing is answered. */

/**
 * @typedef {object} Observed times are `performance.now()` of the page, in milliseconds
 * @property {{at: number, interval: number}[]} frames one for each animation frame
 * @property {{at: number, duration: number}[]} longTasks as the browser reports them: over 50 ms
 * @property {{at: number, duration: number, scripts: string[]}[]} longFrames what ran in frames over 50 ms
 * @property {number[]} predictionDelays from the input's own time stamp at `pointerup` to `mnist-prediction`
 * @property {Record<string, number[]>} events times of the trainer's events
 */

/** Runs in the page before its own scripts do; cannot use anything outside of itself. */
export function observe() {
  /** @type {Observed} */
  const observed = { frames: [], longTasks: [], longFrames: [], predictionDelays: [], events: {} };
  globalThis.observed = observed;

  let lastFrame;
  requestAnimationFrame(function onFrame(at) {
    if (lastFrame !== undefined) observed.frames.push({ at, interval: at - lastFrame });
    lastFrame = at;
    requestAnimationFrame(onFrame);
  });

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) observed.longTasks.push({ at: startTime, duration });
  }).observe({ type: 'longtask', buffered: true });

  new PerformanceObserver((list) => {
    for (const { startTime, duration, scripts } of list.getEntries()) {
      observed.longFrames.push({
        at: startTime,
        duration,
        scripts: scripts.map(({ invoker, sourceURL, sourceFunctionName, duration }) => {
          // A promise that a timer resolves has no script of its own, whatever goes on after it.
          const place = sourceURL.split('/').at(-1) || 'no named script';
          return `${sourceFunctionName || invoker} in ${place} (${Math.round(duration)} ms)`;
        }),
      });
    }
  }).observe({ type: 'long-animation-frame', buffered: true });

  let liftedAt;
  addEventListener('pointerup', ({ timeStamp }) => (liftedAt = timeStamp), { capture: true });
  addEventListener('mnist-prediction', () => {
    if (liftedAt !== undefined) observed.predictionDelays.push(performance.now() - liftedAt);
    liftedAt = undefined;
  });
  for (const name of ['mnist-batch-end', 'mnist-train-end']) {
    observed.events[name] = [];
    addEventListener(name, () => observed.events[name].push(performance.now()));
  }
}

/** @param {import('puppeteer-core').Page} page @returns {Promise<Observed>} */
export const readObserved = (page) => page.evaluate(() => globalThis.observed);
