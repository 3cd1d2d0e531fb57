/** Words that come and go as in every browser: in all states, from authors, and for errors. */
import { expect, fixtureCleanup } from '@open-wc/testing';
import type { PartialTranslation } from '../../src/index.js';
import german from '../../src/translations/de.js';
import { failureOf, next } from '../support/lesson.js';
import { faultyWorker } from '../support/worker-faults.js';
import { waitUntil } from '../support/wait-until.js';
import {
  ALL_VIEWS,
  english,
  foreignWords,
  lessonIn,
  registerTranslation,
  roots,
  said,
  saidBy,
  trainButton,
  wordsOf,
} from './lessons.js';

describe('The language of the elements', () => {
  afterEach(() => {
    document.documentElement.lang = 'en';
    fixtureCleanup();
  });

  it('is German in every state of the trainer, whatever becomes of a training', async () => {
    const { src, provoke } = faultyWorker();
    const lesson = await lessonIn('de');
    const { trainer } = lesson;
    await said(lesson, 'Trainieren');
    Object.assign(trainer, {
      workerSrc: src,
      storageKey: `german-${performance.now()}`,
      backend: 'simd',
      threads: '1',
    });
    Object.assign(trainer, { trainSize: 6400, epochs: 100 });
    const shown = new Set<string>();
    const look = (): void => saidBy(lesson).forEach((text) => shown.add(text.trim()));
    const observer = new MutationObserver(look);
    observer.observe(trainer.renderRoot, { subtree: true, childList: true, characterData: true, attributes: true });
    const states = new Set([trainer.state]);
    trainer.addEventListener('mnist-state-change', ({ detail }) => states.add(detail.state));
    await trainer.load();
    await trainer.updateComplete;
    const training = trainer.train();
    await next(trainer, 'mnist-epoch-end');
    provoke('throw');
    await next(trainer, 'mnist-recovery');
    while (trainer.state !== 'training') await next(trainer, 'mnist-state-change');
    await trainer.updateComplete;
    await next(trainer, 'mnist-epoch-end');
    await trainer.pause();
    await trainer.updateComplete;
    await trainer.stop();
    await training;
    await trainer.updateComplete;
    const [saveButton] = trainer.renderRoot.querySelectorAll<HTMLButtonElement>('.menu button');
    saveButton!.click();
    await said(lesson, german.trainer.saved);
    trainer.epochs = 1;
    await trainer.train();
    await trainer.updateComplete;
    trainer.src = '/faults/missing/german';
    await failureOf(trainer.train());
    await trainer.updateComplete;
    observer.disconnect();
    expect([...states]).to.have.members(['idle', 'loading', 'ready', 'training', 'paused', 'error']);
    const expected = [
      german.trainer.loading,
      german.trainer.paused,
      german.trainer.failed,
      german.trainer.trainMore,
      german.trainer.resume,
      german.trainer.saved,
      'Das Training wurde unterbrochen',
      'Bilder zum Lernen sind geladen',
      'Das Netz lernt: Epoche',
      'noch ',
      'Gestoppt nach',
      'Fertig nach',
      'Eine Datendatei wurde nicht gefunden',
    ];
    expect(expected.filter((words) => ![...shown].some((text) => text.includes(words)))).to.deep.equal([]);
    const foreign = foreignWords();
    // A URL has no language.
    const texts = [...shown].map((text) => text.replace(/https?:\S+/, ''));
    expect(texts.filter((text) => wordsOf(text).some((word) => foreign.has(word)))).to.deep.equal([]);
  });

  it('says in German what went wrong, and keeps the code', async () => {
    const lesson = await lessonIn('de');
    await said(lesson, 'Trainieren');
    lesson.trainer.setAttribute('epochs', '0');
    const failure = await failureOf(lesson.trainer.train());
    expect(failure.code).to.equal('invalid-attribute');
    await said(lesson, 'Ein Attribut hat einen unbrauchbaren Wert: epochs="0".');
  });

  it('is an author’s own where one is registered, and English where that has gaps', async () => {
    const esperanto: PartialTranslation = {
      code: 'eo',
      trainer: { train: 'Trejni', threads: (count) => `${count} fadenoj` },
      views: { samples: { next: 'Sekva' } },
    };
    const lesson = await lessonIn('eo-XX');
    expect(trainButton(lesson)).to.equal('Train');
    registerTranslation(esperanto);
    await said(lesson, 'Trejni');
    await said(lesson, 'Stop');
  });

  it('lets an author replace a single English word', async () => {
    const lesson = await lessonIn('en');
    registerTranslation({ code: 'en', trainer: { train: 'Go!' } });
    await said(lesson, 'Go!');
    registerTranslation({ code: 'en' });
    await said(lesson, 'Train');
  });

  it('shows hostile words as text, in charts as well', async () => {
    const hostile = '<img src=x onerror="window.hit=1"><b>${alert(1)}</b>[0].x\'"\\';
    const poison = (words: object): object =>
      Object.fromEntries(
        Object.entries(words).map(([key, word]: [string, unknown]): [string, unknown] => {
          if (typeof word === 'string') return [key, hostile];
          return [key, typeof word === 'function' ? () => hostile : poison(word as object)];
        }),
      );
    registerTranslation({ ...poison(english), code: 'tlh' });
    const lesson = await lessonIn('tlh');
    const failures: Event[] = [];
    lesson.page.addEventListener('mnist-error', (event) => failures.push(event));
    lesson.charts.views = ALL_VIEWS;
    Object.assign(lesson.pad, { showInput: true, showActivations: true, correctable: true });
    await lesson.trainer.train();
    for (const view of ['loss', 'accuracy', 'confusion']) {
      const chart = (): Element | null => lesson.charts.renderRoot.querySelector(`.${view} .canvas`);
      await waitUntil(() => chart() !== null, `${view} is shown`);
      chart()!.scrollIntoView();
      await waitUntil(() => chart()!.querySelector('canvas') !== null, `${view} is drawn`);
    }
    for (const root of roots(lesson)) expect(root.querySelectorAll('img, b, script')).to.be.empty;
    expect('hit' in window).to.be.false;
    expect(failures).to.be.empty;
    await said(lesson, hostile);
  });

  it('is announced by no error of its own while it loads', async () => {
    const { trainer, page } = await lessonIn('en');
    const errors: Event[] = [];
    page.addEventListener('mnist-error', (event) => errors.push(event));
    page.lang = 'de';
    const change = next(trainer, 'mnist-state-change');
    await trainer.load();
    await change;
    expect(errors).to.be.empty;
  });
});
