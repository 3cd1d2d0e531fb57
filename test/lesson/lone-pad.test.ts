import { aTimeout, expect } from '@open-wc/testing';
import { resetMouse, sendMouse } from '@web/test-runner-commands';
import type { DigitPad } from '../../src/index.js';
import { failureOf, next } from '../support/lesson.js';
import { waitUntil } from '../support/wait-until.js';
import { buttons, levels, padWith, press, SEVEN, ZIGZAG, type Points } from './lone-pads.js';

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

describe('A pad without a trainer on the page', () => {
  afterEach(() => resetMouse());

  it('reads what is drawn by the network that comes with the script', async () => {
    const pad = await padWith();
    const prediction = next(pad, 'mnist-prediction');
    await draw(pad, SEVEN);
    expect((await prediction).detail.label).to.equal('7');
    expect(pad.value).to.equal('7');
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

  it('starts the worker that the page names, and another one once it is named right', async () => {
    const pad = await padWith({ 'worker-src': '/nowhere/worker.js' });
    pad.strokes = [SEVEN];
    expect((await failureOf(pad.predict())).code).to.equal('worker-failed');
    pad.workerSrc = '/dist/worker.js';
    expect((await pad.predict())?.label).to.equal('7');
    pad.workerSrc = '';
    expect((await pad.predict())?.label).to.equal('7');
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
});

describe('A pad that shows what the network sees', () => {
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
});

describe('A pad that can be corrected', () => {
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
    await waitUntil(() => !pad.renderRoot.textContent.includes('Taught.'), 'that is not said of another drawing');
  });

  it('cannot be corrected by hand while it is read-only', async () => {
    const pad = await padWith({ correctable: '', readonly: '' });
    pad.strokes = [SEVEN];
    await pad.predict();
    await waitUntil(() => buttons(pad).length > 10, 'the row is there');
    expect(buttons(pad).every(({ disabled }) => disabled)).to.be.true;
  });
});
