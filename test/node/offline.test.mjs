/** The demo as its visitors have it: installed, without a network, and after a newer version has been published. */
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import puppeteer from 'puppeteer-core';
import sirv from 'sirv';
import { chromiumArguments, findChromium } from '../../scripts/browsers.mjs';
import { buildSite } from '../../scripts/build-site.mjs';
import { root } from '../../scripts/setup.mjs';

/** Not the server's root: the site works under any path. */
const PATH = '/courses/reading';
const NEW_TITLE = 'A newer version';

const folder = mkdtempSync(join(tmpdir(), 'mnist-elements-site-'));
let port = 0;
let server;
let browser;
let page;

before(async () => {
  await buildSite(join(folder, 'old'));
  const demo = join(folder, 'demo');
  cpSync(join(root, 'demo'), demo, { recursive: true });
  const index = join(demo, 'index.html');
  writeFileSync(index, readFileSync(index, 'utf8').replace(/<title>.*<\/title>/, `<title>${NEW_TITLE}</title>`));
  await buildSite(join(folder, 'new'), demo);
  browser = await puppeteer.launch({
    executablePath: findChromium(),
    args: chromiumArguments,
    protocolTimeout: 120_000,
  });
  page = await browser.newPage();
});

after(async () => {
  await browser?.close();
  await stop();
  rmSync(folder, { recursive: true });
});

test('it has a page at its root, which leads to all others', () => {
  const index = readFileSync(join(folder, 'old/index.html'), 'utf8');
  for (const [, target] of index.matchAll(/href="([^"]+)"/g))
    assert.ok(existsSync(join(folder, 'old', target)), target);
});

test('it can be installed, and says when it is kept', async () => {
  await serve('old');
  await page.goto(`http://localhost:${port}${PATH}/demo/`);
  await page.waitForFunction(() => document.querySelector('.offline')?.textContent.includes('works without a network'));
  const session = await page.createCDPSession();
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  // Chromium allows no installation to a private window, which is what a test gets.
  assert.deepEqual(
    installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito'),
    [],
  );
  const { errors, data } = await session.send('Page.getAppManifest');
  assert.deepEqual(errors, []);
  for (const { src, sizes } of JSON.parse(data).icons.filter(({ type }) => type === 'image/png')) {
    assert.equal(pngSize(join(folder, 'old/demo', src)), sizes);
  }
});

test('it trains, draws its charts and reads without a network', async () => {
  await stop();
  await page.reload();
  const { reason, label, charts } = await page.evaluate(async () => {
    const [trainer, pad] = [document.querySelector('mnist-trainer'), document.querySelector('digit-pad')];
    await customElements.whenDefined('mnist-trainer');
    Object.assign(trainer, { epochs: 1 });
    const { reason } = await trainer.train();
    pad.strokes = [
      [
        [0.3, 0.25],
        [0.68, 0.25],
        [0.45, 0.8],
      ],
    ];
    const { label } = await pad.predict();
    const shown = document.querySelector('mnist-charts');
    shown.scrollIntoView();
    for (let waits = 0; waits < 100 && shown.shadowRoot.querySelector('canvas') === null; waits++) {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return { reason, label, charts: shown.shadowRoot.querySelectorAll('canvas').length };
  });
  assert.deepEqual({ reason, label }, { reason: 'completed', label: '7' });
  assert.ok(charts > 0);
});

test('its other pages open without a network', async () => {
  await page.goto(`http://localhost:${port}${PATH}/demo/pad.html`);
  const label = await page.evaluate(async () => {
    await customElements.whenDefined('digit-pad');
    const pad = document.querySelector('digit-pad');
    pad.strokes = [
      [
        [0.5, 0.2],
        [0.5, 0.8],
      ],
    ];
    return (await pad.predict()).label;
  });
  assert.equal(label, '1');
});

test('a newer version waits until the visitor asks for it, and replaces what was kept', async () => {
  await serve('new');
  await page.goto(`http://localhost:${port}${PATH}/demo/`);
  assert.notEqual(await page.title(), NEW_TITLE);
  const button = await page.waitForSelector('.offline button');
  await Promise.all([page.waitForNavigation(), button.click()]);
  assert.equal(await page.title(), NEW_TITLE);
  await stop();
  await page.reload();
  assert.equal(await page.title(), NEW_TITLE);
  const versions = await page.evaluate(async () => {
    const keys = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()));
    return keys.flat().filter(({ url }) => url.includes('demo/index.html')).length;
  });
  assert.equal(versions, 1);
});

/** Serves a version of the site; always on the same port, which is part of the origin. */
async function serve(version) {
  const files = sirv(join(folder, version), { dev: true, etag: true });
  server = createServer((request, response) => {
    request.url = request.url.replace(PATH, '');
    files(request, response);
  });
  await new Promise((resolve) => server.listen(port, 'localhost', resolve));
  port = server.address().port;
}

async function stop() {
  if (server === undefined) return;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  server = undefined;
}

/** Width and height stand at the same place in every PNG. */
function pngSize(path) {
  const bytes = readFileSync(path);
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
}
