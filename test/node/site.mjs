/** A site made of the project's files and one page, opened in Chromium. */
import { createServer } from 'node:http';
import puppeteer from 'puppeteer-core';
import sirv from 'sirv';
import { chromiumArguments, findChromium } from '../../scripts/browsers.mjs';
import { root } from './packed.mjs';

/**
 * @param {string} page HTML at the root
 * @returns what opens the page in a new tab, the paths that were `requested` so far, and what closes everything
 */
export async function startSite(page) {
  const requested = [];
  const files = sirv(root, { dev: true });
  const server = createServer((request, response) => {
    requested.push(request.url);
    if (request.url === '/') response.setHeader('content-type', 'text/html').end(page);
    else files(request, response);
  });
  await new Promise((resolve) => server.listen(0, resolve));
  const browser = await puppeteer.launch({ executablePath: findChromium(), args: chromiumArguments, headless: true });
  return {
    requested,
    /** @returns the `tab`, and the `complaints` of its console and its scripts */
    async open() {
      const tab = await browser.newPage();
      const complaints = [];
      tab.on('pageerror', (error) => complaints.push(error.message));
      tab.on('console', (message) => {
        if (['error', 'warn'].includes(message.type())) complaints.push(message.text());
      });
      await tab.goto(`http://localhost:${server.address().port}/`);
      return { tab, complaints };
    },
    async close() {
      await browser.close();
      server.close();
    },
  };
}
