/** How the charts look: they follow the page's colours, letters, zoom and width, and the screen. */
import { executeServerCommand } from '@web/test-runner-commands';
import { expect, fixtureCleanup } from '@open-wc/testing';
import { all, canvasOf, drawn, lesson, text, type Lesson } from './charts-page.js';
import { waitUntil } from '../support/wait-until.js';

const GERMAN = 'Donaudampfschifffahrtsgesellschaftskapitän';
const CLOTHES = [GERMAN, 'Ankle boot', 'Trouser', 'Pullover', 'Dress', 'Coat', 'Sandal', 'Shirt', 'Sneaker', 'Bag'];

/** Whether a colour is on the canvas of a view. */
function shows(page: Lesson, view: string, [red, green, blue]: readonly [number, number, number]): boolean {
  const canvas = canvasOf(page, view);
  if (canvas === undefined) return false;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] === red && data[at + 1] === green && data[at + 2] === blue && data[at + 3] === 255) return true;
  }
  return false;
}

interface Written {
  readonly text: string;
  readonly font: string;
}

/** Every text that is written on a canvas while something is done. */
async function textsWritten(act: (texts: readonly Written[]) => Promise<void>): Promise<readonly Written[]> {
  const { prototype } = CanvasRenderingContext2D;
  const fillText = Object.getOwnPropertyDescriptor(prototype, 'fillText')!;
  const texts: Written[] = [];
  const note = function (this: CanvasRenderingContext2D, ...parameters: Parameters<typeof prototype.fillText>): void {
    texts.push({ text: parameters[0], font: this.font });
    Reflect.apply(fillText.value as () => void, this, parameters);
  };
  Object.defineProperty(prototype, 'fillText', { ...fillText, value: note });
  try {
    await act(texts);
  } finally {
    Object.defineProperty(prototype, 'fillText', fillText);
  }
  return texts;
}

async function filled(views: string): Promise<Lesson> {
  const page = await lesson(views);
  page.trainer.batches(1);
  page.trainer.epoch(1);
  page.trainer.epoch(2);
  page.trainer.evaluate();
  for (const view of views.split(' ')) if (['loss', 'accuracy', 'confusion'].includes(view)) await drawn(page, view);
  return page;
}

describe('The looks of <mnist-charts>', () => {
  before(async () => {
    // The first import of the library bundles it.
    await import('../../src/mnist-charts/chart-library.js');
  });

  for (const [name, view] of [
    ['training', 'loss'],
    ['validation', 'loss'],
    ['line', 'loss'],
    ['mistakes', 'confusion'],
  ] as const) {
    it(`follow --mnist-charts-${name} when it is set later`, async () => {
      const page = await filled(view);
      page.charts.style.setProperty(`--mnist-charts-${name}`, 'rgb(1 200 3)');
      // The grid is half transparent; the axis is not.
      await waitUntil(() => shows(page, view, [1, 200, 3]), `The ${name} colour was not followed.`);
    });
  }

  it('have finer pixels on a screen that has', async () => {
    const page = await filled('loss');
    page.charts.style.width = '300px';
    await waitUntil(() => (canvasOf(page, 'loss')?.width ?? 300) < 300);
    const { width } = canvasOf(page, 'loss')!;
    try {
      // Chromium tells nothing of finer pixels in a window of the same size when it only pretends.
      const window = { width: innerWidth - 1, height: innerHeight, deviceScaleFactor: 2 };
      await executeServerCommand('emulate-screen', window);
      await waitUntil(() => canvasOf(page, 'loss')?.width === 2 * width);
    } finally {
      await executeServerCommand('emulate-screen', null);
    }
    await waitUntil(() => canvasOf(page, 'loss')?.width === width);
  });

  it('are as narrow as before after they were wide', async () => {
    const page = await filled('loss confusion');
    const sizes = (): string =>
      ['loss', 'confusion']
        .map((view) => canvasOf(page, view))
        .map((canvas) => `${canvas?.clientWidth}×${canvas?.clientHeight}`)
        .join();
    page.charts.style.width = '300px';
    await waitUntil(() => /^2\d\d×\d+,2\d\d×2\d\d$/.test(sizes()));
    await drawn(page, 'confusion');
    const narrow = sizes();
    page.charts.style.width = '400px';
    await waitUntil(() => /^3\d\d×\d+,3/.test(sizes()));
    page.charts.style.width = '300px';
    await waitUntil(() => sizes() === narrow, `${sizes()} after ${narrow}`);
  });

  it('write as large as the page does, relative to its text', async () => {
    const page = await filled('loss');
    const texts = await textsWritten(async (written) => {
      page.charts.style.fontSize = '32px';
      await waitUntil(() => written.some(({ font }) => font.startsWith('24px')));
    });
    expect(texts.at(-1)!.font).to.match(/^24px/);
  });

  it('keep their letters together, whatever the page does with its own', async () => {
    const page = await filled('loss');
    page.charts.style.letterSpacing = '1em';
    page.charts.style.wordSpacing = '1em';
    const canvas = canvasOf(page, 'loss')!;
    expect(getComputedStyle(canvas).letterSpacing).to.equal('normal');
    expect(getComputedStyle(canvas).wordSpacing).to.equal('0px');
  });

  for (const width of [300, 500]) {
    it(`stay in their cards with long names of classes, at ${width} pixels`, async () => {
      const page = await lesson('confusion classes samples');
      page.trainer.labelNames = CLOTHES;
      page.charts.style.width = `${width}px`;
      const texts = await textsWritten(async () => {
        page.trainer.inform({ trained: true, trainCount: 100, testCount: 40 });
        page.trainer.evaluate();
        await drawn(page, 'confusion');
        await waitUntil(() => all(page, '.samples figcaption').length === 15);
      });
      for (const element of all(page, 'section, .classes .scroll, figcaption')) {
        expect(element.scrollWidth, element.className || element.localName).to.be.at.most(element.clientWidth);
      }
      expect(all(page, '.classes tbody th').map(text)).to.include(GERMAN);
      // Cut short on the axes; each of the others is on both of them in full.
      expect(texts.some(({ text }) => text.startsWith('Dona') && text.endsWith('…'))).to.equal(true);
      for (const name of CLOTHES.slice(1)) expect(texts.filter((written) => written.text === name)).to.have.length(2);
    });
  }

  it('leave figures out of cells that are too small for them', async () => {
    const page = await lesson('confusion');
    page.trainer.labelNames = Array.from({ length: 40 }, (_, index) => String.fromCodePoint(0x410 + index));
    page.charts.style.width = '300px';
    const confusion = page.trainer.labelNames.map((_, truth) =>
      page.trainer.labelNames.map((_, read) => +(truth === read) * 777),
    );
    const texts = await textsWritten(async () => {
      page.trainer.evaluate({ accuracy: 1, loss: 0, confusion, perClass: [], mistakes: [] });
      await drawn(page, 'confusion');
    });
    expect(texts.map(({ text }) => text)).not.to.include('777');
    expect(texts.map(({ text }) => text)).to.include('А');
  });

  for (const zoom of [0.5, 1, 1.7]) {
    it(`tell what is under the pointer, where it is, on a page with a zoom of ${zoom}`, async () => {
      const page = await lesson('confusion');
      page.charts.style.setProperty('zoom', String(zoom));
      page.charts.style.width = '300px';
      page.trainer.evaluate();
      await drawn(page, 'confusion');
      const canvas = canvasOf(page, 'confusion')!;
      const [box] = all(page, '.confusion .tooltip');
      const { left, top, right, height } = canvas.getBoundingClientRect();
      // In the row of the class 4, near the right edge: its images that are read as class 9.
      const [x, y] = [right - 3 * zoom, top + height * 0.36];
      canvas.dispatchEvent(new PointerEvent('pointermove', { clientX: x, clientY: y, bubbles: true }));
      await waitUntil(() => !box!.hidden);
      expect(box!.textContent).to.equal('Truth: class 4\nRead as: class 9\nImages: 3');
      const place = box!.getBoundingClientRect();
      expect(place.right).to.be.within(x - 14 * zoom, x - 10 * zoom);
      expect(place.bottom).to.be.within(y - 14 * zoom, y - 10 * zoom);
      expect(place.left).to.be.at.least(left - 1);
    });
  }

  afterEach(() => fixtureCleanup());
});
