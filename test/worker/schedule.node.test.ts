import { expect } from 'chai';
import { oneCycleRate } from '../../src/worker/schedule.js';

describe('The one-cycle schedule', () => {
  it('starts at a tenth of the peak, reaches the peak after a fifth of the steps, and ends near 0', () => {
    expect(oneCycleRate(0, 1000, 0.003)).to.be.closeTo(0.0003, 1e-12);
    expect(oneCycleRate(200, 1000, 0.003)).to.be.closeTo(0.003, 1e-12);
    expect(oneCycleRate(999, 1000, 0.003)).to.be.closeTo(0.003 / 800, 1e-12);
  });

  it('climbs and falls in straight lines', () => {
    expect(oneCycleRate(100, 1000, 1)).to.be.closeTo(0.55, 1e-12);
    expect(oneCycleRate(600, 1000, 1)).to.be.closeTo(0.5, 1e-12);
  });

  it('gives a positive rate at every step, also in a training of one step', () => {
    expect(oneCycleRate(0, 1, 0.01)).to.be.above(0);
    for (let step = 0; step < 7; step++) expect(oneCycleRate(step, 7, 0.01)).to.be.within(1e-4, 0.01);
  });
});
