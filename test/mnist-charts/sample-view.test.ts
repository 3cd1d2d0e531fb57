import { expect, fixture, fixtureCleanup, html, oneEvent } from '@open-wc/testing';
import { MnistCharts } from '../../src/mnist-charts/mnist-charts.js';
import type { MnistEvent } from '../../src/shared/events.js';
import { evaluationWith } from './results.js';
import { TrainerDouble } from './trainer-double.js';
import { waitUntil } from '../support/wait-until.js';

customElements.define('mnist-trainer', TrainerDouble);
customElements.define('mnist-charts', MnistCharts);

class Browser {
  readonly trainer: TrainerDouble;
  readonly charts: MnistCharts;

  constructor(root: Element) {
    this.trainer = root.querySelector<TrainerDouble>('mnist-trainer')!;
    this.charts = root.querySelector('mnist-charts')!;
  }

  get cards(): HTMLElement[] {
    return [...this.charts.renderRoot.querySelectorAll<HTMLElement>('figure')];
  }

  get names(): (string | null)[] {
    return this.cards.map((card) => card.querySelector('[role=img]')!.getAttribute('aria-label'));
  }

  get range(): string {
    return this.charts.renderRoot.querySelector('.range')?.textContent.trim() ?? '';
  }

  button(name: string): HTMLButtonElement {
    const buttons = [...this.charts.renderRoot.querySelectorAll('button')];
    return buttons.find((button) => button.textContent.trim() === name)!;
  }

  /** Whether the button has nowhere to go. */
  isAtEnd(name: string): boolean {
    return this.button(name).getAttribute('aria-disabled') === 'true';
  }

  /** What the button says that has the focus: as text, since a message about an element would take minutes to write. */
  get focused(): string | undefined {
    return this.charts.shadowRoot!.activeElement?.textContent.trim();
  }

  async press(name: string): Promise<void> {
    await waitUntil(() => (this.button(name) as HTMLButtonElement | undefined)?.disabled === false);
    this.button(name).click();
  }

  goTo(value: string): void {
    const input = this.charts.renderRoot.querySelector('input')!;
    input.value = value;
    input.dispatchEvent(new Event('change'));
  }

  shows(range: string): Promise<void> {
    return waitUntil(() => this.range === range, `The range never was ${range}.`);
  }
}

async function open(): Promise<Browser> {
  const browser = new Browser(
    await fixture(html`
      <div>
        <mnist-trainer></mnist-trainer>
        <mnist-charts views="samples"></mnist-charts>
      </div>
    `),
  );
  await waitUntil(() => browser.charts.renderRoot.querySelector('button') !== null);
  return browser;
}

async function openShown(): Promise<Browser> {
  const browser = await open();
  await browser.press('Show samples');
  await browser.shows('0 – 14 of 100');
  return browser;
}

describe('the image browser of <mnist-charts>', () => {
  it('asks for no image before the visitor does', async () => {
    const { trainer } = await open();
    expect(trainer.session.asked).to.equal(0);
  });

  it('shows the first training images with their labels', async () => {
    const browser = await openShown();
    expect(browser.cards.length).to.equal(15);
    expect(browser.cards[3]!.querySelector('figcaption')!.textContent).to.equal('class 3');
    expect(browser.names[3]).to.equal('Training image no. 3: class 3');
  });

  it('paints the pixels of an image as they are', async () => {
    const browser = await openShown();
    const { data } = browser.cards[7]!.querySelector('canvas')!.getContext('2d')!.getImageData(0, 0, 28, 28);
    expect([...data.slice(0, 4)]).to.deep.equal([7, 7, 7, 255]);
    expect(data.length).to.equal(784 * 4);
  });

  it('shows images by itself once the trainer has loaded them', async () => {
    const browser = await open();
    browser.trainer.inform({ trainCount: 100, testCount: 40 });
    await browser.shows('0 – 14 of 100');
  });

  it('steps forwards and back', async () => {
    const browser = await openShown();
    expect(browser.isAtEnd('Previous')).to.be.true;
    await browser.press('Next');
    await browser.shows('15 – 29 of 100');
    await browser.press('Previous');
    await browser.shows('0 – 14 of 100');
  });

  it('goes as many pages on as Next is pressed, however slow the images come', async () => {
    const browser = await openShown();
    const { sample } = browser.trainer.session;
    browser.trainer.session.sample = async (split, index) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return sample(split, index);
    };
    for (let press = 1; press <= 3; press += 1) {
      browser.button('Next').click();
      await browser.charts.updateComplete;
    }
    await browser.shows('45 – 59 of 100');
    browser.button('Previous').click();
    browser.button('Previous').click();
    await browser.shows('15 – 29 of 100');
  });

  it('keeps the focus where it is on the first and the last page', async () => {
    const browser = await openShown();
    await browser.press('Next');
    await browser.shows('15 – 29 of 100');
    for (const [name, range] of [
      ['Previous', '0 – 14 of 100'],
      ['Next', '90 – 99 of 100'],
    ] as const) {
      if (name === 'Next') {
        browser.goTo('75');
        await browser.shows('75 – 89 of 100');
      }
      browser.button(name).focus();
      browser.button(name).click();
      await browser.shows(range);
      expect(browser.isAtEnd(name)).to.be.true;
      expect(browser.focused).to.equal(name);
      browser.button(name).click();
      await browser.shows(range);
    }
  });

  it('hands the focus on from the button that has opened it', async () => {
    const browser = await open();
    browser.button('Show samples').focus();
    browser.button('Show samples').click();
    await browser.shows('0 – 14 of 100');
    expect(browser.focused).to.equal('Training');
  });

  it('ends with the last image', async () => {
    const browser = await openShown();
    browser.goTo('95');
    await browser.shows('95 – 99 of 100');
    expect(browser.isAtEnd('Next')).to.be.true;
  });

  for (const [value, range] of [
    ['-5', '0 – 14 of 100'],
    ['1000000', '99 – 99 of 100'],
    ['12.9', '12 – 26 of 100'],
    ['', '0 – 14 of 100'],
  ] as const) {
    it(`goes to the nearest image when asked for no. "${value}"`, async () => {
      const browser = await openShown();
      browser.goTo(value);
      await browser.shows(range);
    });
  }

  it('jumps to a random image', async () => {
    const browser = await openShown();
    await browser.press('Random');
    await waitUntil(() => browser.charts.renderRoot.querySelector('.cards')!.getAttribute('aria-busy') === 'false');
    expect(browser.cards.length).to.be.within(1, 15);
  });

  it('switches to the test images', async () => {
    const browser = await openShown();
    await browser.press('Test');
    await browser.shows('0 – 14 of 40');
    expect(browser.names[0]).to.equal('Test image no. 0: class 0');
    expect(browser.button('Test').getAttribute('aria-pressed')).to.equal('true');
  });

  it('shows what was misread, with truth and prediction', async () => {
    const browser = await openShown();
    expect(browser.button('Misread').disabled).to.be.true;
    browser.trainer.evaluate();
    await browser.press('Misread');
    await browser.shows('0 – 2 of 3');
    expect(browser.cards[1]!.querySelector('figcaption')!.textContent).to.equal('class 4 → class 9');
    expect(browser.names[1]).to.equal('Test image no. 14: class 4, read as class 9');
  });

  it('says so when nothing was misread', async () => {
    const browser = await openShown();
    browser.trainer.evaluate(evaluationWith(0));
    await browser.press('Misread');
    await browser.shows('No test image was misread.');
  });

  it('says so when images cannot be had, and shows them when they can', async () => {
    const browser = await open();
    const { sample } = browser.trainer.session;
    browser.trainer.session.sample = () => Promise.reject(new Error('offline'));
    await browser.press('Show samples');
    await browser.shows('The images could not be shown. Try again.');
    browser.trainer.session.sample = sample;
    await browser.press('Training');
    await browser.shows('0 – 14 of 100');
  });

  it('tells the page when there is no trainer to ask', async () => {
    const browser = await open();
    browser.trainer.remove();
    setTimeout(() => browser.button('Show samples').click());
    const { detail } = await oneEvent<MnistEvent<'mnist-error'>>(browser.charts, 'mnist-error');
    expect(detail.code).to.equal('trainer-not-found');
  });

  afterEach(() => fixtureCleanup());
});
