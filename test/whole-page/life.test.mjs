/** What happens to a training when its page is hidden, frozen, left and come back to, when the machine sleeps, or memory runs out. */
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
/** Of 5,867 images: 533 of the 6,400 are held out. */
const BATCHES = 92;
/** As browsers are that nobody automates: they hold back the timers of hidden pages, and keep pages to go back to. */
const AS_VISITORS_HAVE_IT = [
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  '--disable-back-forward-cache',
];
/** Timers of a hidden page run once a minute after this many seconds, in place of minutes. */
const HOLD_BACK_SOON = '--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/3';
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
    args: [...chromiumArguments, HOLD_BACK_SOON],
    ignoreDefaultArgs: AS_VISITORS_HAVE_IT,
  });
});

after(async () => {
  await browser?.close();
  server?.close();
});

/** A page whose trainer has done nothing yet. */
async function openIdleLesson(on = browser) {
  const page = await on.newPage();
  await page.goto(`${origin}/test/whole-page/lesson.html`);
  await page.evaluate(() => customElements.whenDefined('mnist-trainer').then(() => undefined));
  return page;
}

/** A page whose trainer has just finished an epoch. */
async function openLesson(on = browser) {
  const page = await openIdleLesson(on);
  await page.evaluate(async () => {
    const trainer = document.querySelector('mnist-trainer');
    const epoch = new Promise((resolve) => trainer.addEventListener('mnist-epoch-end', resolve, { once: true }));
    void trainer.train();
    await epoch;
  });
  return page;
}

/** Puts another tab in front of a page, and waits until the browser lets the page's timers run once a minute. */
async function hide(page) {
  await page.evaluate(() => {
    window.ticks = 0;
    setInterval(() => (window.ticks += 1), 200);
  });
  const other = await browser.newPage();
  await other.bringToFront();
  assert.equal(await page.evaluate(() => document.visibilityState), 'hidden');
  const ticks = () => page.evaluate(() => window.ticks);
  for (let before = -1; before < (await ticks()); await sleep(4000)) before = await ticks();
  return other;
}

/** Waits for the end, and checks that nothing was lost and nothing told twice. */
async function finish(page) {
  // Asked from outside: what polls within a hidden page waits for its timers.
  while (await page.evaluate(() => window.told.end === undefined)) await sleep(200);
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

  it('is told at its pace in a hidden tab whose timers the browser holds back, and shown when the tab is', async () => {
    const page = await openIdleLesson();
    const other = await hide(page);
    await page.evaluate(() => void document.querySelector('mnist-trainer').train());
    // Timers that run once a minute would not be enough for two epochs. Without `ref` the clock keeps nobody waiting.
    const tooLate = sleep(60_000, undefined, { ref: false }).then(() => assert.fail('the training is not told to end'));
    await Promise.race([finish(page), tooLate]);
    assert.equal(await page.evaluate(() => document.visibilityState), 'hidden');
    await page.bringToFront();
    await other.close();
    const status = await page.evaluate(() => {
      return document.querySelector('mnist-trainer').shadowRoot.querySelector('[part=status]').textContent;
    });
    assert.match(status, /^Done: 25 epochs/);
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
    await page.goto(`${origin}/test/whole-page/elsewhere.html`);
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

describe('A worker that uses up all memory of JavaScript', { timeout: 120_000 }, () => {
  let small;

  before(async () => {
    const args = [...chromiumArguments, '--js-flags=--max-old-space-size=128'];
    small = await puppeteer.launch({ executablePath: findChromium(), args });
  });
  after(() => small?.close());

  it('takes its page with it in Chromium, and nothing else: what was saved is there on the next visit', async () => {
    const page = await openIdleLesson(small);
    const kept = await page.evaluate(async () => {
      const trainer = document.querySelector('mnist-trainer');
      Object.assign(trainer, { storageKey: 'crash', epochs: 2, workerSrc: '/test/whole-page/hungry-worker.js' });
      const { testAccuracy } = await trainer.train();
      return testAccuracy;
    });
    const neighbour = await small.newPage();
    await neighbour.goto(`${origin}/test/whole-page/elsewhere.html`);
    const crash = new Promise((resolve) => page.once('error', resolve));
    await page.evaluate(() => new BroadcastChannel('hunger').postMessage('eat'));
    assert.match((await crash).message, /crashed/);
    assert.equal(await neighbour.evaluate(() => document.title), 'Another page');
    const next = await openIdleLesson(small);
    const restored = await next.evaluate(async () => {
      const trainer = document.querySelector('mnist-trainer');
      trainer.storageKey = 'crash';
      await trainer.restore();
      const { accuracy } = await trainer.evaluate();
      const { reason } = await trainer.train();
      return { accuracy, reason };
    });
    assert.deepEqual(restored, { accuracy: kept, reason: 'completed' });
  });
});
