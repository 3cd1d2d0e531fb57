import { expect, fixtureCleanup } from '@open-wc/testing';
import { executeServerCommand } from '@web/test-runner-commands';
import { lessonWith, showBars } from '../support/lesson.js';
import { waitUntil } from '../support/wait-until.js';

const emulate = (features: Record<string, string> | null): Promise<unknown> =>
  executeServerCommand('emulate-visitor', features);

const style = (element: Element | null | undefined): CSSStyleDeclaration => getComputedStyle(element!);

/** What a system colour is here. */
function systemColor(name: string): string {
  const probe = document.createElement('span');
  probe.style.cssText = `forced-color-adjust: none; color: ${name}`;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** Seconds of the longest transition or animation in a shadow tree. */
function longestMotion(root: ParentNode): number {
  const durations = [...root.querySelectorAll('*')].flatMap((element) => {
    const { transitionDuration, animationDuration } = style(element);
    return `${transitionDuration}, ${animationDuration}`.split(',').map((text) => parseFloat(text) || 0);
  });
  return Math.max(0, ...durations);
}

describe('What a visitor’s system asks for', () => {
  afterEach(async () => {
    await emulate(null);
    fixtureCleanup();
  });

  it('forced colours: the main button, the bars and the chosen answer have the system’s colours', async () => {
    await emulate({ 'forced-colors': 'active' });
    expect(matchMedia('(forced-colors: active)').matches).to.be.true;
    const { trainer, pad } = await lessonWith();
    const button = style(trainer.renderRoot.querySelector('[part~=primary]'));
    expect(button.backgroundColor).to.equal(systemColor('Highlight'));
    expect(button.color).to.equal(systemColor('HighlightText'));
    await showBars(pad);
    const fill = pad.renderRoot.querySelector('.fill');
    expect(style(fill).backgroundColor).to.equal(systemColor('Highlight'));
    expect(style(fill!.parentElement).borderTopWidth).to.equal('1px');
  });

  it('forced colours: the two curves keep two colours', async () => {
    await emulate({ 'forced-colors': 'active' });
    const { trainer, charts } = await lessonWith();
    await trainer.train();
    charts.scrollIntoView();
    await waitUntil(() => charts.renderRoot.querySelector('.legend') !== null, 'there is a legend');
    const [training, validation] = ['training', 'validation'].map(
      (name) => getComputedStyle(charts.renderRoot.querySelector(`.legend .${name}`)!, '::before').backgroundColor,
    );
    expect(training).to.equal(systemColor('Highlight'));
    expect(validation).to.equal(systemColor('LinkText'));
    expect(training).not.to.equal(validation);
  });

  it('forced colours: the chosen group of images stands out', async () => {
    await emulate({ 'forced-colors': 'active' });
    const { trainer, charts } = await lessonWith();
    charts.views = 'samples';
    await trainer.load();
    charts.scrollIntoView();
    await waitUntil(() => charts.renderRoot.querySelector('[aria-pressed=true]') !== null, 'there are groups');
    const { backgroundColor, color } = style(charts.renderRoot.querySelector('[aria-pressed=true]'));
    expect([backgroundColor, color]).to.deep.equal([systemColor('Highlight'), systemColor('HighlightText')]);
  });

  it('more contrast: lines and small print have the full colour of the text', async () => {
    const { trainer } = await lessonWith();
    const details = trainer.renderRoot.querySelector('[part=details]');
    expect(style(details).color).not.to.equal(style(trainer).color);
    await emulate({ 'prefers-contrast': 'more' });
    await waitUntil(() => style(details).color === style(trainer).color, 'small print is as dark as the text');
    expect(style(trainer.renderRoot.querySelector('[part=card]')).borderTopColor).to.equal(style(trainer).color);
  });

  it('less motion: nothing takes longer than a hundredth of a second to change', async () => {
    const { trainer, pad, charts } = await lessonWith();
    await showBars(pad);
    expect(longestMotion(pad.renderRoot)).to.be.greaterThan(0.1);
    await emulate({ 'prefers-reduced-motion': 'reduce' });
    for (const { renderRoot } of [trainer, pad, charts]) expect(longestMotion(renderRoot)).to.be.at.most(0.01);
  });

  it('a dark system: the page’s `color-scheme` decides, also against the system', async () => {
    await emulate({ 'prefers-color-scheme': 'dark' });
    const { trainer } = await lessonWith();
    const page = trainer.parentElement!;
    const accent = (): string => style(trainer.renderRoot.querySelector('[part~=primary]')).backgroundColor;
    page.style.colorScheme = 'light';
    const light = accent();
    page.style.colorScheme = 'dark';
    const dark = accent();
    expect(dark).not.to.equal(light);
    page.style.colorScheme = 'light dark';
    expect(accent()).to.equal(dark);
    page.style.colorScheme = 'normal';
    expect(accent()).to.equal(light);
  });
});
