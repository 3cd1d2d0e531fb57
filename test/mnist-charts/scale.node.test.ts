import { expect } from 'chai';
import { ticksUpTo, wholeTicks } from '../../src/mnist-charts/scale.js';

describe('The ticks of an axis', () => {
  for (const [highest, ticks] of [
    [2.3, [0, 0.5, 1, 1.5, 2, 2.5]],
    [2.5, [0, 0.5, 1, 1.5, 2, 2.5]],
    [0.31, [0, 0.1, 0.2, 0.3, 0.4]],
    [0.05, [0, 0.01, 0.02, 0.03, 0.04, 0.05]],
    [11, [0, 2.5, 5, 7.5, 10, 12.5]],
  ] as const) {
    it(`go to ${ticks.at(-1)} where the highest value is ${highest}`, () => {
      expect(ticksUpTo(highest)).to.deep.equal(ticks);
    });
  }

  it('are some where there is nothing yet', () => {
    expect(ticksUpTo(0)[0]).to.equal(0);
    expect(ticksUpTo(0)).to.have.length.at.least(2);
  });

  for (const [first, last, most, ticks] of [
    [0, 1, 10, [0, 1]],
    [0, 5, 10, [0, 1, 2, 3, 4, 5]],
    [5, 10, 10, [5, 6, 7, 8, 9, 10]],
    [0, 15, 6, [0, 5, 10, 15]],
    [3, 17, 5, [3, 5, 10, 17]],
    [0, 10_000, 5, [0, 5000, 10_000]],
  ] as const) {
    it(`are whole epochs from ${first} to ${last} where there is room for ${most}`, () => {
      expect(wholeTicks(first, last, most)).to.deep.equal(ticks);
    });
  }
});
