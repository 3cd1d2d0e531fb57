import { expect } from 'chai';
import fc from 'fast-check';
import { DEFAULT_SCHEDULE, SCHEDULES, SCHEDULE_NAMES, constant, oneCycle } from '../../src/optimizer/schedules.js';

describe('The schedules', () => {
  it('are listed, the default first', () => {
    expect(SCHEDULE_NAMES).to.deep.equal(['one-cycle', 'constant']);
    expect(SCHEDULE_NAMES[0]).to.equal(DEFAULT_SCHEDULE);
  });

  it('give a rate above 0, at most the peak, at every step of every training', () => {
    const trainings = fc
      .integer({ min: 1, max: 1e7 })
      .chain((steps) => fc.tuple(fc.integer({ min: 0, max: steps - 1 }), fc.constant(steps)));
    const peaks = fc.double({ min: 1e-9, max: 10, noNaN: true });
    for (const schedule of Object.values(SCHEDULES)) {
      fc.assert(
        fc.property(trainings, peaks, ([step, steps], peak) => {
          expect(schedule(step, steps, peak)).to.be.above(0);
          expect(schedule(step, steps, peak)).to.be.at.most(peak);
        }),
      );
    }
  });
});

describe('The one-cycle schedule', () => {
  it('starts at a tenth of the peak, reaches the peak after a fifth of the steps, and ends near 0', () => {
    expect(oneCycle(0, 1000, 0.003)).to.be.closeTo(0.0003, 1e-12);
    expect(oneCycle(200, 1000, 0.003)).to.be.closeTo(0.003, 1e-12);
    expect(oneCycle(999, 1000, 0.003)).to.be.closeTo(0.003 / 800, 1e-12);
  });

  it('climbs and falls in straight lines', () => {
    expect(oneCycle(100, 1000, 1)).to.be.closeTo(0.55, 1e-12);
    expect(oneCycle(600, 1000, 1)).to.be.closeTo(0.5, 1e-12);
  });

  it('gives a positive rate at every step, also in a training of one step', () => {
    expect(oneCycle(0, 1, 0.01)).to.be.above(0);
    for (let step = 0; step < 7; step++) expect(oneCycle(step, 7, 0.01)).to.be.within(1e-4, 0.01);
  });
});

describe('The constant schedule', () => {
  it('stays at the peak', () => {
    for (let step = 0; step < 7; step++) expect(constant(step, 7, 0.01)).to.equal(0.01);
  });
});
