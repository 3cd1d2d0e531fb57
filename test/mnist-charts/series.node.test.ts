import { expect } from 'chai';
import { Series } from '../../src/mnist-charts/series.js';

describe('Series', () => {
  it('keeps every point as it is while there is room', () => {
    const series = new Series(4);
    series.add({ x: 1, y: 10 });
    series.add({ x: 2, y: 30 });
    expect(series.points).to.deep.equal([
      { x: 1, y: 10 },
      { x: 2, y: 30 },
    ]);
  });

  it('replaces neighbours by their mean when there are more points than room', () => {
    const series = new Series(4);
    for (const x of [1, 2, 3, 4, 5]) series.add({ x, y: x * 10 });
    expect(series.points).to.deep.equal([
      { x: 1.5, y: 15 },
      { x: 3.5, y: 35 },
      { x: 5, y: 50 },
    ]);
  });

  it('never holds more than its capacity, and at least half of it once it was full', () => {
    const series = new Series(80);
    const counts = Array.from({ length: 20_000 }, (_, x) => {
      series.add({ x, y: 1 });
      return series.points.length;
    });
    expect(Math.max(...counts)).to.be.at.most(80);
    expect(Math.min(...counts.slice(80))).to.be.at.least(40);
  });

  it('keeps the mean of all points, however many there are', () => {
    const series = new Series(8);
    const count = 1024;
    for (let index = 0; index < count; index += 1) series.add({ x: index, y: Math.sin(index) });
    const { points } = series;
    const exact = Array.from({ length: count }, (_, index) => Math.sin(index)).reduce((sum, y) => sum + y) / count;
    expect(points.reduce((sum, { y }) => sum + y, 0) / points.length).to.be.closeTo(exact, 1e-12);
  });

  it('keeps points in order from left to right', () => {
    const series = new Series(10);
    for (let x = 0; x < 777; x += 1) series.add({ x, y: 0 });
    const xs = series.points.map(({ x }) => x);
    expect(xs).to.deep.equal([...xs].sort((a, b) => a - b));
  });

  it('takes points away from its right end', () => {
    const series = new Series(4);
    for (const x of [1, 2, 3]) series.add({ x, y: x });
    series.cut(2);
    expect(series.points.map(({ x }) => x)).to.deep.equal([1, 2]);
  });

  it('leaves out what is no number', () => {
    const series = new Series(4);
    for (const y of [NaN, Infinity, -Infinity]) series.add({ x: 1, y });
    series.add({ x: NaN, y: 1 });
    expect(series.points).to.be.empty;
  });

  for (const capacity of [0, 1, 3, 2.5, -2, NaN]) {
    it(`refuses a capacity of ${capacity}`, () => {
      expect(() => new Series(capacity)).to.throw(RangeError, 'even number');
    });
  }
});
