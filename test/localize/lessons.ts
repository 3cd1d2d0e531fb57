/** Lessons in a language, and all that they say. */
import { inspectorStrings } from '../../src/digit-pad/inspector.strings.js';
import { padStrings } from '../../src/digit-pad/digit-pad.strings.js';
import { chartsStrings } from '../../src/mnist-charts/mnist-charts.strings.js';
import { viewsStrings } from '../../src/mnist-charts/views.strings.js';
import { trainerStrings } from '../../src/mnist-trainer/mnist-trainer.strings.js';
import german from '../../src/translations/de.js';
import { lessonWith } from '../support/lesson.js';
import { waitUntil } from '../support/wait-until.js';

const SCRIPT: string = '/dist/mnist-elements.js';
export const { registerTranslation } = (await import(SCRIPT)) as {
  registerTranslation: (translation: unknown) => void;
};

/** All that the elements can say, by section of a translation. */
export const english = {
  trainer: trainerStrings,
  pad: padStrings,
  extras: inspectorStrings,
  charts: chartsStrings,
  views: viewsStrings,
};

export const ALL_VIEWS = 'loss accuracy summary confusion classes samples';
export const ZERO: [number, number][] = Array.from({ length: 40 }, (_, step) => {
  const angle = (2 * Math.PI * step) / 39;
  return [0.5 + 0.2 * Math.cos(angle), 0.5 + 0.3 * Math.sin(angle)];
});

type Lesson = Awaited<ReturnType<typeof lessonWith>>;

/** A lesson whose page is in a language. */
export async function lessonIn(lang: string): Promise<Lesson & { page: HTMLElement }> {
  const lesson = await lessonWith();
  const page = lesson.trainer.parentElement!;
  page.lang = lang;
  return { ...lesson, page };
}

export const roots = ({ trainer, pad, charts }: Lesson): ParentNode[] => [
  trainer.renderRoot,
  pad.renderRoot,
  charts.renderRoot,
];

/** Everything that can be read or heard in the three elements. */
export function saidBy(lesson: Lesson): string[] {
  return roots(lesson).flatMap((root) =>
    [...root.querySelectorAll('*')].flatMap((element) => [
      ...['aria-label', 'title', 'placeholder', 'alt'].map((name) => element.getAttribute(name) ?? ''),
      ...[...element.childNodes]
        .filter((node) => node.nodeType === Node.TEXT_NODE)
        .map((node) => node.textContent ?? ''),
    ]),
  );
}

export const trainButton = ({ trainer }: Lesson): string =>
  trainer.renderRoot.querySelector('[part~=primary]')!.textContent.trim();

export const said = (lesson: Lesson, text: string): Promise<void> =>
  waitUntil(() => saidBy(lesson).some((each) => each.trim() === text), `nothing says “${text}”`);

/** Words of three letters and more. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(/\p{L}{3,}/gu) ?? [];

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
export function foreignWords(): ReadonlySet<string> {
  const words = new Set(Object.values(english).flatMap(vocabulary));
  for (const word of vocabulary(german)) words.delete(word);
  return words;
}
