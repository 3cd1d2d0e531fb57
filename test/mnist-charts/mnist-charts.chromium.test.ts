/** What the charts say of what a trainer tells, which is the same in every browser. */
import { aTimeout, expect, fixture, fixtureCleanup, html, oneEvent } from '@open-wc/testing';
import type { MnistCharts } from '../../src/mnist-charts/mnist-charts.js';
import { MnistEvent } from '../../src/shared/events.js';
import { BATCHES, epochEnd, evaluationWith } from './results.js';
import { all, cells, drawn, isDrawn, lesson, text } from './charts-page.js';
import type { TrainerDouble } from './trainer-double.js';
import { waitUntil } from '../support/wait-until.js';

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

  it('leaves validation out where no images are held out', async () => {
    const page = await lesson('loss accuracy');
    page.trainer.batches(1);
    const legend = (): string[] => all(page, '.loss .legend li').map((entry) => text(entry).replace(/ [\d.]+$/, ''));
    await drawn(page, 'loss');
    expect(legend()).to.deep.equal(['Training', 'Validation']);
    page.trainer.dispatchEvent(new MnistEvent('mnist-epoch-end', { ...epochEnd(1), valLoss: null, valAccuracy: null }));
    await waitUntil(() => legend().join() === 'Training');
    expect(cells(page, 'loss')).to.deep.equal([['1', '0.3000']]);
    expect(cells(page, 'accuracy')).to.deep.equal([['1', '90.00%']]);
    expect(all(page, '.loss th[scope=col], .loss thead th').map(text)).to.deep.equal(['Epoch', 'Training']);
    const [chart] = all(page, '[role=img]');
    await waitUntil(() => chart!.getAttribute('aria-label')?.endsWith('After epoch 1: training 0.3000.'));
    // From nothing, with one curve alone.
    page.charts.setAttribute('views', 'summary');
    await page.charts.updateComplete;
    page.charts.setAttribute('views', 'accuracy');
    await drawn(page, 'accuracy');
    expect(all(page, '.failure')).to.be.empty;
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

  it('draws the confusion matrix of a network without mistakes', async () => {
    const page = await lesson('confusion');
    page.trainer.evaluate(evaluationWith(0));
    await drawn(page, 'confusion');
  });

  it('names what is under the pointer on the confusion matrix', async () => {
    const page = await lesson('confusion');
    page.trainer.evaluate();
    await drawn(page, 'confusion');
    const [canvas] = all<HTMLCanvasElement>(page, '.confusion .canvas canvas');
    const [box] = all(page, '.confusion .tooltip');
    const { left, top, width, height } = canvas!.getBoundingClientRect();
    const found = new Set<string>();
    for (let x = 5; x < width; x += 10) {
      for (let y = 5; y < height; y += 10) {
        const place = { clientX: left + x, clientY: top + y, bubbles: true };
        canvas!.dispatchEvent(new PointerEvent('pointermove', place));
        if (!box!.hidden) found.add(box!.textContent);
      }
    }
    expect([...found].filter((words) => words.endsWith('Images: 3'))).to.deep.equal([
      'Truth: class 4\nRead as: class 9\nImages: 3',
    ]);
  });

  it('tells how many of each class are misread, most first', async () => {
    const page = await lesson('classes');
    const { confusion, ...evaluation } = evaluationWith(3);
    const counts = confusion.map((row) => [...row]);
    counts[7] = counts[7]!.map((_, index) => (index === 7 ? 95 : index === 1 ? 5 : 0));
    page.trainer.evaluate({ ...evaluation, confusion: counts });
    await waitUntil(() => cells(page, 'classes').length === 10);
    expect(cells(page, 'classes').slice(0, 3)).to.deep.equal([
      ['class 7', '5.0%', '5 of 100'],
      ['class 4', '3.0%', '3 of 100'],
      ['class 0', '0.0%', '0 of 100'],
    ]);
    const widths = all(page, '.bar rect').map((bar) => bar.getAttribute('width'));
    expect(widths.slice(0, 3)).to.deep.equal(['100%', '60%', '0%']);
  });

  it('tells nothing of a class that no image shows', async () => {
    const page = await lesson('classes');
    const { confusion, ...evaluation } = evaluationWith(0);
    page.trainer.evaluate({ ...evaluation, confusion: confusion.map((row, index) => row.map((n) => (index ? n : 0))) });
    await waitUntil(() => cells(page, 'classes').length === 10);
    expect(cells(page, 'classes')[0]).to.deep.equal(['class 0', '–', '0 of 0']);
  });

  it('goes on with the curves when the network is trained further, and counts its epochs on', async () => {
    const page = await lesson('loss');
    const history = [1, 2, 3].map((epoch) => epochEnd(epoch));
    for (const { epoch } of history) {
      page.trainer.batches(epoch);
      page.trainer.epoch(epoch);
    }
    page.trainer.inform({ trained: true, history });
    page.trainer.inform({ trained: true, history: [], earlier: history });
    page.trainer.batches(1);
    page.trainer.epoch(1);
    page.trainer.inform({ trained: true, history: history.slice(0, 1), earlier: history });
    await waitUntil(() => cells(page, 'loss').length === 4);
    expect(cells(page, 'loss').map(([epoch]) => epoch)).to.deep.equal(['1', '2', '3', '4']);
    const [chart] = all(page, '[role=img]');
    await waitUntil(() => chart!.getAttribute('aria-label')?.includes('After epoch 4:'));
  });

  it('shows what a restored network had learned, also when it comes after the charts', async () => {
    const page = await lesson('loss confusion');
    const evaluation = evaluationWith(3);
    page.trainer.session.evaluation = evaluation;
    page.trainer.inform({ trained: true, history: [epochEnd(1), epochEnd(2)], evaluation });
    await drawn(page, 'loss');
    await drawn(page, 'confusion');
    expect(cells(page, 'loss').map(([epoch]) => epoch)).to.deep.equal(['1', '2']);
  });

  it('shows nothing of a network that was replaced by an imported one', async () => {
    const page = await lesson('loss');
    page.trainer.batches(1);
    page.trainer.epoch(1);
    await waitUntil(() => cells(page, 'loss').length === 1);
    page.trainer.dispatchEvent(new CustomEvent('mnist-import', { bubbles: true }));
    await waitUntil(() => all(page, '.empty').length === 1);
  });

  it('labels each curve with its newest value', async () => {
    const page = await lesson('accuracy');
    page.trainer.batches(1);
    page.trainer.epoch(1);
    await drawn(page, 'accuracy');
    await waitUntil(() => all(page, '.legend span').every((value) => /^\d+\.\d%$/.test(text(value))));
    expect(text(all(page, '.legend span')[1])).to.equal('95.0%');
  });

  afterEach(() => fixtureCleanup());
});
