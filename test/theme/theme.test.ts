import { expect, fixtureCleanup } from '@open-wc/testing';
import { lessonWith, showBars } from '../support/lesson.js';
import { waitUntil } from '../support/wait-until.js';

type Lesson = Awaited<ReturnType<typeof lessonWith>>;

async function lessonOn(css: string): Promise<Lesson & { page: HTMLElement }> {
  const lesson = await lessonWith();
  const page = lesson.trainer.parentElement!;
  page.style.cssText = css;
  return { ...lesson, page };
}

const part = (host: { renderRoot: ParentNode }, selector: string): Element => {
  const element = host.renderRoot.querySelector(selector);
  if (element === null) throw new Error(`There is no ${selector}.`);
  return element;
};
const box = (host: { renderRoot: ParentNode }, selector: string): DOMRect =>
  part(host, selector).getBoundingClientRect();

describe('The looks of the elements', () => {
  afterEach(() => {
    document.documentElement.removeAttribute('dir');
    fixtureCleanup();
  });

  it('have the page’s font and colour', async () => {
    const { trainer, pad, charts } = await lessonOn('font-family: monospace; color: rgb(1, 2, 3)');
    for (const [host, selector] of [
      [trainer, '[part=status]'],
      [trainer, 'button:not([part~=primary])'],
      [pad, 'button'],
      [pad, '.status'],
      [charts, 'h2'],
    ] as const) {
      const { fontFamily, color } = getComputedStyle(part(host, selector));
      expect(fontFamily, selector).to.equal('monospace');
      expect(color, selector).to.equal('rgb(1, 2, 3)');
    }
  });

  it('stay legible on a dark page that tells nobody of its darkness', async () => {
    const { trainer } = await lessonOn('color-scheme: light; background: #111; color: #eee');
    const canvas = document.createElement('canvas').getContext('2d')!;
    canvas.fillStyle = '#111';
    canvas.fillRect(0, 0, 1, 1);
    canvas.fillStyle = getComputedStyle(part(trainer, '[part=card]')).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
    expect(canvas.getImageData(0, 0, 1, 1).data[0]).to.be.lessThan(60);
  });

  it('change together with one accent, one surface, one line and one radius', async () => {
    const { trainer, pad, charts } = await lessonOn(
      '--mnist-accent: rgb(10, 20, 30); --mnist-surface: rgb(40, 50, 60); --mnist-border: rgb(70, 80, 90); --mnist-radius: 3px',
    );
    expect(getComputedStyle(part(trainer, '[part~=primary]')).backgroundColor).to.equal('rgb(10, 20, 30)');
    await showBars(pad);
    expect(getComputedStyle(part(pad, '.fill')).backgroundColor).to.equal('rgb(10, 20, 30)');
    for (const card of [part(trainer, '[part=card]'), part(pad, '[part=surface]'), part(charts, 'section')]) {
      const { backgroundColor, borderTopColor, borderTopLeftRadius } = getComputedStyle(card);
      expect(backgroundColor).to.equal('rgb(40, 50, 60)');
      expect(borderTopColor).to.equal('rgb(70, 80, 90)');
      expect(borderTopLeftRadius).to.equal('3px');
    }
  });

  it('keep the colours that an author gave to one element alone', async () => {
    const { pad } = await lessonOn('--mnist-accent: rgb(1, 1, 1); --digit-pad-accent: rgb(2, 2, 2)');
    await showBars(pad);
    expect(getComputedStyle(part(pad, '.fill')).backgroundColor).to.equal('rgb(2, 2, 2)');
  });

  it('take headings of an author’s own', async () => {
    const { charts, trainer } = await lessonWith();
    charts.innerHTML = '<em slot="loss">How wrong</em>';
    trainer.innerHTML = '<h2 slot="heading">Our network</h2>';
    const [word] =
      part(charts, 'slot[name=loss]') instanceof HTMLSlotElement
        ? (part(charts, 'slot[name=loss]') as HTMLSlotElement).assignedElements()
        : [];
    expect(word?.textContent).to.equal('How wrong');
    expect(trainer.querySelector('h2')!.getBoundingClientRect().bottom).to.be.at.most(box(trainer, 'button').top);
  });
});

describe('From right to left', () => {
  afterEach(() => {
    document.documentElement.removeAttribute('dir');
    fixtureCleanup();
  });

  it('buttons, bars and columns change sides, whether page or element says so', async () => {
    const lesson = await lessonOn('inline-size: 900px');
    const { trainer, pad, page } = lesson;
    await showBars(pad);
    const sides = (): boolean[] => [
      box(trainer, '[part~=primary]').left < box(trainer, '[part=result]').left,
      box(trainer, '[part=device], .device').left < box(trainer, 'summary').left,
      box(pad, '.surface').left < box(pad, '.bars').left,
      box(pad, 'li .name').left < box(pad, 'li .percent').left,
    ];
    expect(sides()).to.deep.equal([true, true, true, true]);
    document.documentElement.dir = 'rtl';
    expect(sides()).to.deep.equal([false, false, false, false]);
    document.documentElement.dir = 'ltr';
    page.dir = 'rtl';
    expect(sides()).to.deep.equal([false, false, false, false]);
    page.dir = '';
    trainer.dir = 'rtl';
    expect(sides()).to.deep.equal([false, false, true, true]);
  });

  it('bars and progress grow from the right', async () => {
    const { trainer, pad, page } = await lessonOn('inline-size: 900px');
    page.dir = 'rtl';
    await trainer.train();
    pad.strokes = [
      [
        [0.5, 0.2],
        [0.5, 0.8],
      ],
    ];
    await pad.predict();
    await waitUntil(() => pad.renderRoot.querySelector('[data-best]') !== null, 'it shows the answer');
    const best = part(pad, '[data-best] .fill');
    await waitUntil(() => best.getAnimations().length === 0, 'the bar has grown');
    expect(best.getBoundingClientRect().right).to.be.closeTo(best.parentElement!.getBoundingClientRect().right, 1);
    expect(best.getBoundingClientRect().width).to.be.greaterThan(10);
  });

  it('neither drawings nor the axes of charts are mirrored', async () => {
    const { trainer, pad, charts, page } = await lessonOn('inline-size: 900px');
    pad.strokes = [
      [
        [0.2, 0.2],
        [0.3, 0.8],
      ],
    ];
    const before = pad.toPixels();
    page.dir = 'rtl';
    expect(pad.toPixels()).to.deep.equal(before);
    await trainer.train();
    charts.scrollIntoView();
    await waitUntil(() => charts.renderRoot.querySelector('.canvas') !== null, 'there is a chart');
    expect(getComputedStyle(part(charts, '.canvas')).direction).to.equal('ltr');
    expect(box(charts, '.legend .training').left).to.be.greaterThan(box(charts, '.legend .validation').left);
  });
});
