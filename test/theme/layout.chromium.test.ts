/** Where things stand: distances, sizes and places that a page and its visitors count on. */
import { expect, fixtureCleanup } from '@open-wc/testing';
import type { DigitPad } from '../../src/index.js';
import { lessonWith } from '../support/lesson.js';
import { waitUntil } from '../support/wait-until.js';

const box = (element: Element): DOMRect => element.getBoundingClientRect();

const partOf = (host: { renderRoot: ParentNode }, name: string): Element | null =>
  host.renderRoot.querySelector(`[part=${name}]`);

const SEVEN: [number, number][][] = [
  [
    [0.3, 0.25],
    [0.68, 0.25],
    [0.45, 0.8],
  ],
];

/** Draws, and waits for the answer to be seen. */
async function read(pad: DigitPad, strokes: typeof SEVEN): Promise<void> {
  pad.strokes = strokes;
  await pad.predict();
  await waitUntil(() => partOf(pad, 'answer') !== null, 'the answer is shown');
}

describe('The places of things', () => {
  afterEach(() => fixtureCleanup());

  it('the elements of the snippet keep a gap, and a page sets another', async () => {
    const { trainer, charts, pad } = await lessonWith();
    const gaps = (): number[] => [box(charts).top - box(trainer).bottom, box(pad).top - box(charts).bottom];
    expect(gaps()).to.deep.equal([16, 16]);
    trainer.parentElement!.style.setProperty('--mnist-gap', '40px');
    expect(gaps()).to.deep.equal([40, 40]);
    // What a page says of the elements themselves counts for more.
    charts.style.margin = '0';
    pad.style.margin = '7px 0';
    expect(gaps()).to.deep.equal([40, 7]);
  });

  it('the answer is the largest of all, beside the drawing, with its probability below it', async () => {
    const { trainer, pad } = await lessonWith();
    trainer.parentElement!.style.inlineSize = '800px';
    pad.showInput = true;
    await trainer.train();
    await read(pad, SEVEN);
    const [answer, confidence] = ['answer', 'confidence'].map((name) => partOf(pad, name));
    expect(answer!.textContent.trim().replace('?', '')).to.equal(pad.labelNames[pad.prediction!.index]);
    expect(getComputedStyle(answer!).fontSize).to.equal('88px');
    const [surface, input] = ['surface', 'input-image'].map((name) => box(partOf(pad, name)!));
    // From left to right in one line of sight.
    expect(surface!.right).to.be.below(input!.left);
    expect(input!.right).to.be.below(box(answer!).left);
    expect(box(answer!).bottom).to.be.below(surface!.bottom);
    expect(box(confidence!).top).to.be.at.least(box(answer!).bottom - 1);
    expect(box(partOf(pad, 'status')!).width, 'said, not shown twice').to.equal(1);
    pad.showInput = false;
    await waitUntil(() => partOf(pad, 'input-image') === null, 'it is not shown');
    const bars = box(partOf(pad, 'bars')!);
    expect(box(answer!).left).to.equal(bars.left);
    expect(box(answer!).top).to.be.closeTo(surface!.top, 20);
    expect(box(confidence!).bottom).to.be.below(bars.top);
  });

  it('an answer that is not sure asks, and the names of classes that are words are smaller', async () => {
    const { trainer, pad } = await lessonWith();
    trainer.labels = Array.from({ length: 10 }, (_, index) => `a class of ${index}`).join();
    pad.threshold = 1;
    await trainer.train();
    await read(pad, SEVEN);
    const answer = partOf(pad, 'answer')!;
    expect(answer.textContent.trim()).to.match(/^a class of \d\?$/);
    expect(parseFloat(getComputedStyle(answer).fontSize)).to.be.below(40);
  });

  it('on a phone, drawing, answer and bars are in view together, and nothing moves when they come', async () => {
    const { trainer, pad } = await lessonWith();
    trainer.parentElement!.style.inlineSize = '328px';
    pad.showInput = true;
    await trainer.train();
    const before = box(pad).height;
    await read(pad, SEVEN);
    expect(box(partOf(pad, 'bars')!).bottom - box(partOf(pad, 'surface')!).top).to.be.below(620);
    expect(box(pad).height).to.be.closeTo(before, 1);
  });

  it('buttons are there when they do something', async () => {
    const { trainer, pad } = await lessonWith();
    const shown = (host: { renderRoot: ParentNode }, row: string): string[] =>
      [...host.renderRoot.querySelectorAll<HTMLElement>(`[part=${row}] button`)]
        .filter((button) => button.checkVisibility({ visibilityProperty: true }))
        .map(({ textContent }) => textContent.trim());
    expect(shown(trainer, 'controls')).to.deep.equal(['Train']);
    expect(shown(pad, 'buttons')).to.deep.equal([]);
    await trainer.train();
    await trainer.updateComplete;
    expect(shown(trainer, 'controls')).to.deep.equal(['Train more', 'Start over']);
    await read(pad, SEVEN);
    expect(shown(pad, 'buttons')).to.deep.equal(['Undo', 'Clear']);
    pad.undo();
    await pad.updateComplete;
    expect(shown(pad, 'buttons')).to.deep.equal(['Redo']);
  });

  it('a surface that can be drawn on is lighter than the page where ink is dark, and no field that is greyed out', async () => {
    const { pad } = await lessonWith();
    const surface = getComputedStyle(partOf(pad, 'surface')!);
    expect(surface.backgroundColor).to.match(/^lab\(100 /);
    expect(surface.backgroundImage).to.contain('linear-gradient');
    pad.readOnly = true;
    await pad.updateComplete;
    expect(surface.backgroundImage).to.equal('none');
  });

  it('the test accuracy ends where the progress bar does', async () => {
    const { trainer } = await lessonWith();
    for (const width of ['320px', '900px']) {
      trainer.parentElement!.style.inlineSize = width;
      const [figure, bar] = ['[part=result] strong', '[part=progress]'].map((selector) =>
        box(trainer.renderRoot.querySelector(selector)!),
      );
      expect(figure!.right, width).to.be.closeTo(bar!.right, 1);
    }
  });

  it('in German, too, nothing is wider than a column of 320 pixels', async () => {
    const { trainer, pad, charts } = await lessonWith();
    const page = trainer.parentElement!;
    page.lang = 'de';
    page.style.inlineSize = '320px';
    Object.assign(pad, { showInput: true, correctable: true });
    await waitUntil(() => trainer.renderRoot.textContent.includes('Trainieren'), 'it is German');
    await trainer.train();
    await read(pad, SEVEN);
    await waitUntil(() => partOf(pad, 'correction') !== null, 'it can be corrected');
    const edge = box(page).right;
    for (const { localName, renderRoot } of [trainer, pad, charts]) {
      for (const element of renderRoot.querySelectorAll<HTMLElement>('button, p, section, li, figure')) {
        expect(box(element).right, `${localName}: ${element.textContent}`).to.be.at.most(edge + 0.5);
      }
    }
  });
});
