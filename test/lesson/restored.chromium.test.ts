/** The second visit: what was learned on the first is shown, the charts' part of it, too. */
import { expect } from '@open-wc/testing';
import type { MnistCharts } from '../../src/index.js';
import { lessonWith, next } from '../support/lesson.js';
import { waitUntil } from '../support/wait-until.js';

const VIEWS = 'loss accuracy confusion classes';

const rows = (charts: MnistCharts, view: string): string[] =>
  [...charts.renderRoot.querySelectorAll(`.${view} tbody th`)].map(({ textContent }) => textContent.trim());

describe('A lesson that was restored', () => {
  it('shows curves and evaluation of the former visit, and goes on with them', async () => {
    const attributes = { 'storage-key': 'restored-lesson', epochs: 2 };
    const first = await lessonWith(attributes);
    const { history } = await first.trainer.train();
    const before = first.trainer.evaluation;
    first.trainer.parentElement!.remove();

    const { trainer, charts } = await lessonWith(attributes);
    charts.views = VIEWS;
    if (trainer.history.length === 0) await waitUntil(() => trainer.history.length > 0);
    // Those out of sight are drawn when they come into it.
    await waitUntil(() => charts.renderRoot.querySelectorAll('.canvas').length === 3);
    await waitUntil(() => charts.renderRoot.querySelector('.loss canvas') !== null);
    expect(charts.renderRoot.querySelectorAll('.empty')).to.have.length(0);
    expect(trainer.history).to.deep.equal(history);
    expect(trainer.evaluation).to.deep.equal(before);
    expect(rows(charts, 'loss')).to.deep.equal(['1', '2']);

    const trained = next(trainer, 'mnist-train-end');
    void trainer.train();
    await trained;
    await waitUntil(() => rows(charts, 'loss').join() === '1,2,3,4');
    trainer.parentElement!.remove();

    const third = await lessonWith(attributes);
    await waitUntil(() => rows(third.charts, 'loss').join() === '1,2,3,4');
  });
});
