/** The little that a lesson needs of a browser, the same for every engine. */
import { writeFileSync } from 'node:fs';
import puppeteer from 'puppeteer-core';
import { chromiumArguments, findChromium, findFirefox, findWebKit } from '../../../scripts/browsers.mjs';
import * as webkit from '../../../scripts/webkit.mjs';

/**
 * @typedef {object} Browser
 * @property {string} engine `chromium`, `firefox` or `webkit`
 * @property {(url: string, frame?: string) => Promise<Page>} open a page in a profile of its own, loaded; with a
 *   selector of an `<iframe>`, everything is about the document in that
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Page
 * @property {(task: Function, ...args: unknown[]) => Promise<any>} evaluate runs a function in the page, which knows its
 *   arguments only; they and its result, awaited if it is a promise, are what JSON can hold
 * @property {(points: [x: number, y: number][]) => Promise<void>} drag presses the mouse at the first point, moves it
 *   along the others and lets go; in CSS pixels of the visible part of the document
 * @property {(path: string) => Promise<void>} screenshot of the visible part, as PNG
 * @property {() => string[]} problems what was reported so far: errors and warnings of the console, uncaught errors,
 *   requests that failed
 * @property {() => Promise<void>} close
 */

const VIEWPORT = { width: 1280, height: 900 };

/** Longer than the slowest script of a lesson, in milliseconds. */
const PROTOCOL_LIMIT = 120_000;

/** The engines that this machine has, and how each is started. */
export function findEngines() {
  const chromium = findChromium();
  const firefox = findFirefox();
  /** @type {Record<string, () => Promise<Browser>>} */
  const engines = {};
  if (chromium) engines.chromium = () => launchChromium(chromium);
  if (firefox) engines.firefox = () => launchFirefox(firefox);
  if (findWebKit()) engines.webkit = launchWebKit;
  return engines;
}

async function launchChromium(executablePath) {
  // No other host is found, so that a page that needs one shows.
  const args = [...chromiumArguments, '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost'];
  return fromPuppeteer('chromium', await puppeteer.launch({ executablePath, args, protocolTimeout: PROTOCOL_LIMIT }));
}

async function launchFirefox(executablePath) {
  const options = { browser: 'firefox', executablePath, protocolTimeout: PROTOCOL_LIMIT };
  return fromPuppeteer('firefox', await puppeteer.launch(options));
}

/** @returns {Browser} */
function fromPuppeteer(engine, browser) {
  return { engine, open: (url, frame) => openPage(browser, url, frame), close: () => browser.close() };
}

/** @returns {Promise<Page>} */
async function openPage(browser, url, selector) {
  const context = await browser.createBrowserContext();
  const page = await context.newPage();
  const problems = collectProblems(page);
  await page.setViewport(VIEWPORT);
  await page.goto(url, { waitUntil: 'load' });
  const element = selector === undefined ? undefined : await page.waitForSelector(selector);
  const frame = element === undefined ? page.mainFrame() : await element.contentFrame();
  return {
    evaluate: (task, ...args) => frame.evaluate(task, ...args),
    async drag(points) {
      const corner = (await element?.boundingBox()) ?? { x: 0, y: 0 };
      await drag(
        page.mouse,
        points.map(([x, y]) => [corner.x + x, corner.y + y]),
      );
    },
    screenshot: (path) => page.screenshot({ path }),
    problems: () => problems,
    close: () => context.close(),
  };
}

async function drag(mouse, [first, ...others]) {
  await mouse.move(...first);
  await mouse.down();
  for (const point of others) await mouse.move(...point);
  await mouse.up();
}

/** @returns {Promise<Browser>} every page is opened in a process of its own, which has but one profile and one page */
async function launchWebKit() {
  return { engine: 'webkit', open: openInWebKit, close: async () => undefined };
}

/** @returns {Promise<Page>} its driver does not tell of the console: errors are known once the page has loaded */
async function openInWebKit(url, selector) {
  const browser = await webkit.launch();
  const page = await browser.newPage();
  await page.setViewport(VIEWPORT);
  await page.goto(url);
  if (selector !== undefined) await page.enterFrame(selector);
  await page.evaluate(watchConsole);
  let problems = [];
  return {
    async evaluate(task, ...args) {
      const result = await page.evaluate(task, ...args);
      problems = await page.evaluate(() => globalThis.reported ?? []);
      return result;
    },
    drag: (points) => drag(page.mouse, points),
    screenshot: async (path) => writeFileSync(path, await page.screenshot()),
    problems: () => problems,
    close: () => browser.close(),
  };
}

/** Runs in the page, so it uses nothing from outside itself. */
function watchConsole() {
  const reported = (globalThis.reported = []);
  for (const level of ['error', 'warn']) {
    const report = console[level];
    console[level] = (...details) => {
      reported.push(details.join(' '));
      report.apply(console, details);
    };
  }
  addEventListener('error', ({ message }) => reported.push(message));
  addEventListener('unhandledrejection', ({ reason }) => reported.push(String(reason)));
}

function collectProblems(page) {
  const problems = [];
  const add = (problem) => {
    if (!problem.includes('favicon.ico')) problems.push(problem);
  };
  page.on('console', (message) => {
    if (['error', 'warn'].includes(message.type())) add(`${message.text()} (${message.location().url ?? 'script'})`);
  });
  page.on('pageerror', (error) => add(String(error)));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText ?? 'failed';
    // What the elements stop on purpose: the rest of a file that they do not need.
    if (!/ABORT|STREAM_CLOSED/i.test(reason)) add(`${request.url()}: ${reason}`);
  });
  return problems;
}
