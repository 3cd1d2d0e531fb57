import { expect, fixture, html } from '@open-wc/testing';
import type * as Classes from '../../src/classes.js';
import { failureOf } from '../support/failure.js';
import { waitUntil } from '../support/wait-until.js';

const CLASSES: string = '/dist/classes.js';
const classes = (await import(CLASSES)) as typeof Classes;

interface Lesson {
  trainer: Classes.MnistTrainer;
  charts: Classes.MnistCharts;
  pad: Classes.DigitPad;
}

/** Markup of a small lesson; charts come first, so that they have to wait for their trainer. */
const markup = (prefix: string, id = ''): string => `
  <${prefix}-charts views="summary" ${id && `for="${id}"`}></${prefix}-charts>
  <${prefix}-trainer train-size="2000" test-size="500" epochs="1" seed="1" ${id && `id="${id}"`}></${prefix}-trainer>
  <${prefix}-pad ${id && `for="${id}"`}></${prefix}-pad>`;

function lessonIn(root: ParentNode): Lesson {
  const [charts, trainer, pad] = root.children;
  return { charts, trainer, pad } as Lesson;
}

/** Trains, draws and looks at the charts. */
async function expectToWork({ trainer, charts, pad }: Lesson): Promise<void> {
  expect(trainer).to.be.instanceOf(classes.MnistTrainer);
  await waitUntil(() => charts.renderRoot.textContent.includes('53,866'), 'the network is shown');
  pad.strokes = [
    [
      [0.5, 0.2],
      [0.5, 0.8],
    ],
  ];
  expect((await failureOf(pad.predict())).code).to.equal('not-trained');
  await trainer.train();
  expect((await pad.predict())?.index).to.equal(1);
}

describe('The classes without definitions', () => {
  it('define no tag when they are imported', () => {
    for (const tag of ['mnist-trainer', 'mnist-charts', 'digit-pad']) expect(customElements.get(tag)).to.be.undefined;
  });

  it('serve under other names, linked by `for` or by their place, also when the trainer is defined last', async () => {
    const named = await fixture<HTMLElement>(html`<div></div>`);
    named.innerHTML = markup('my', 'lesson');
    const unnamed = await fixture<HTMLElement>(html`<div></div>`);
    unnamed.innerHTML = markup('my');
    customElements.define('my-charts', class extends classes.MnistCharts {});
    customElements.define('my-pad', class extends classes.DigitPad {});
    customElements.define('my-trainer', class extends classes.MnistTrainer {});
    await expectToWork(lessonIn(named));
    await expectToWork(lessonIn(unnamed));
  });

  it('tell of a `for` that names something else', async () => {
    const parent = await fixture<HTMLElement>(html`<div></div>`);
    parent.innerHTML = '<p id="words"></p><my-pad for="words"></my-pad>';
    const pad = parent.lastElementChild as Classes.DigitPad;
    pad.strokes = [[[0.5, 0.5]]];
    expect((await failureOf(pad.predict())).code).to.equal('trainer-not-found');
  });

  // Chromium has them since 2025, Firefox does not yet.
  if (hasScopedRegistries()) {
    it('serve in a registry of a shadow root’s own', async () => {
      const host = await fixture<HTMLElement>(html`<div></div>`);
      const registry = new CustomElementRegistry();
      registry.define('mnist-trainer', classes.MnistTrainer);
      registry.define('mnist-charts', classes.MnistCharts);
      registry.define('digit-pad', classes.DigitPad);
      const root = host.attachShadow({ mode: 'open', customElementRegistry: registry });
      root.innerHTML =
        '<mnist-charts views="summary"></mnist-charts><mnist-trainer></mnist-trainer><digit-pad></digit-pad>';
      const lesson = lessonIn(root);
      Object.assign(lesson.trainer, { trainSize: 2000, testSize: 500, epochs: 1, seed: 1 });
      await expectToWork(lesson);
      expect(customElements.get('mnist-trainer')).to.be.undefined;
    });
  }
});

function hasScopedRegistries(): boolean {
  try {
    return new CustomElementRegistry() instanceof CustomElementRegistry;
  } catch {
    return false;
  }
}
