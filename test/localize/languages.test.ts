import { aTimeout, expect, fixtureCleanup } from '@open-wc/testing';
import { failureOf } from '../support/lesson.js';
import { waitUntil } from '../support/wait-until.js';
import {
  ALL_VIEWS,
  foreignWords,
  lessonIn,
  registerTranslation,
  said,
  saidBy,
  trainButton,
  wordsOf,
  ZERO,
} from './lessons.js';

describe('The language of the elements', () => {
  afterEach(() => {
    document.documentElement.lang = 'en';
    fixtureCleanup();
  });

  it('is German with no English word left, once a whole lesson has been run', async () => {
    const lesson = await lessonIn('de-AT');
    const { trainer, pad, charts } = lesson;
    charts.views = ALL_VIEWS;
    Object.assign(pad, { showInput: true, showActivations: true, correctable: true, required: true });
    await trainer.train();
    pad.strokes = [ZERO];
    await pad.predict();
    pad.correct(0);
    charts.scrollIntoView();
    await waitUntil(() => charts.renderRoot.querySelectorAll('.samples canvas').length === 15, 'images are there');
    await waitUntil(() => pad.renderRoot.querySelectorAll('.maps canvas').length > 0, 'maps are there');
    const foreign = foreignWords();
    for (const word of ['train', 'probable', 'filters', 'network', 'correctly']) expect(foreign).to.include(word);
    // Names of layers, devices and kinds of keys are the same everywhere.
    const texts = saidBy(lesson).filter(
      (text) => !/^(conv2d|max_pooling2d|flatten|dense)|^[A-Z]\w+2D$|^Flatten$/.test(text.trim()),
    );
    expect(texts.filter((text) => wordsOf(text).some((word) => foreign.has(word)))).to.deep.equal([]);
    expect(saidBy(lesson).join(' ')).to.contain('Testgenauigkeit').and.contain('Wahrheitsmatrix');
    expect(
      saidBy(lesson).some((text) => /^\d\d?,\d\d\s%$/.test(text.trim())),
      'figures',
    ).to.be.true;
  });

  it('follows the nearest `lang` attribute when it changes', async () => {
    const lesson = await lessonIn('de');
    await said(lesson, 'Trainieren');
    await said(lesson, 'Zeichnen Sie eine Ziffer');
    await said(lesson, 'Verlust');
    lesson.page.lang = 'en';
    await said(lesson, 'Train');
    await said(lesson, 'Loss');
    lesson.page.removeAttribute('lang');
    document.documentElement.lang = 'de';
    await said(lesson, 'Trainieren');
    lesson.trainer.lang = 'en';
    await said(lesson, 'Train');
    await said(lesson, 'Verlust');
  });

  it('is found around the shadow root that an element is in', async () => {
    const { page, pad } = await lessonIn('en');
    const host = document.createElement('section');
    host.attachShadow({ mode: 'open' }).append(pad);
    page.append(host);
    page.lang = 'de';
    await waitUntil(() => pad.renderRoot.textContent.includes('Rückgängig'), 'the pad is German');
  });

  it('reaches the message of a form', async () => {
    const { pad, page } = await lessonIn('en');
    pad.required = true;
    await pad.updateComplete;
    expect(pad.validationMessage).to.equal('Draw a digit.');
    page.lang = 'de';
    await waitUntil(() => pad.validationMessage === 'Zeichnen Sie eine Ziffer.', 'the message is German');
  });

  for (const lang of ['fr', 'xx-invalid-!', '', 'en-GB', 'constructor', '__proto__']) {
    it(`is English for lang="${lang}", and nothing is asked of the server`, async () => {
      performance.clearResourceTimings();
      const lesson = await lessonIn(lang);
      await aTimeout(100);
      expect(trainButton(lesson)).to.equal('Train');
      const asked = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/translations/'));
      expect(asked).to.deep.equal([]);
    });
  }

  for (const bad of [undefined, null, 'de', {}, { code: 7 }, { code: '' }, { code: 'not a tag' }]) {
    it(`refuses ${bad === undefined ? 'nothing' : JSON.stringify(bad)} as a translation`, async () => {
      const failure = await failureOf(Promise.resolve().then(() => registerTranslation(bad)));
      expect(failure.code).to.equal('invalid-argument');
    });
  }
});
