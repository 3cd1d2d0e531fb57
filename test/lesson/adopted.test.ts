/** Elements that a page moves into the document of a frame, as into any other window, and back. */
import { aTimeout, expect, fixtureCleanup } from '@open-wc/testing';
import type { MnistTrainer } from '../../src/index.js';
import { lessonWith, next } from '../support/lesson.js';
import { everyBatch, follow } from '../support/worker-faults.js';
import { thorough } from '../support/everything.js';
import { waitUntil } from '../support/wait-until.js';

const LESSON = { 'train-size': 6400, epochs: 40, threads: 1, backend: 'simd', seed: 7 };
/** Of 5,867 images: 533 of the 6,400 are held out. */
const BATCHES = 92;
const ONE: [number, number][] = Array.from({ length: 20 }, (_, step) => [0.5, 0.2 + 0.03 * step]);
/** Width of both places, so that nothing is laid out differently. */
const WIDTH = '640px';

type Lesson = Awaited<ReturnType<typeof lessonWith>>;

/** A lesson with all that its elements can show, on a page that is being trained. */
async function startLesson(): Promise<Lesson & { training: Promise<unknown>; told: ReturnType<typeof follow> }> {
  const lesson = await lessonWith(LESSON);
  const { trainer, pad, charts } = lesson;
  trainer.parentElement!.style.width = WIDTH;
  charts.views = 'loss summary confusion samples';
  Object.assign(pad, { showInput: true, correctable: true });
  const told = follow(trainer);
  const training = trainer.train();
  await next(trainer, 'mnist-epoch-end');
  charts.scrollIntoView();
  await waitUntil(() => charts.renderRoot.querySelector('.canvas canvas, table') !== null, 'charts are there');
  await waitUntil(() => pad.renderRoot.querySelector('.correction') !== null, 'the pad shows all');
  return { ...lesson, training, told };
}

/** An empty document of the same origin. */
async function openFrame(): Promise<HTMLIFrameElement> {
  const frame = document.createElement('iframe');
  frame.srcdoc = '<!doctype html><body style="margin: 0"></body>';
  frame.style.cssText = `width: ${WIDTH}; height: 3000px; border: 0`;
  document.body.append(frame);
  await new Promise((resolve) => frame.addEventListener('load', resolve, { once: true }));
  return frame;
}

/** What the style sheets make of the parts of an element, by the names of the parts. */
function looksOf(element: Lesson[keyof Lesson]): Map<string, string> {
  const view = element.ownerDocument.defaultView!;
  const looks = new Map<string, string>();
  for (const part of element.renderRoot.querySelectorAll('[part], [class]')) {
    const { display, position, borderTopLeftRadius, paddingTop, touchAction } = view.getComputedStyle(part);
    const name = `${part.localName} ${part.getAttribute('part') ?? ''} ${part.getAttribute('class') ?? ''}`;
    looks.set(name, [display, position, borderTopLeftRadius, paddingTop, touchAction].join(' '));
  }
  return looks;
}

/** Whether everything that was there before, and still is, looks as it did. */
function expectSameLooks(before: Map<string, string>, element: Lesson[keyof Lesson]): void {
  const now = looksOf(element);
  const common = [...before].filter(([name]) => now.has(name));
  expect(common.length, element.localName).to.be.above(4);
  expect(common.map(([name]) => [name, now.get(name)])).to.deep.equal(common);
}

/** Errors that nobody caught, in either window; a layout that never settles is one. */
function watchErrors(frame: HTMLIFrameElement): string[] {
  const errors: string[] = [];
  for (const view of [window, frame.contentWindow!])
    view.addEventListener('error', ({ message }) => errors.push(message));
  return errors;
}

async function expectProgress(trainer: MnistTrainer): Promise<void> {
  const { detail } = await next(trainer, 'mnist-epoch-end');
  expect(detail.valAccuracy).to.be.above(0.5);
}

describe('In the document of a frame, and back,', () => {
  let frame: HTMLIFrameElement;

  beforeEach(async () => {
    frame = await openFrame();
  });
  afterEach(() => {
    frame.remove();
    fixtureCleanup();
  });

  const cases: [string, (keyof Lesson)[]][] = [
    ['the trainer', ['trainer']],
    ['the pad', ['pad']],
    ['the charts', ['charts']],
    ['all three together', ['trainer', 'charts', 'pad']],
  ];
  // Where there is little time, together they tell in the other browsers.
  for (const [what, names] of thorough ? cases : cases.slice(-1)) {
    it(`${what} look as before and go on`, async () => {
      const { training, told, ...lesson } = await startLesson();
      const { trainer, pad, charts } = lesson;
      const home = trainer.parentElement!;
      const moved = names.map((name) => lesson[name]);
      const looks = moved.map(looksOf);
      const errors = watchErrors(frame);
      for (const place of [frame.contentDocument!.body, home]) {
        place.append(...moved);
        moved.forEach((element, i) => expectSameLooks(looks[i]!, element));
        await expectProgress(trainer);
        await aTimeout(100);
        moved.forEach((element, i) => expectSameLooks(looks[i]!, element));
        // Linked elements follow a trainer in the same document.
        if (pad.ownerDocument === trainer.ownerDocument) {
          pad.strokes = [ONE];
          expect((await pad.predict())?.probabilities).to.have.length(10);
          pad.clear();
        }
        if (charts.ownerDocument === trainer.ownerDocument) {
          charts.scrollIntoView();
          await waitUntil(
            () => charts.renderRoot.querySelector('.loss canvas, .loss svg') !== null,
            'the loss is drawn',
          );
        }
      }
      expect((await trainer.stop())?.reason).to.equal('stopped');
      await training;
      expect(told.batches).to.deep.equal(everyBatch(LESSON.epochs, BATCHES).slice(0, told.batches.length));
      expect(told.errors).to.be.empty;
      expect(told.recoveries).to.be.empty;
      expect(errors).to.be.empty;
    });
  }

  it('a pad of its own goes on reading with the network that comes with the script', async () => {
    const pad = document.createElement('digit-pad');
    const errors = watchErrors(frame);
    for (const place of [frame.contentDocument!.body, document.body, frame.contentDocument!.body]) {
      place.append(pad);
      await pad.updateComplete;
      const canvas = pad.renderRoot.querySelector('canvas')!;
      expect(place.ownerDocument.defaultView!.getComputedStyle(canvas).touchAction).to.equal('none');
      pad.strokes = [ONE];
      expect((await pad.predict())?.label).to.equal('1');
      await waitUntil(() => canvas.width === Math.round(canvas.clientWidth * devicePixelRatio), 'the surface fits');
    }
    pad.remove();
    expect(errors).to.be.empty;
  });

  for (const tag of ['mnist-trainer', 'mnist-charts', 'digit-pad'] as const) {
    it(`<${tag}> looks the same when it was never anywhere else`, async () => {
      const [here, there] = [document.createElement(tag), document.createElement(tag)];
      document.body.style.width = WIDTH;
      document.body.append(here);
      frame.contentDocument!.body.append(there);
      await Promise.all([here.updateComplete, there.updateComplete]);
      expect([...looksOf(there)]).to.deep.equal([...looksOf(here)]);
      here.remove();
      document.body.style.width = '';
    });
  }
});
