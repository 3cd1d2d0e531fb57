import { expect } from 'chai';
import { inspectorStrings } from '../../src/digit-pad/inspector.strings.js';
import { padStrings } from '../../src/digit-pad/digit-pad.strings.js';
import { chartsStrings } from '../../src/mnist-charts/mnist-charts.strings.js';
import { viewsStrings } from '../../src/mnist-charts/views.strings.js';
import { trainerStrings } from '../../src/mnist-trainer/mnist-trainer.strings.js';
import german from '../../src/translations/de.js';

/** The same in both languages. */
const SHARED = [
  'trainer.pause',
  'trainer.load', // where the server does not tell the total
  'charts.headings.network',
  'views.training',
  'views.samples.training',
  'views.samples.test',
  'views.samples.misreadAs',
];

/** Every text by its path; functions are asked with each of several arguments. */
function texts(words: object, path: string): [string, string][] {
  return Object.entries(words).flatMap(([key, word]): [string, string][] => {
    const here = `${path}.${key}`;
    if (typeof word === 'string') return [[here, word]];
    if (typeof word === 'object') return texts(word as object, here);
    const say = word as (...values: unknown[]) => string;
    const details = { epoch: '1', epochs: 1, batch: '1', duration: '1', accuracy: '2', stopped: false };
    const cases = [
      [1, 2, 3],
      [2, 2, 3],
      ['x', 'y', 'z'],
      ['x', ''],
      ['', ''],
      [details],
      [{ ...details, stopped: true }],
    ];
    return cases.map((values): [string, string] => [here, say(...values)]);
  });
}

describe('The German translation', () => {
  const english = {
    trainer: trainerStrings,
    pad: padStrings,
    extras: inspectorStrings,
    charts: chartsStrings,
    views: viewsStrings,
  };

  for (const [section, words] of Object.entries(english)) {
    it(`has its own words for all of ${section}`, () => {
      const translated = new Map<string, string[]>();
      for (const [path, text] of texts(german[section as keyof typeof english], section)) {
        translated.set(path, [...(translated.get(path) ?? []), text]);
      }
      const same = texts(words, section).filter(([path, text]) => translated.get(path)?.includes(text) ?? true);
      expect(same.map(([path]) => path).filter((path) => !SHARED.includes(path))).to.deep.equal([]);
    });
  }

  it('has a sentence for every error, with and without what it is about', () => {
    for (const [code, say] of Object.entries(german.errors)) {
      expect(say(''), code).to.match(/^[A-ZÄÖÜ].*[.!]$/);
      expect(say('https://example.org/x'), code).to.match(/^[A-ZÄÖÜ].*[.!]$/);
    }
  });

  it('calls the buttons of the pad what they do', () => {
    expect(german.pad).to.include({ undo: 'Rückgängig', redo: 'Wiederholen', clear: 'Löschen' });
  });

  it('counts one and several rightly', () => {
    const end = { stopped: false, duration: '9 Sek.', accuracy: '' };
    expect(german.trainer.end({ ...end, epochs: 1 })).to.equal('Fertig nach 9 Sek.: 1 Epoche.');
    expect(german.trainer.end({ ...end, epochs: 2 })).to.contain('2 Epochen');
  });
});
