import { aTimeout, expect } from '@open-wc/testing';
import { sendMouse } from '@web/test-runner-commands';
import type { DigitPad } from '../../src/index.js';
import { AS_ON_A_PAGE, failureOf, lessonWith, next, record } from '../support/lesson.js';
import { waitUntil } from '../support/wait-until.js';

/** Corner points of a 7, as shares of the pad. */
const SEVEN: [number, number][] = [
  [0.3, 0.25],
  [0.68, 0.25],
  [0.45, 0.8],
];

/** Draws with the real mouse. */
async function draw(pad: DigitPad, corners: readonly [number, number][]): Promise<void> {
  pad.scrollIntoView({ block: 'center' });
  const box = pad.renderRoot.querySelector('canvas')!.getBoundingClientRect();
  const at = ([x, y]: [number, number]): [number, number] => [
    Math.round(box.left + x * box.width),
    Math.round(box.top + y * box.height),
  ];
  const [first, ...rest] = corners;
  await sendMouse({ type: 'move', position: at(first!) });
  await sendMouse({ type: 'down' });
  let from = first!;
  for (const corner of rest) {
    for (let step = 1; step <= 6; step++) {
      const share = step / 6;
      const between: [number, number] = [
        from[0] + (corner[0] - from[0]) * share,
        from[1] + (corner[1] - from[1]) * share,
      ];
      await sendMouse({ type: 'move', position: at(between) });
    }
    from = corner;
  }
  await sendMouse({ type: 'up' });
}

describe('The lesson: three tags on a page', () => {
  it('trains, reads what is drawn, and draws its curves', async () => {
    const { trainer, pad, charts } = await lessonWith({ ...AS_ON_A_PAGE, 'train-size': 12_000, epochs: 2 });
    charts.views = 'loss accuracy summary confusion classes samples';
    await trainer.train();
    const prediction = next(pad, 'mnist-prediction');
    await draw(pad, SEVEN);
    expect((await prediction).detail.label).to.equal('7');
    expect(pad.value).to.equal('7');
    charts.scrollIntoView();
    await waitUntil(() => charts.renderRoot.querySelectorAll('canvas, svg').length >= 3, 'charts are drawn');
    expect(charts.renderRoot.textContent).to.contain('53,866');
  });

  it('says on the pad that nothing is trained yet, without an error', async () => {
    const { pad } = await lessonWith();
    const errors = record(document.body, 'mnist-error');
    await draw(pad, SEVEN);
    await pad.updateComplete;
    expect(errors).to.be.empty;
    expect((await failureOf(pad.predict())).code).to.equal('not-trained');
  });

  it('reads the drawing again when the network has learned more', async () => {
    const { trainer, pad } = await lessonWith({ epochs: 2 });
    await draw(pad, SEVEN);
    const predictions = record(pad, 'mnist-prediction');
    await trainer.train();
    await waitUntil(() => predictions.length >= 2, 'it is read after each epoch');
  });

  it('reads while the network is learning', async () => {
    const { trainer, pad } = await lessonWith({ 'train-size': 6400, epochs: 5000 });
    const training = trainer.train();
    await next(trainer, 'mnist-batch-end');
    const prediction = next(pad, 'mnist-prediction');
    await draw(pad, SEVEN);
    expect((await prediction).detail.probabilities).to.have.length(10);
    await trainer.stop();
    await training;
  });

  it('never reads an empty pad', async () => {
    const { trainer, pad } = await lessonWith();
    const predictions = record(pad, 'mnist-prediction');
    await trainer.train();
    expect(await pad.predict()).to.be.null;
    await draw(pad, SEVEN);
    await waitUntil(() => predictions.length === 1);
    pad.clear();
    await trainer.train();
    await aTimeout(100);
    expect(predictions).to.have.length(1);
  });

  it('tells of a `for` that names nothing, on pad and charts alike', async () => {
    const { pad, charts } = await lessonWith();
    const errors = record(document.body, 'mnist-error');
    for (const element of [pad, charts]) {
      const parent = element.parentElement!;
      element.remove();
      element.setAttribute('for', 'nobody');
      parent.append(element);
    }
    await waitUntil(() => errors.length >= 2, 'both are told');
    for (const { detail } of errors) {
      expect(detail.code).to.equal('trainer-not-found');
      expect(detail.message).to.contain('for="nobody"');
    }
  });

  it('leaves the page’s own head and body alone', async () => {
    const before = [document.head.innerHTML, document.body.children.length];
    const { trainer, charts } = await lessonWith();
    charts.views = 'loss confusion';
    await trainer.train();
    await aTimeout(500);
    charts.closest('div')!.remove();
    expect(document.head.innerHTML).to.equal(before[0]);
  });
});

describe('A page with the three tags', () => {
  it('has fetched one script of ours and nothing else before anybody does anything', async () => {
    const frame = document.createElement('iframe');
    frame.src = '/demo/minimal.html';
    frame.style.cssText = 'width: 900px; height: 1600px';
    document.body.append(frame);
    await new Promise((resolve) => frame.addEventListener('load', resolve));
    await aTimeout(1500);
    const { performance } = frame.contentWindow!;
    const urls = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
    frame.remove();
    expect(urls.filter((path) => !path.startsWith('/__'))).to.deep.equal(['/dist/mnist-elements.js']);
  });
});
