import { aTimeout, expect, fixture, fixtureCleanup, html, oneEvent } from '@open-wc/testing';
import { MnistCharts } from '../../src/mnist-charts/mnist-charts.js';
import type { MnistEvent } from '../../src/shared/events.js';
import { BATCHES, epochEnd, evaluationWith } from './results.js';
import { TrainerDouble } from './trainer-double.js';
import { waitUntil } from '../support/wait-until.js';

customElements.define('mnist-trainer', TrainerDouble);
customElements.define('mnist-charts', MnistCharts);

interface Lesson {
  readonly trainer: TrainerDouble;
  readonly charts: MnistCharts;
}

async function lesson(views = 'loss accuracy'): Promise<Lesson> {
  const root = await fixture(html`
    <div>
      <mnist-trainer id="lesson"></mnist-trainer>
      <mnist-charts for="lesson" views=${views}></mnist-charts>
    </div>
  `);
  return {
    trainer: root.querySelector<TrainerDouble>('mnist-trainer')!,
    charts: root.querySelector('mnist-charts')!,
  };
}

function all<E extends Element = HTMLElement>({ charts }: Pick<Lesson, 'charts'>, selector: string): E[] {
  return [...charts.renderRoot.querySelectorAll<E>(selector)];
}

const text = (element: Element | undefined): string => element?.textContent.replace(/\s+/g, ' ').trim() ?? '';
const cells = (lesson: Lesson, view: string): string[][] =>
  all(lesson, `.${view} tbody tr`).map((row) => [...row.children].map((cell) => text(cell)));

/** Whether anything is painted on the canvas of a view. */
function isDrawn(lesson: Lesson, view: string): boolean {
  const [canvas] = all<HTMLCanvasElement>(lesson, `.${view} .canvas canvas`);
  if (canvas === undefined || canvas.width === 0 || canvas.height === 0) return false;
  const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
  return data.some((value) => value !== 0);
}

const drawn = (lesson: Lesson, view: string): Promise<void> =>
  waitUntil(() => isDrawn(lesson, view), `The ${view} chart was not drawn.`);

describe('<mnist-charts>', () => {
  before(async function () {
    // The first import of the library bundles it.
    await import('../../src/mnist-charts/chart-library.js');
  });

  it('shows loss and accuracy when no views are named', async () => {
    const charts = await fixture<MnistCharts>(html`<mnist-charts></mnist-charts>`);
    expect(all({ charts }, 'h2').map(text)).to.deep.equal(['Loss', 'Accuracy']);
  });

  it('shows the views in the order in which they are named', async () => {
    const page = await lesson('confusion summary loss');
    expect(all(page, 'h2').map(text)).to.deep.equal(['Confusion matrix', 'Network', 'Loss']);
  });

  it('says what will appear before there is anything to draw', async () => {
    const page = await lesson('loss confusion');
    expect(all(page, '.empty').map(text)).to.deep.equal([
      'Curves appear when training starts.',
      'Appears when a trained network has been tested.',
    ]);
  });

  it('names unknown views in an error, and shows the others', async () => {
    const page = await lesson();
    setTimeout(() => page.charts.setAttribute('views', 'loss pie bar'));
    const { detail } = await oneEvent<MnistEvent<'mnist-error'>>(page.charts, 'mnist-error');
    expect(detail.code).to.equal('invalid-attribute');
    expect(detail.message).to.contain('"pie", "bar"').and.contain('confusion');
    expect(all(page, 'h2').map(text)).to.deep.equal(['Loss']);
  });

  it('draws curves while a network is trained, and lists the epochs', async () => {
    const page = await lesson();
    page.trainer.batches(1);
    page.trainer.epoch(1);
    page.trainer.batches(2);
    page.trainer.epoch(2);
    await drawn(page, 'loss');
    await drawn(page, 'accuracy');
    expect(cells(page, 'loss')).to.deep.equal([
      ['1', '0.3000', '0.2000'],
      ['2', '0.1500', '0.1000'],
    ]);
    expect(cells(page, 'accuracy')).to.deep.equal([
      ['1', '90.00%', '95.00%'],
      ['2', '95.00%', '97.50%'],
    ]);
  });

  it('tells the newest figures in the name of the chart', async () => {
    const page = await lesson('loss');
    page.trainer.batches(1, 0, 5);
    await drawn(page, 'loss');
    const [chart] = all(page, '[role=img]');
    expect(chart!.getAttribute('aria-label')).to.equal('Curves of the loss in the first epoch.');
    page.trainer.epoch(1);
    await page.charts.updateComplete;
    await waitUntil(() => chart!.getAttribute('aria-label')?.includes('training 0.3000, validation 0.2000'));
  });

  it('draws what happened before it was added', async () => {
    const page = await lesson('summary');
    page.charts.remove();
    page.trainer.inform({ history: [epochEnd(1), epochEnd(2)], trained: true });
    const charts = await fixture<MnistCharts>(html`<mnist-charts for="lesson" views="loss"></mnist-charts>`);
    const late = { ...page, charts };
    await drawn(late, 'loss');
    expect(cells(late, 'loss').map(([epoch]) => epoch)).to.deep.equal(['1', '2']);
  });

  it('starts new curves with a new training', async () => {
    const page = await lesson('loss');
    page.trainer.batches(1);
    page.trainer.epoch(1);
    await waitUntil(() => cells(page, 'loss').length === 1);
    page.trainer.batches(1, 0, 3);
    page.trainer.epoch(1);
    page.trainer.batches(2);
    page.trainer.epoch(2);
    await waitUntil(() => cells(page, 'loss').length === 2);
  });

  it('forgets the curves when the network is reset', async () => {
    const page = await lesson('loss confusion');
    page.trainer.batches(1);
    page.trainer.evaluate();
    await drawn(page, 'loss');
    page.trainer.session.evaluation = undefined;
    page.trainer.inform({});
    await waitUntil(() => all(page, '.empty').length === 2);
  });

  it('keeps the curves when facts come in the midst of a training', async () => {
    const page = await lesson('loss');
    page.trainer.session.state = 'training';
    page.trainer.batches(1, 0, 50);
    page.trainer.inform({});
    await drawn(page, 'loss');
  });

  it('draws the final state of a hidden chart once it is shown', async () => {
    const page = await lesson('loss');
    page.charts.hidden = true;
    page.trainer.batches(1);
    page.trainer.epoch(1);
    await waitUntil(() => cells(page, 'loss').length === 1);
    await aTimeout(300);
    expect(isDrawn(page, 'loss')).to.be.false;
    page.charts.hidden = false;
    await drawn(page, 'loss');
  });

  it('leaves out batches whose loss is no number', async () => {
    const page = await lesson('loss');
    page.trainer.batches(1, 0, 10);
    await drawn(page, 'loss');
    const failures: Event[] = [];
    page.charts.addEventListener('mnist-error', (event) => failures.push(event));
    page.trainer.dispatchEvent(
      new CustomEvent('mnist-batch-end', {
        detail: { epoch: 1, epochs: 1, batch: 10, batches: BATCHES, points: [{ batch: 10, loss: NaN, accuracy: NaN }] },
        bubbles: true,
      }),
    );
    await aTimeout(400);
    expect(failures).to.be.empty;
    expect(isDrawn(page, 'loss')).to.be.true;
  });

  it('ignores the events of another trainer', async () => {
    const page = await lesson('loss');
    const other = await fixture<TrainerDouble>(html`<mnist-trainer></mnist-trainer>`);
    other.batches(1);
    other.epoch(1);
    await aTimeout(50);
    expect(all(page, '.empty').length).to.equal(1);
  });

  it('shows nothing of the former trainer when `for` names another', async () => {
    const page = await lesson('loss');
    page.trainer.epoch(1);
    await waitUntil(() => cells(page, 'loss').length === 1);
    const other = await fixture<TrainerDouble>(html`<mnist-trainer id="other"></mnist-trainer>`);
    page.charts.for = 'other';
    await waitUntil(() => all(page, '.empty').length === 1);
    other.epoch(1);
    await waitUntil(() => cells(page, 'loss').length === 1);
  });

  it('lists the layers of the network that the trainer is set to, before anything is loaded', async () => {
    const page = await lesson('summary');
    await waitUntil(() => cells(page, 'summary').length === 7);
    expect(cells(page, 'summary')[0]).to.deep.equal(['conv2d_1', 'Conv2D', '26×26×8', '80']);
    expect(all(page, 'tfoot tr > *').map(text)).to.deep.equal(['Total', '', '', '53,866']);
  });

  it('lists the layers that the worker tells', async () => {
    const page = await lesson('summary');
    page.trainer.inform({});
    await waitUntil(() => cells(page, 'summary').length === 3);
    expect(text(all(page, 'tfoot td').at(-1))).to.equal('101,770');
  });

  it('draws the confusion matrix and gives all of its counts', async () => {
    const page = await lesson('confusion');
    page.trainer.evaluate();
    await drawn(page, 'confusion');
    const rows = cells(page, 'confusion');
    expect(rows.map(([name]) => name)).to.deep.equal(page.trainer.labelNames);
    expect(rows.map(([, ...counts]) => counts.map(Number))).to.deep.equal(evaluationWith(3).confusion);
  });

  it('draws the confusion matrix of a network without mistakes', async () => {
    const page = await lesson('confusion');
    page.trainer.evaluate(evaluationWith(0));
    await drawn(page, 'confusion');
  });

  it('tells how well each class is read', async () => {
    const page = await lesson('classes');
    page.trainer.evaluate();
    await waitUntil(() => cells(page, 'classes').length === 10);
    expect(cells(page, 'classes')[4]).to.deep.equal(['class 4', '97.00%', '97 of 100']);
  });

  it('says so in place of a chart that cannot be drawn, tells the page, and tries again with the next data', async () => {
    const page = await lesson('loss');
    const getContext = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, 'getContext')!;
    // As in a browser that gives no more canvases.
    Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', { ...getContext, value: () => null });
    try {
      page.trainer.batches(1, 0, 10);
      const { detail } = await oneEvent<MnistEvent<'mnist-error'>>(page.charts, 'mnist-error');
      expect(detail.code).to.equal('charts-failed');
      expect(detail.cause).to.be.an('error');
      await waitUntil(() => all(page, '.failure').length === 1);
    } finally {
      Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', getContext);
    }
    page.trainer.batches(1, 10, 20);
    await drawn(page, 'loss');
    await waitUntil(() => all(page, '.failure').length === 0);
  });

  it('adds nothing to the page outside itself', async () => {
    const head = document.head.innerHTML;
    const children = document.body.childElementCount;
    const page = await lesson('loss confusion');
    page.trainer.batches(1);
    page.trainer.evaluate();
    await drawn(page, 'loss');
    await drawn(page, 'confusion');
    expect(document.head.innerHTML).to.equal(head);
    expect(document.body.childElementCount).to.equal(children + 1);
  });

  it('ends its charts when it leaves the page, and draws them again when it comes back', async () => {
    const page = await lesson('loss');
    page.trainer.batches(1);
    await drawn(page, 'loss');
    const parent = page.charts.parentElement!;
    page.charts.remove();
    expect(all(page, '.canvas canvas')).to.be.empty;
    parent.append(page.charts);
    await drawn(page, 'loss');
  });

  it('draws its charts also when it was moved while they were being drawn', async () => {
    const page = await lesson('loss');
    const places = [page.charts.parentElement!, await fixture<HTMLElement>(html`<div></div>`)];
    page.trainer.batches(1);
    // Where in a drawing the move falls is up to chance.
    for (let move = 1; move <= 30; move += 1) {
      places[move % 2]!.append(page.charts);
      page.trainer.batches(1);
      await aTimeout(10 * (move % 10));
    }
    places[0]!.append(page.charts);
    await drawn(page, 'loss');
    page.trainer.batches(1);
    await drawn(page, 'loss');
  });

  it('does not grow when it comes and goes', async () => {
    const page = await lesson('loss confusion');
    page.trainer.batches(1);
    page.trainer.evaluate();
    await drawn(page, 'loss');
    await drawn(page, 'confusion');
    const parent = page.charts.parentElement!;
    const nodes = all(page, '*').length;
    let listeners = 0;
    const targets: EventTarget[] = [document, window];
    for (const target of targets) {
      target.addEventListener = (...parameters: Parameters<EventTarget['addEventListener']>) => {
        listeners += 1;
        EventTarget.prototype.addEventListener.apply(target, parameters);
      };
      target.removeEventListener = (...parameters: Parameters<EventTarget['removeEventListener']>) => {
        listeners -= 1;
        EventTarget.prototype.removeEventListener.apply(target, parameters);
      };
    }
    try {
      page.charts.remove();
      listeners = 0;
      for (let round = 0; round < 20; round += 1) {
        parent.append(page.charts);
        if (round % 5 === 0) await drawn(page, 'loss');
        page.charts.remove();
      }
      await aTimeout(300);
      expect(listeners).to.equal(0);
    } finally {
      for (const target of targets) {
        Reflect.deleteProperty(target, 'addEventListener');
        Reflect.deleteProperty(target, 'removeEventListener');
      }
    }
    parent.append(page.charts);
    await drawn(page, 'loss');
    await drawn(page, 'confusion');
    expect(all(page, '*').length).to.equal(nodes);
  });

  it('is accessible, empty and filled', async () => {
    const page = await lesson('loss accuracy summary confusion classes samples');
    await expect(page.charts).to.be.accessible();
    page.trainer.batches(1);
    page.trainer.epoch(1);
    page.trainer.evaluate();
    page.trainer.inform({ trained: true, trainCount: 100, testCount: 40, history: [epochEnd(1)] });
    await waitUntil(() => all(page, '.samples canvas').length === 15);
    await drawn(page, 'loss');
    for (const details of all<HTMLDetailsElement>(page, 'details')) details.open = true;
    await expect(page.charts).to.be.accessible();
  });

  afterEach(() => fixtureCleanup());
});
