/** Where things stand: distances, sizes and places that a page and its visitors count on. */
import { expect, fixtureCleanup } from '@open-wc/testing';
import { lessonWith } from '../support/lesson.js';

const box = (element: Element): DOMRect => element.getBoundingClientRect();

describe('The places of things', () => {
  afterEach(() => fixtureCleanup());

  it('the elements of the snippet keep a gap, and a page sets another', async () => {
    const { trainer, charts, pad } = await lessonWith();
    const gaps = (): number[] => [box(charts).top - box(trainer).bottom, box(pad).top - box(charts).bottom];
    expect(gaps()).to.deep.equal([16, 16]);
    trainer.parentElement!.style.setProperty('--mnist-gap', '40px');
    expect(gaps()).to.deep.equal([40, 40]);
    // What a page says of the elements themselves counts for more.
    charts.style.margin = '0';
    pad.style.margin = '7px 0';
    expect(gaps()).to.deep.equal([40, 7]);
  });
});
