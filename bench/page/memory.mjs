/** What a page and its workers hold in memory. */

/**
 * Live JavaScript objects after a garbage collection, and the buffers behind them: typed arrays as V8 counts them, and
 * every WebAssembly memory at its full size. Of the page and of all its workers. Compiled code and what the browser
 * needs to draw are not in it.
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
  return { heap: total('heap'), buffers: total('buffers') };
}

async function usageOf(session) {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize, backingStorageSize } = await session.send('Runtime.getHeapUsage');
  return { heap: usedSize, buffers: backingStorageSize + (await webAssemblyMemory(session)) };
}

/** V8 leaves WebAssembly memories out of its count, so they are looked for. */
async function webAssemblyMemory(session) {
  const { result: prototype } = await session.send('Runtime.evaluate', { expression: 'WebAssembly.Memory.prototype' });
  const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: prototype.objectId });
  const { result } = await session.send('Runtime.callFunctionOn', {
    objectId: objects.objectId,
    functionDeclaration: 'function () { return this.reduce((sum, { buffer }) => sum + buffer.byteLength, 0); }',
    returnByValue: true,
  });
  return result.value;
}
