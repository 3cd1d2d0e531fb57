/**
 * What heavy use leaves behind: memory, nodes, listeners and workers must come back to where they were, and every event
 * must come once and in order. `npm run bench` is for speed; the figures printed here are amounts.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import puppeteer from 'puppeteer-core';
import sirv from 'sirv';
import { measureMemory } from '../../bench/page/memory.mjs';
import { chromiumArguments, findChromium } from '../../scripts/browsers.mjs';

const MB = 2 ** 20;
/** Bytes by which a heap may differ for reasons of its own: compiled code and caches of the browser come and go. */
const SLACK = MB;

let server;
let browser;
let page;

before(async () => {
  server = createServer(sirv(fileURLToPath(new URL('../..', import.meta.url)), { dev: true }));
  await new Promise((resolve) => server.listen(0, 'localhost', resolve));
  browser = await puppeteer.launch({ executablePath: findChromium(), args: chromiumArguments, protocolTimeout: 0 });
});

after(async () => {
  await browser?.close();
  server?.close();
});

beforeEach(async () => {
  page = await browser.newPage();
  await page.goto(`http://localhost:${server.address().port}/test/whole-page/load.html`);
  await page.evaluate(() => customElements.whenDefined('mnist-trainer'));
  await page.evaluate(() => {
    /** Adds the three tags, linked by an id. */
    window.addLesson = (id, attributes = {}) => {
      const trainer = document.createElement('mnist-trainer');
      trainer.id = id;
      for (const [name, value] of Object.entries(attributes)) trainer.setAttribute(name, value);
      const charts = document.createElement('mnist-charts');
      charts.setAttribute('views', 'loss accuracy summary confusion classes samples');
      const pad = document.createElement('digit-pad');
      for (const each of [charts, pad]) each.setAttribute('for', id);
      const lesson = document.createElement('section');
      lesson.append(trainer, charts, pad);
      document.body.append(lesson);
      return lesson;
    };
    /** Resolves when what the elements put off has been done. */
    window.settle = () =>
      new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(resolve))));
  });
});

afterEach(() => page.close());

/** What the page holds once everything that nobody needs has been collected. */
async function footprint() {
  // A worker that has just been ended takes a moment to go, and what Comlink lets go of goes with the next collection.
  await sleep(1000);
  await measureMemory(page);
  await sleep(500);
  const { heap, buffers } = await measureMemory(page);
  const { Nodes: nodes, JSEventListeners: listeners } = await page.metrics();
  return { heap, buffers, nodes, listeners, workers: page.workers().length };
}

const hasGrown = (before, after, { nodes = 0, listeners = 0 }) => ({
  'the heap': after.heap > before.heap + SLACK,
  buffers: after.buffers > before.buffers + SLACK,
  nodes: after.nodes > before.nodes + nodes,
  listeners: after.listeners > before.listeners + listeners,
  workers: after.workers > before.workers,
});

/** Waits until nothing is left over, prints before and after, so that the figures can be cited, and checks them. */
async function assertNoGrowth(t, before, allowance = {}) {
  let after = await footprint();
  // What was ended a moment ago may still be on its way out, the more so on a busy machine.
  for (let tries = 0; tries < 10 && Object.values(hasGrown(before, after, allowance)).includes(true); tries++) {
    await sleep(1000);
    after = await footprint();
  }
  const show = ({ heap, buffers, ...counts }) =>
    `heap ${(heap / MB).toFixed(1)} MB, buffers ${(buffers / MB).toFixed(1)} MB, ` +
    Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ');
  t.diagnostic(`before: ${show(before)}`);
  t.diagnostic(`after:  ${show(after)}`);
  for (const [what, grown] of Object.entries(hasGrown(before, after, allowance)))
    assert.ok(!grown, `${what}: more than before`);
}

describe('Under load', { timeout: 600_000 }, () => {
  it('ten trainers train at once, each its own network, and leave nothing behind', async (t) => {
    const trainTen = () =>
      page.evaluate(async () => {
        const lessons = Array.from({ length: 10 }, (_, i) =>
          addLesson(`lesson-${i}`, { 'train-size': 2000, 'test-size': 500, epochs: 2, seed: i, threads: 1 }),
        );
        const ends = await Promise.all(lessons.map((lesson) => lesson.firstChild.train()));
        const predicted = await Promise.all(lessons.map((lesson) => lesson.firstChild.predict(new Uint8Array(784))));
        for (const lesson of lessons) lesson.remove();
        await settle();
        return {
          ends: ends.map(({ reason, epochs, testAccuracy }) => ({ reason, epochs, testAccuracy })),
          answers: new Set(predicted.map(({ probabilities }) => [...probabilities].join())).size,
        };
      });
    await trainTen();
    const before = await footprint();
    const { ends, answers } = await trainTen();
    for (const { reason, epochs, testAccuracy } of ends) {
      assert.deepEqual([reason, epochs], ['completed', 2]);
      assert.ok(testAccuracy > 0.5, `a test accuracy of ${testAccuracy}`);
    }
    assert.equal(answers, 10, 'networks of different seeds answer differently');
    await assertNoGrowth(t, before);
  });

  it('a thousand times created and removed, the three elements leave nothing behind', async (t) => {
    const cycle = (count) =>
      page.evaluate(async (count) => {
        for (let i = 0; i < count; i++) {
          const lesson = addLesson('lesson', { 'train-size': 200, 'test-size': 100, epochs: 1, threads: 1 });
          // One in fifty is used for a lesson before it goes, in the middle of which every other one goes.
          const training = i % 50 === 25 ? lesson.firstChild.train() : Promise.resolve();
          if (i % 100 === 25) await training;
          else training.catch(() => undefined);
          await lesson.firstChild.updateComplete;
          lesson.remove();
          if (i % 20 === 0) await settle();
        }
        await settle();
      }, count);
    // Until all is compiled and cached that this will ever use.
    await cycle(500);
    const before = await footprint();
    await cycle(1000);
    await assertNoGrowth(t, before);
  });

  it('two hundred epochs in a row are told one by one, and memory stays as it was', async (t) => {
    const train = (epochs) =>
      page.evaluate(async (epochs) => {
        const trainer = document.querySelector('mnist-trainer');
        trainer.epochs = epochs;
        const told = [];
        const listener = ({ detail }) => told.push(detail.epoch);
        trainer.addEventListener('mnist-epoch-end', listener);
        const { history, reason } = await trainer.train();
        trainer.removeEventListener('mnist-epoch-end', listener);
        // Charts keep a limited amount of what they have shown until they leave the page.
        const charts = document.querySelector('mnist-charts');
        charts.replaceWith(charts.cloneNode());
        await settle();
        return { told, reason, losses: history.map(({ loss }) => loss) };
      }, epochs);
    await page.evaluate(() => {
      addLesson('lesson', { 'train-size': 640, 'test-size': 200, 'learning-rate': 0.001, threads: 1 });
    });
    await train(200);
    const before = await footprint();
    const { told, reason, losses } = await train(200);
    assert.equal(reason, 'completed');
    assert.deepEqual(
      told,
      Array.from({ length: 200 }, (_, i) => i + 1),
    );
    assert.ok(losses.every(Number.isFinite));
    await assertNoGrowth(t, before, { nodes: 50, listeners: 5 });
  });

  it('ten thousand predictions in a row all answer, and memory stays as it was', async (t) => {
    const predict = (count) =>
      page.evaluate(async (count) => {
        const trainer = document.querySelector('mnist-trainer');
        const { pixels } = await trainer.sample('test', 0);
        const answers = new Set();
        for (let i = 0; i < count; i++) answers.add((await trainer.predict(pixels)).index);
        return answers.size;
      }, count);
    await page.evaluate(() =>
      addLesson('lesson', { 'train-size': 2000, 'test-size': 200, epochs: 1, threads: 1 }).firstChild.train(),
    );
    await predict(1000);
    const before = await footprint();
    assert.equal(await predict(10_000), 1);
    await assertNoGrowth(t, before, { nodes: 50, listeners: 5 });
  });

  it('a listener that takes 50 ms a call misses no batch and hears each once, in order', async () => {
    const { batches, epochs, end } = await page.evaluate(async () => {
      const trainer = addLesson('lesson', { 'train-size': 6400, 'test-size': 200, epochs: 4, threads: 1 }).firstChild;
      const batches = [];
      const epochs = [];
      trainer.addEventListener('mnist-batch-end', ({ detail }) => {
        for (const { batch } of detail.points) batches.push([detail.epoch, batch]);
        for (const end = performance.now() + 50; performance.now() < end;);
      });
      trainer.addEventListener('mnist-epoch-end', ({ detail }) => epochs.push([detail.epoch, batches.length]));
      const { reason } = await trainer.train();
      return { batches, epochs, end: reason };
    });
    assert.equal(end, 'completed');
    assert.deepEqual(
      batches,
      Array.from({ length: 400 }, (_, i) => [1 + Math.floor(i / 100), i % 100]),
    );
    // An epoch's end is told after all of its batches.
    assert.deepEqual(epochs, [
      [1, 100],
      [2, 200],
      [3, 300],
      [4, 400],
    ]);
  });
});
