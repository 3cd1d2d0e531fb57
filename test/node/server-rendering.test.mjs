/** The elements rendered by Lit on a server, then taken over by the script in a browser. */
import { render } from '@lit-labs/ssr';
import { collectResult } from '@lit-labs/ssr/lib/render-result.js';
import { html } from 'lit';
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import '../../dist/index.js';
import { startSite } from './site.mjs';

const TAGS = ['mnist-trainer', 'mnist-charts', 'digit-pad'];

/** Where a browser finds what the modules import. */
const MODULES = {
  imports: {
    lit: '/node_modules/lit/index.js',
    'lit/': '/node_modules/lit/',
    'lit-html': '/node_modules/lit-html/lit-html.js',
    'lit-html/': '/node_modules/lit-html/',
    'lit-element/': '/node_modules/lit-element/',
    '@lit/reactive-element': '/node_modules/@lit/reactive-element/reactive-element.js',
    '@lit/reactive-element/': '/node_modules/@lit/reactive-element/',
    '@lit-labs/ssr-client/': '/node_modules/@lit-labs/ssr-client/',
  },
};

const rendered = await collectResult(
  render(html`
    <mnist-trainer id="lesson" train-size="2000" test-size="500" epochs="1" seed="1"></mnist-trainer>
    <mnist-charts for="lesson" views="loss summary"></mnist-charts>
    <digit-pad for="lesson"></digit-pad>
  `),
);

const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>Rendered on a server</title>
    <link rel="icon" href="data:," />
    <script type="importmap">${JSON.stringify(MODULES)}</script>
  </head>
  <body>${rendered}</body>
</html>`;

let site;
before(async () => (site = await startSite(page)));
after(() => site.close());

const boxes = (tab) =>
  tab.evaluate(
    (tags) =>
      tags.map((tag) => {
        const { x, y, width, height } = document.querySelector(tag).getBoundingClientRect();
        return { tag, x, y, width, height };
      }),
    TAGS,
  );

/** Loads what takes over declarative shadow roots, then the elements. */
async function hydrate(tab) {
  await tab.evaluate(async (tags) => {
    await import('@lit-labs/ssr-client/lit-element-hydrate-support.js');
    await import('/dist/index.js');
    await Promise.all(tags.map((tag) => document.querySelector(tag).updateComplete));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  }, TAGS);
}

test('every element has its content and its styles before any script has run', async () => {
  const { tab } = await site.open();
  for (const tag of TAGS) {
    const { styled, height, words } = await tab.$eval(tag, (element) => ({
      styled: element.shadowRoot.querySelector('style').textContent.includes(':host'),
      height: element.getBoundingClientRect().height,
      words: element.shadowRoot.textContent.trim().length,
    }));
    assert.ok(styled && height > 100 && words > 0, `${tag}: ${height} px high`);
  }
  await tab.close();
});

test('the script takes over what is there without a word, and nothing moves', async () => {
  const { tab, complaints } = await site.open();
  const before = await boxes(tab);
  await tab.evaluate((tags) => {
    for (const tag of tags) document.querySelector(tag).shadowRoot.lastElementChild.fromServer = true;
  }, TAGS);
  await hydrate(tab);
  assert.deepEqual(await boxes(tab), before);
  for (const tag of TAGS) {
    const kept = await tab.$eval(tag, ({ shadowRoot }) => [...shadowRoot.children].some((child) => child.fromServer));
    assert.ok(kept, `${tag} was rendered anew`);
  }
  const shift = await tab.evaluate(
    () =>
      new Promise((resolve) => {
        const observer = new PerformanceObserver((list) =>
          resolve(list.getEntries().reduce((sum, { value }) => sum + value, 0)),
        );
        observer.observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve(0), 500);
      }),
  );
  assert.equal(shift, 0);
  assert.deepEqual(complaints, []);
  await tab.close();
});

test('and then it trains, shows and reads', async () => {
  const { tab, complaints } = await site.open();
  await hydrate(tab);
  const ended = tab.evaluate(
    () => new Promise((resolve) => addEventListener('mnist-train-end', ({ detail }) => resolve(detail.reason))),
  );
  await tab.locator('mnist-trainer >>> [part~=primary]').click();
  assert.equal(await ended, 'completed');
  await tab.waitForFunction(() => document.querySelector('mnist-charts').shadowRoot.textContent.includes('53,866'));
  const index = await tab.$eval('digit-pad', async (pad) => {
    const one = [0.2, 0.8].map((y) => [0.5, y]);
    pad.strokes = [one];
    return (await pad.predict()).index;
  });
  assert.equal(index, 1);
  assert.deepEqual(complaints, []);
  await tab.close();
});
