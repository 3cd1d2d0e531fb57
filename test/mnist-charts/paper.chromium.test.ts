/** Charts on paper: printed for real, with what they are at that moment put down. */
import { executeServerCommand } from '@web/test-runner-commands';
import { aTimeout, expect, fixtureCleanup } from '@open-wc/testing';
import { epochEnd } from './results.js';
import { all, canvasOf, drawn, lesson, type Lesson } from './charts-page.js';
import { waitUntil } from '../support/wait-until.js';

const VIEWS = 'loss confusion classes';

/** The drawings that are in the page's charts while it is printed: they are there for that moment only. */
async function printed(page: Lesson): Promise<readonly SVGElement[]> {
  const drawings = new Set<SVGElement>();
  const observer = new MutationObserver((changes) => {
    for (const { addedNodes } of changes) {
      for (const node of addedNodes) if (node instanceof SVGElement && node.localName === 'svg') drawings.add(node);
    }
  });
  for (const chart of all(page, '.canvas')) observer.observe(chart, { childList: true, subtree: true });
  await executeServerCommand('print');
  observer.disconnect();
  return [...drawings];
}

/** A page that is as dark as its author has made it, with charts far below what can be seen. */
async function darkPage(): Promise<Lesson> {
  const page = await lesson(VIEWS);
  page.charts.style.color = 'white';
  page.charts.style.colorScheme = 'dark';
  page.charts.style.marginBlockStart = '5000px';
  page.trainer.inform({ trained: true, history: [epochEnd(1), epochEnd(2)] });
  page.trainer.evaluate();
  await waitUntil(() => all(page, '.canvas').length === 2);
  return page;
}

describe('On paper <mnist-charts>', () => {
  before(async () => {
    // The first import of the library bundles it.
    await import('../../src/mnist-charts/chart-library.js');
  });

  // The first test: afterwards the library is there.
  it('have the data in place of charts whose library nobody has needed yet', async () => {
    const page = await darkPage();
    dispatchEvent(new Event('beforeprint'));
    await page.charts.updateComplete;
    expect(all<HTMLDetailsElement>(page, 'details').map(({ open }) => open)).to.deep.equal([true, true]);
    expect(all(page, '.frame').map(({ hidden }) => hidden)).to.deep.equal([true, true]);
    dispatchEvent(new Event('afterprint'));
    await page.charts.updateComplete;
    expect(all<HTMLDetailsElement>(page, 'details').map(({ open }) => open)).to.deep.equal([false, false]);
    expect(all(page, '.frame').map(({ hidden }) => hidden)).to.deep.equal([false, false]);
  });

  it('have charts that nobody has seen, in dark ink, and on the screen what was there before', async () => {
    const page = await darkPage();
    // Another chart brings what it takes.
    const other = await lesson('loss');
    other.trainer.batches(1);
    other.charts.scrollIntoView();
    await drawn(other, 'loss');
    window.scrollTo(0, 0);
    const drawings = await printed(page);
    expect(drawings).to.have.length(2);
    for (const drawing of drawings) {
      const inks = [...drawing.querySelectorAll('text')].map((label) => label.getAttribute('fill'));
      expect(inks).not.to.be.empty;
      for (const ink of inks) expect(ink).to.match(/^rgba\(0, 0, 0/);
    }
    expect(all(page, '.canvas svg')).to.be.empty;
    expect(all(page, '.paper')).to.be.empty;
    page.charts.style.marginBlockStart = '0';
    await drawn(page, 'loss');
    await drawn(page, 'confusion');
  });

  it('are in dark ink on white, unbroken, with bars and marks whatever the browser leaves out', async () => {
    const page = await darkPage();
    try {
      await executeServerCommand('emulate-medium', 'print');
      await waitUntil(() => matchMedia('print').matches);
      page.charts.style.removeProperty('color');
      page.charts.style.removeProperty('color-scheme');
      const host = getComputedStyle(page.charts);
      expect([host.color, host.backgroundColor]).to.deep.equal(['rgb(0, 0, 0)', 'rgb(255, 255, 255)']);
      for (const card of all(page, 'section')) expect(getComputedStyle(card).breakInside).to.equal('avoid');
      const [bar] = all(page, '.bar');
      expect(getComputedStyle(bar!).printColorAdjust).to.equal('exact');
    } finally {
      await executeServerCommand('emulate-medium', null);
    }
  });

  it('have charts that fit their cards, though these have another width', async () => {
    const page = await lesson('loss confusion');
    page.trainer.batches(1);
    page.trainer.evaluate();
    page.charts.style.width = '600px';
    await drawn(page, 'loss');
    await drawn(page, 'confusion');
    const canvas = canvasOf(page, 'loss')!;
    try {
      await executeServerCommand('emulate-medium', 'print');
      page.charts.style.width = '280px';
      for (const view of ['loss', 'confusion']) {
        await waitUntil(() => {
          const [chart] = all(page, `.${view} .canvas`);
          const drawing = chart?.querySelector('svg');
          return drawing != null && drawing.getBoundingClientRect().right <= chart!.getBoundingClientRect().right + 1;
        });
      }
      expect(canvas.isConnected).to.equal(false);
    } finally {
      await executeServerCommand('emulate-medium', null);
    }
  });

  afterEach(async () => {
    fixtureCleanup();
    window.scrollTo(0, 0);
    await aTimeout(0);
  });
});
