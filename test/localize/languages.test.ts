import { aTimeout, expect, fixtureCleanup } from '@open-wc/testing';
import { extrasStrings } from '../../src/digit-pad/extras.strings.js';
import { padStrings } from '../../src/digit-pad/digit-pad.strings.js';
import type { PartialTranslation } from '../../src/index.js';
import { chartsStrings } from '../../src/mnist-charts/mnist-charts.strings.js';
import { viewsStrings } from '../../src/mnist-charts/views.strings.js';
import { trainerStrings } from '../../src/mnist-trainer/mnist-trainer.strings.js';
import german from '../../src/translations/de.js';
import { failureOf, lessonWith, next } from '../support/lesson.js';
import { faultyWorker } from '../support/worker-faults.js';
import { waitUntil } from '../support/wait-until.js';

const SCRIPT: string = '/dist/mnist-elements.js';
const { registerTranslation } = (await import(SCRIPT)) as { registerTranslation: (translation: unknown) => void };

const ALL_VIEWS = 'loss accuracy summary confusion classes samples';
const ZERO: [number, number][] = Array.from({ length: 40 }, (_, step) => {
  const angle = (2 * Math.PI * step) / 39;
  return [0.5 + 0.2 * Math.cos(angle), 0.5 + 0.3 * Math.sin(angle)];
});

type Lesson = Awaited<ReturnType<typeof lessonWith>>;

/** A lesson whose page is in a language. */
async function lessonIn(lang: string): Promise<Lesson & { page: HTMLElement }> {
  const lesson = await lessonWith();
  const page = lesson.trainer.parentElement!;
  page.lang = lang;
  return { ...lesson, page };
}

const roots = ({ trainer, pad, charts }: Lesson): ParentNode[] => [
  trainer.renderRoot,
  pad.renderRoot,
  charts.renderRoot,
];

/** Everything that can be read or heard in the three elements. */
function saidBy(lesson: Lesson): string[] {
  return roots(lesson).flatMap((root) =>
    [...root.querySelectorAll('*')].flatMap((element) => [
      ...['aria-label', 'title', 'placeholder', 'alt'].map((name) => element.getAttribute(name) ?? ''),
      ...[...element.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.textContent ?? ''),
    ]),
  );
}

const trainButton = ({ trainer }: Lesson): string =>
  trainer.renderRoot.querySelector('[part~=primary]')!.textContent.trim();

const said = (lesson: Lesson, text: string): Promise<void> =>
  waitUntil(() => saidBy(lesson).some((each) => each.trim() === text), `nothing says “${text}”`);

/** Words of three letters and more. */
const wordsOf = (text: string): string[] => text.toLowerCase().match(/\p{L}{3,}/gu) ?? [];

/** Every word that a set of strings can bring. */
function vocabulary(words: object): string[] {
  return Object.values(words).flatMap((word: unknown) => {
    if (typeof word === 'string') return wordsOf(word);
    if (typeof word !== 'function') return vocabulary(word as object);
    const literals =
      String(word)
        .replace(/\$\{.*?\}/gs, ' ')
        .match(/(['"`]).*?\1/gs) ?? [];
    return literals.flatMap(wordsOf);
  });
}

/** English words that German has not: any of them on a German page was forgotten. */
function foreignWords(): ReadonlySet<string> {
  const words = new Set([trainerStrings, padStrings, extrasStrings, chartsStrings, viewsStrings].flatMap(vocabulary));
  for (const word of vocabulary(german)) words.delete(word);
  return words;
}

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

  it('says in German what went wrong, and keeps the code', async () => {
    const lesson = await lessonIn('de');
    await said(lesson, 'Trainieren');
    lesson.trainer.setAttribute('epochs', '0');
    const failure = await failureOf(lesson.trainer.train());
    expect(failure.code).to.equal('invalid-attribute');
    await said(lesson, 'Ein Attribut hat einen unbrauchbaren Wert: epochs="0".');
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
    const sections = {
      trainer: trainerStrings,
      pad: padStrings,
      extras: extrasStrings,
      charts: chartsStrings,
      views: viewsStrings,
    };
    registerTranslation({ ...poison(sections), code: 'tlh' });
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

  for (const bad of [undefined, null, 'de', {}, { code: 7 }, { code: '' }, { code: 'not a tag' }]) {
    it(`refuses ${bad === undefined ? 'nothing' : JSON.stringify(bad)} as a translation`, async () => {
      const failure = await failureOf(Promise.resolve().then(() => registerTranslation(bad)));
      expect(failure.code).to.equal('invalid-argument');
    });
  }

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
