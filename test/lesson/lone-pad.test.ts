import { aTimeout, expect, fixture, html } from '@open-wc/testing';
import { resetMouse, sendMouse } from '@web/test-runner-commands';
import type { DigitPad } from '../../src/index.js';
import { failureOf, lessonWith, next, record } from '../support/lesson.js';
import { waitUntil } from '../support/wait-until.js';

type Points = [number, number][];

const SEVEN: Points = [
  [0.3, 0.25],
  [0.68, 0.25],
  [0.45, 0.8],
];
/** A one, and what nobody would read as any digit. */
const ONE: Points = [
  [0.5, 0.2],
  [0.5, 0.8],
];
const ZIGZAG: Points = Array.from({ length: 13 }, (_, i) => [0.1 + i / 15, i % 2 === 0 ? 0.3 : 0.7]);

async function padWith(attributes: Record<string, string> = {}): Promise<DigitPad> {
  const pad = document.createElement('digit-pad');
  for (const [name, value] of Object.entries(attributes)) pad.setAttribute(name, value);
  const parent = await fixture(html`<div></div>`);
  parent.append(pad);
  await pad.updateComplete;
  return pad;
}

async function draw(pad: DigitPad, corners: Points): Promise<void> {
  pad.scrollIntoView({ block: 'center' });
  const box = pad.renderRoot.querySelector('canvas')!.getBoundingClientRect();
  const places = corners.map(([x, y]): [number, number] => [
    Math.round(box.left + x * box.width),
    Math.round(box.top + y * box.height),
  ]);
  await sendMouse({ type: 'move', position: places[0]! });
  await sendMouse({ type: 'down' });
  for (const position of places.slice(1)) await sendMouse({ type: 'move', position });
  await sendMouse({ type: 'up' });
}

function buttons(pad: DigitPad): HTMLButtonElement[] {
  return [...pad.renderRoot.querySelectorAll<HTMLButtonElement>('.correction button')];
}

/** Waits for the row that asks what a drawing is, and presses the button of a class or the one that teaches. */
async function press(pad: DigitPad, name: string): Promise<void> {
  const find = (): HTMLButtonElement | undefined => buttons(pad).find((each) => each.textContent.trim() === name);
  await waitUntil(() => find()?.disabled === false, `${name} can be pressed`);
  find()!.click();
}

describe('A pad without a trainer on the page', () => {
  afterEach(() => resetMouse());

  it('reads what is drawn by the network that comes with the script', async () => {
    const pad = await padWith();
    const prediction = next(pad, 'mnist-prediction');
    await draw(pad, SEVEN);
    expect((await prediction).detail.label).to.equal('7');
    expect(pad.value).to.equal('7');
  });

  it('reads for a program, too', async () => {
    const pad = await padWith();
    pad.strokes = [ONE];
    expect((await pad.predict())?.label).to.equal('1');
  });

  it('loads nothing before somebody touches it, and begins then', async () => {
    const frame = document.createElement('iframe');
    frame.src = '/demo/pad.html';
    frame.style.cssText = 'width: 900px; height: 1200px';
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener('load', resolve));
    await aTimeout(1000);
    const { performance, document: page } = frame.contentWindow!;
    const loaded = (): string[] => performance.getEntriesByType('resource').map(({ name }) => name);
    expect(loaded().filter((url) => /ready-reader|worker|model/.test(url))).to.deep.equal([]);
    page.querySelector('digit-pad')!.focus();
    await waitUntil(() => loaded().some((url) => url.includes('ready-reader')), 'it begins');
    frame.remove();
  });

  it('reads by the network of a folder that the page names, with or without a slash', async () => {
    for (const folder of ['/dist/model', '/dist/model/']) {
      const pad = await padWith({ 'model-src': folder });
      pad.strokes = [SEVEN];
      expect((await pad.predict())?.label).to.equal('7');
    }
  });

  it('says when there is no such network, and reads once it is named right', async () => {
    const pad = await padWith({ 'model-src': '/nowhere/' });
    pad.strokes = [SEVEN];
    expect((await failureOf(pad.predict())).code).to.equal('model-not-found');
    pad.modelSrc = '';
    expect((await pad.predict())?.label).to.equal('7');
  });

  it('refuses a folder that is no web address', async () => {
    const pad = await padWith({ 'model-src': 'data:text/plain,x' });
    pad.strokes = [SEVEN];
    const failure = await failureOf(pad.predict());
    expect(failure.code).to.equal('invalid-attribute');
    expect(failure.message).to.contain('model-src="data:text/plain,x"');
  });

  it('starts the worker that the page names, and another one once it is named right', async () => {
    const pad = await padWith({ 'worker-src': '/nowhere/worker.js' });
    pad.strokes = [SEVEN];
    expect((await failureOf(pad.predict())).code).to.equal('worker-failed');
    pad.workerSrc = '/dist/worker.js';
    expect((await pad.predict())?.label).to.equal('7');
    pad.workerSrc = '';
    expect((await pad.predict())?.label).to.equal('7');
  });

  it('refuses a worker that is no web address', async () => {
    const pad = await padWith({ 'worker-src': 'data:text/javascript,postMessage(1)' });
    pad.strokes = [SEVEN];
    const failure = await failureOf(pad.predict());
    expect(failure.code).to.equal('invalid-attribute');
    expect(failure.message).to.contain('worker-src="data:text/javascript,postMessage(1)"');
  });

  it('is taught with the images of the folder that the page names', async () => {
    const pad = await padWith({ src: '/nowhere/' });
    pad.strokes = [SEVEN];
    await pad.predict();
    pad.correct(1);
    expect((await failureOf(pad.teach())).code).to.equal('data-not-found');
    pad.src = '/dist/data';
    expect((await pad.teach()).reason).to.equal('completed');
  });

  it('goes over to a trainer that is added', async () => {
    const pad = await padWith();
    pad.strokes = [SEVEN];
    await pad.predict();
    pad.before(document.createElement('mnist-trainer'));
    expect((await failureOf(pad.predict())).code).to.equal('not-trained');
  });

  it('names no class below its threshold, and asks the form for another drawing', async () => {
    const pad = await padWith({ required: '', name: 'digit' });
    pad.strokes = [ZIGZAG];
    const doubt = await pad.predict();
    pad.threshold = Math.min(doubt!.confidence + 0.001, 1);
    const prediction = await pad.predict();
    expect(prediction).to.include({ label: null, index: doubt!.index });
    expect(pad.value).to.be.null;
    expect(pad.validationMessage).to.contain('not sure');
    expect(pad.matches(':state(unsure)')).to.be.true;
    pad.threshold = 0;
    expect((await pad.predict())?.label).to.equal(String(doubt!.index));
    expect(pad.checkValidity()).to.be.true;
  });

  it('refuses a threshold that is no probability, and uses the network’s own', async () => {
    const pad = await padWith();
    for (const bad of ['2', '-0.1', 'much']) {
      const told = next(pad, 'mnist-error');
      pad.setAttribute('threshold', bad);
      expect((await told).detail.code).to.equal('invalid-attribute');
    }
    pad.strokes = [SEVEN];
    expect((await pad.predict())?.label).to.equal('7');
  });
});

describe('A pad that shows what the network sees', () => {
  const levels = (canvas: HTMLCanvasElement): number[] =>
    [...canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height).data].filter((_, i) => i % 4 === 0);

  it('shows the input with an alternative in words', async () => {
    const pad = await padWith({ 'show-input': '' });
    pad.strokes = [SEVEN];
    await pad.predict();
    const image = (): HTMLCanvasElement | null => pad.renderRoot.querySelector('[part=input-image] canvas');
    await waitUntil(() => image()?.ariaLabel?.includes('7') === true, 'it is drawn');
    expect(levels(image()!)).to.deep.equal([...pad.toPixels()]);
    await expect(pad).to.be.accessible();
  });

  it('shows 8 and 16 maps of what the layers respond to, and empties them with the pad', async () => {
    const pad = await padWith({ 'show-activations': '' });
    const maps = (): HTMLCanvasElement[] => [...pad.renderRoot.querySelectorAll<HTMLCanvasElement>('.maps canvas')];
    const isLit = (): boolean => maps().some((map) => levels(map).some((level) => level > 200));
    await waitUntil(() => maps().length === 24, 'places are kept');
    expect(isLit()).to.be.false;
    pad.strokes = [SEVEN];
    await waitUntil(isLit, 'something responds');
    expect(maps().map(({ width }) => width)).to.deep.equal([
      ...new Array<number>(8).fill(26),
      ...new Array<number>(16).fill(11),
    ]);
    await waitUntil(() => /respond most/.test(pad.renderRoot.querySelector('.maps')!.ariaLabel ?? ''));
    await expect(pad).to.be.accessible();
    pad.clear();
    await waitUntil(() => !isLit(), 'they are silent again');
  });

  it('says so of a network without convolutions', async () => {
    const { trainer, pad } = await lessonWith({ model: 'dense' });
    await trainer.train();
    pad.showActivations = true;
    pad.strokes = [SEVEN];
    await waitUntil(() => pad.renderRoot.textContent.includes('no convolution layers'), 'it says so');
  });

  it('does not mind a network that is not trained yet, and shows it once it is', async () => {
    const { trainer, pad } = await lessonWith();
    const errors = record(document.body, 'mnist-error');
    pad.showActivations = true;
    pad.strokes = [SEVEN];
    await aTimeout(200);
    expect(errors).to.be.empty;
    await trainer.train();
    await waitUntil(
      () =>
        [...pad.renderRoot.querySelectorAll<HTMLCanvasElement>('.maps canvas')].some(
          (map) => Math.max(...levels(map)) > 200,
        ),
      'something responds',
    );
  });
});

describe('A pad that can be corrected', () => {
  it('dispatches and keeps what the visitor says, the last word about each drawing', async () => {
    const pad = await padWith({ correctable: '' });
    const corrections = record(pad, 'mnist-correction');
    pad.strokes = [SEVEN];
    const prediction = await pad.predict();
    await press(pad, '3');
    await press(pad, '1');
    expect(corrections.map(({ detail }) => detail.label)).to.deep.equal(['3', '1']);
    expect(pad.corrections).to.have.length(1);
    expect(pad.corrections[0]).to.deep.equal({
      label: '1',
      index: 1,
      predicted: prediction!.index,
      pixels: pad.toPixels(),
      strokes: pad.strokes,
    });
    pad.strokes = [ONE];
    await pad.predict();
    pad.correct(7);
    expect(pad.corrections.map(({ index }) => index)).to.deep.equal([1, 7]);
    await expect(pad).to.be.accessible();
    pad.corrections = [];
    expect(pad.corrections).to.deep.equal([]);
  });

  it('asks nothing before something was read', async () => {
    const pad = await padWith({ correctable: '' });
    await waitUntil(() => buttons(pad).length === 11, 'the row is there');
    expect(buttons(pad).every(({ disabled }) => disabled)).to.be.true;
    expect(() => pad.correct(3)).to.throw('Nothing has been read');
    pad.strokes = [SEVEN];
    await pad.predict();
    expect(() => pad.correct(10)).to.throw('no class 10');
  });

  it('takes corrections from the page only when they make sense', async () => {
    const pad = await padWith();
    expect(() => (pad.corrections = [{ index: 11 }] as never)).to.throw('index of a class');
    expect(pad.corrections).to.deep.equal([]);
  });

  it('reads a drawing as it was taught, and everything else as before', async () => {
    const pad = await padWith({ correctable: '' });
    pad.strokes = [ZIGZAG];
    await pad.predict();
    await press(pad, '2');
    await press(pad, 'Teach it');
    await waitUntil(() => pad.renderRoot.textContent.includes('Taught.'), 'it is taught');
    expect((await pad.predict())?.index).to.equal(2);
    pad.strokes = [SEVEN];
    expect((await pad.predict())?.label).to.equal('7');
  });
});
