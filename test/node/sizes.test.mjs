/** How much a page downloads, gzipped as servers send it, and that nothing comes before it is needed. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { root } from './packed.mjs';
import { startSite } from './site.mjs';

const KB = 1000;
const BUDGET = { entry: 30 * KB, wasm: 20 * KB, firstStep: 45 * KB, firstStepOfThreads: 62 * KB };

const page = `<!doctype html>
<title>A trainer</title>
<link rel="icon" href="data:," />
<script type="module" src="/dist/mnist-elements.js"></script>
<mnist-trainer backend="simd" train-size="2000" test-size="500" epochs="1"></mnist-trainer>`;

const gzipped = (path) => gzipSync(readFileSync(join(root, path)), { level: 9 }).length;
const isData = (path) => path.startsWith('/dist/data/');
const isEntry = (path) => path === '/dist/mnist-elements.js';
const isOurs = (path) => path.startsWith('/dist/') && !isData(path);

let site;
before(async () => (site = await startSite(page)));
after(() => site.close());

test(`the drop-in script has at most ${BUDGET.entry / KB} KB, Lit included`, () => {
  const size = gzipped('dist/mnist-elements.js');
  assert.ok(size <= BUDGET.entry, `${size} bytes`);
});

test(`the kernels have at most ${BUDGET.wasm / KB} KB`, () => {
  for (const name of ['simd.wasm', 'simd-relaxed.wasm']) {
    const size = gzipped(`dist/${name}`);
    assert.ok(size <= BUDGET.wasm, `${name}: ${size} bytes`);
  }
});

for (const { how, threads, budget } of [
  { how: 'on one thread', threads: 1, budget: BUDGET.firstStep },
  { how: 'on as many threads as are faster', threads: 'auto', budget: BUDGET.firstStepOfThreads },
]) {
  test(`from there, the first training step with simd ${how} takes at most ${budget / KB} KB besides the data`, async () => {
    const before = site.requested.length;
    const { tab } = await site.open();
    await tab.evaluate(async (threads) => {
      await customElements.whenDefined('mnist-trainer');
      const trainer = Object.assign(document.querySelector('mnist-trainer'), { threads });
      const step = new Promise((resolve) => trainer.addEventListener('mnist-batch-end', resolve, { once: true }));
      trainer.train();
      await step;
    }, threads);
    await tab.close();
    const files = [...new Set(site.requested.slice(before))].filter(isOurs).filter((path) => !isEntry(path));
    const sizes = files.map((path) => `${path} ${gzipped(path)}`);
    const sum = files.reduce((total, path) => total + gzipped(path), 0);
    assert.ok(files.some((path) => path.endsWith('.wasm')));
    assert.ok(sum <= budget, `${sum} bytes: ${sizes.join(', ')}`);
    assert.deepEqual(
      files.filter((path) => /tensorflow|chart/.test(path)),
      [],
    );
  });
}

test('the charts come with the charts, TensorFlow.js with a backend of its own', async () => {
  const { tab } = await site.open();
  const loadedBy = async (act) => {
    const before = site.requested.length;
    await act();
    return site.requested.slice(before).filter(isOurs);
  };
  const charts = await loadedBy(() =>
    tab.evaluate(async () => {
      await customElements.whenDefined('mnist-charts');
      const element = document.createElement('mnist-charts');
      document.body.append(element);
      await document.querySelector('mnist-trainer').train();
      while (element.shadowRoot.querySelector('svg, canvas') === null) await new Promise(requestAnimationFrame);
    }),
  );
  assert.ok(charts.some((path) => path.includes('chart-library')));
  assert.ok(!charts.some((path) => path.includes('tensorflow')));
  const tensorflow = await loadedBy(() =>
    tab.evaluate(async () => {
      const trainer = document.querySelector('mnist-trainer');
      await trainer.reset();
      Object.assign(trainer, { backend: 'wasm', trainSize: 500, testSize: 100 });
      await trainer.train();
    }),
  );
  assert.ok(tensorflow.some((path) => path.includes('tensorflow')));
  await tab.close();
});
