/** What a page and its workers hold in memory, as V8 counts it. */

/**
 * Live JavaScript objects after a garbage collection, plus the buffers behind them, typed arrays and WebAssembly
 * memories alike; of the page and of every worker of it. Code and what the browser needs to draw are not in it.
 *
 * @param {import('puppeteer-core').Page} page
 * @returns {Promise<{heap: number, buffers: number}>} bytes
 */
export async function measureMemory(page) {
  const pageSession = await page.createCDPSession();
  const sessions = [pageSession, ...page.workers().map((worker) => worker.client)];
  const usages = await Promise.all(sessions.map(usageOf));
  await pageSession.detach();
  const total = (part) => usages.reduce((sum, usage) => sum + usage[part], 0);
  return { heap: total('usedSize'), buffers: total('backingStorageSize') };
}

async function usageOf(session) {
  await session.send('HeapProfiler.collectGarbage');
  return session.send('Runtime.getHeapUsage');
}
