/** The browser that everything is measured in, and the pages that it opens. */
import puppeteer from 'puppeteer-core';
import { chromiumArguments, findChromium } from '../scripts/browsers.mjs';
import { serve } from '../scripts/serve.mjs';

/** Nothing that is measured may take longer than this, in milliseconds. */
const LIMIT = 20 * 60_000;

/** Tried first, then the next free one. */
const PORT = 8200;

/**
 * Serves the project, starts a headless browser, and ends both when the work is done.
 *
 * @template Result
 * @param {(browser: import('puppeteer-core').Browser, url: string) => Promise<Result>} work `url` is where the project
 *   is served; it ends in a slash
 * @returns {Promise<Result>}
 */
export async function withBrowser(work) {
  const browser = await launchBrowser();
  const server = await serve(PORT);
  try {
    return await work(browser, server.url);
  } finally {
    await browser.close();
    server.close();
  }
}

function launchBrowser() {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error('The benchmark needs Chromium or Chrome: install one, or set CHROMIUM_PATH to its executable.');
  }
  return puppeteer.launch({ executablePath, args: chromiumArguments, protocolTimeout: LIMIT });
}

/**
 * Opens a page in a profile of its own, so that nothing is cached or remembered from others. Close it with
 * `page.browserContext().close()`.
 *
 * @param {import('puppeteer-core').Browser} browser
 */
export async function openPage(browser) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  await page.setViewport({ width: 1280, height: 900 });
  page.on('pageerror', (error) => console.error(`${page.url()}: ${error.message}`));
  return page;
}
