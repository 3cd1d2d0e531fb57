/** What happens to a training when its page is hidden, frozen, left and come back to, or when the machine sleeps. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import sirv from 'sirv';
import { chromiumArguments, findChromium } from '../../scripts/browsers.mjs';

const EPOCHS = 25;
const BATCHES = 100;
/** Longer than a silent worker is waited for. */
const ABSENCE = 7000;

let server;
let browser;
let origin;

before(async () => {
  const serve = sirv(fileURLToPath(new URL('../..', import.meta.url)), { dev: true });
  server = createServer((request, response) => {
    const { writeHead } = response;
    // What must not be stored, as files in development, is no page to go back to.
    response.writeHead = (status, headers) =>
      writeHead.call(response, status, { ...headers, 'Cache-Control': 'no-cache' });
    serve(request, response);
  });
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  origin = `http://localhost:${server.address().port}`;
  browser = await puppeteer.launch({
    executablePath: findChromium(),
    args: chromiumArguments,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  });
});

after(async () => {
  await browser?.close();
  server?.close();
});

/** A page whose trainer has just finished an epoch. */
async function openLesson() {
  const page = await browser.newPage();
  await page.goto(`${origin}/test/page/lesson.html`);
  await page.evaluate(async () => {
    const trainer = document.querySelector('mnist-trainer');
    const epoch = new Promise((resolve) => trainer.addEventListener('mnist-epoch-end', resolve, { once: true }));
    void trainer.train();
    await epoch;
  });
  return page;
}

/** Waits for the end, and checks that nothing was lost and nothing told twice. */
async function finish(page) {
  await page.waitForFunction(() => window.told.end !== undefined, { timeout: 90_000, polling: 200 });
  const told = await page.evaluate(() => window.told);
  assert.deepEqual(told.errors, []);
  assert.equal(told.recoveries, 0);
  assert.equal(told.end.reason, 'completed');
  assert.deepEqual(
    told.epochs,
    Array.from({ length: EPOCHS }, (_, i) => i + 1),
  );
  assert.deepEqual(
    told.batches,
    Array.from({ length: EPOCHS * BATCHES }, (_, i) => i),
  );
  assert.ok(told.speeds.every((speed) => Number.isFinite(speed) && speed > 0));
  const status = await page.evaluate(() => document.querySelector('mnist-trainer').shadowRoot.textContent);
  assert.doesNotMatch(status, /NaN|Infinity/);
  return told;
}

/** The browser's process and all that it has started. */
function processesOf(root) {
  const lines = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).stdout.trim().split('\n');
  const parents = lines.map((line) => line.trim().split(/\s+/).map(Number));
  const found = [root];
  for (const pid of found) found.push(...parents.filter(([, parent]) => parent === pid).map(([child]) => child));
  return found;
}

describe('A training', { timeout: 180_000 }, () => {
  it('goes on in a hidden tab', async () => {
    const page = await openLesson();
    const other = await browser.newPage();
    await other.bringToFront();
    assert.equal(await page.evaluate(() => document.visibilityState), 'hidden');
    await finish(page);
    await other.close();
    await page.close();
  });

  it('waits in a frozen page, and goes on afterwards', async () => {
    const page = await openLesson();
    const devtools = await page.createCDPSession();
    await devtools.send('Page.setWebLifecycleState', { state: 'frozen' });
    await sleep(ABSENCE);
    await devtools.send('Page.setWebLifecycleState', { state: 'active' });
    await finish(page);
    await page.close();
  });

  it('waits while the visitor is on another page, and goes on when they come back', async () => {
    const page = await openLesson();
    await page.goto(`${origin}/test/page/elsewhere.html`);
    await sleep(1000);
    await page.goBack();
    assert.equal(await page.evaluate(() => window.told.persisted), true);
    await finish(page);
    await page.close();
  });

  it('loses nothing while the machine sleeps, and does not count that as training', async () => {
    const page = await openLesson();
    const before = performance.now();
    const processes = processesOf(browser.process().pid);
    for (const pid of processes) process.kill(pid, 'SIGSTOP');
    await sleep(ABSENCE);
    for (const pid of processes) process.kill(pid, 'SIGCONT');
    const { end } = await finish(page);
    const awake = (performance.now() - before - ABSENCE) / 1000;
    assert.ok(end.seconds < awake + 1 + end.history[0].seconds, `${end.seconds} s of training in ${awake} s`);
    await page.close();
  });
});
