import { aTimeout, expect, fixture, fixtureCleanup, html, oneEvent } from '@open-wc/testing';
import type { MnistEvent } from '../../src/shared/events.js';
import { epochEnd, evaluationWith } from './results.js';
import { all, cells, drawn, isDrawn, lesson } from './charts-page.js';
import { waitUntil } from '../support/wait-until.js';

describe('<mnist-charts>', () => {
  before(async function () {
    // The first import of the library bundles it.
    await import('../../src/mnist-charts/chart-library.js');
  });

  it('draws curves while a network is trained, and lists the epochs', async () => {
    const page = await lesson();
    page.trainer.batches(1);
    page.trainer.epoch(1);
    page.trainer.batches(2);
    page.trainer.epoch(2);
    await drawn(page, 'loss');
    await drawn(page, 'accuracy');
    expect(cells(page, 'loss')).to.deep.equal([
      ['1', '0.3000', '0.2000'],
      ['2', '0.1500', '0.1000'],
    ]);
    expect(cells(page, 'accuracy')).to.deep.equal([
      ['1', '90.00%', '95.00%'],
      ['2', '95.00%', '97.50%'],
    ]);
  });

  it('draws the final state of a hidden chart once it is shown', async () => {
    const page = await lesson('loss');
    page.charts.hidden = true;
    page.trainer.batches(1);
    page.trainer.epoch(1);
    await waitUntil(() => cells(page, 'loss').length === 1);
    await aTimeout(300);
    expect(isDrawn(page, 'loss')).to.be.false;
    page.charts.hidden = false;
    await drawn(page, 'loss');
  });

  it('draws the confusion matrix and gives all of its counts', async () => {
    const page = await lesson('confusion');
    page.trainer.evaluate();
    await drawn(page, 'confusion');
    const rows = cells(page, 'confusion');
    expect(rows.map(([name]) => name)).to.deep.equal(page.trainer.labelNames);
    expect(rows.map(([, ...counts]) => counts.map(Number))).to.deep.equal(evaluationWith(3).confusion);
  });

  it('says so in place of a chart that cannot be drawn, tells the page, and tries again with the next data', async () => {
    const page = await lesson('loss');
    const getContext = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, 'getContext')!;
    // As in a browser that gives no more canvases.
    Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', { ...getContext, value: () => null });
    try {
      page.trainer.batches(1, 0, 10);
      const { detail } = await oneEvent<MnistEvent<'mnist-error'>>(page.charts, 'mnist-error');
      expect(detail.code).to.equal('charts-failed');
      expect(detail.cause).to.be.an('error');
      await waitUntil(() => all(page, '.failure').length === 1);
    } finally {
      Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', getContext);
    }
    page.trainer.batches(1, 10, 20);
    await drawn(page, 'loss');
    await waitUntil(() => all(page, '.failure').length === 0);
  });

  it('adds nothing to the page outside itself', async () => {
    const head = document.head.innerHTML;
    const children = document.body.childElementCount;
    const page = await lesson('loss confusion');
    page.trainer.batches(1);
    page.trainer.evaluate();
    await drawn(page, 'loss');
    await drawn(page, 'confusion');
    expect(document.head.innerHTML).to.equal(head);
    expect(document.body.childElementCount).to.equal(children + 1);
  });

  it('ends its charts when it leaves the page, and draws them again when it comes back', async () => {
    const page = await lesson('loss');
    page.trainer.batches(1);
    await drawn(page, 'loss');
    const parent = page.charts.parentElement!;
    page.charts.remove();
    expect(all(page, '.canvas canvas')).to.be.empty;
    parent.append(page.charts);
    await drawn(page, 'loss');
  });

  it('draws its charts also when it was moved while they were being drawn', async () => {
    const page = await lesson('loss');
    const places = [page.charts.parentElement!, await fixture<HTMLElement>(html`<div></div>`)];
    page.trainer.batches(1);
    // Where in a drawing the move falls is up to chance.
    for (let move = 1; move <= 30; move += 1) {
      places[move % 2]!.append(page.charts);
      page.trainer.batches(1);
      await aTimeout(10 * (move % 10));
    }
    places[0]!.append(page.charts);
    await drawn(page, 'loss');
    page.trainer.batches(1);
    await drawn(page, 'loss');
  });

  it('does not grow when it comes and goes', async () => {
    const page = await lesson('loss confusion');
    page.trainer.batches(1);
    page.trainer.evaluate();
    await drawn(page, 'loss');
    await drawn(page, 'confusion');
    const parent = page.charts.parentElement!;
    const nodes = all(page, '*').length;
    let listeners = 0;
    const targets: EventTarget[] = [document, window];
    for (const target of targets) {
      target.addEventListener = (...parameters: Parameters<EventTarget['addEventListener']>) => {
        listeners += 1;
        EventTarget.prototype.addEventListener.apply(target, parameters);
      };
      target.removeEventListener = (...parameters: Parameters<EventTarget['removeEventListener']>) => {
        listeners -= 1;
        EventTarget.prototype.removeEventListener.apply(target, parameters);
      };
    }
    try {
      page.charts.remove();
      listeners = 0;
      for (let round = 0; round < 20; round += 1) {
        parent.append(page.charts);
        if (round % 5 === 0) await drawn(page, 'loss');
        page.charts.remove();
      }
      await aTimeout(300);
      expect(listeners).to.equal(0);
    } finally {
      for (const target of targets) {
        Reflect.deleteProperty(target, 'addEventListener');
        Reflect.deleteProperty(target, 'removeEventListener');
      }
    }
    parent.append(page.charts);
    await drawn(page, 'loss');
    await drawn(page, 'confusion');
    expect(all(page, '*').length).to.equal(nodes);
  });

  it('is accessible, empty and filled', async () => {
    const page = await lesson('loss accuracy summary confusion classes samples');
    await expect(page.charts).to.be.accessible();
    page.trainer.batches(1);
    page.trainer.epoch(1);
    page.trainer.evaluate();
    page.trainer.inform({ trained: true, trainCount: 100, testCount: 40, history: [epochEnd(1)] });
    await waitUntil(() => all(page, '.samples canvas').length === 15);
    await drawn(page, 'loss');
    for (const details of all<HTMLDetailsElement>(page, 'details')) details.open = true;
    await expect(page.charts).to.be.accessible();
  });

  afterEach(() => fixtureCleanup());
});
