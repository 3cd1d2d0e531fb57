import { expect } from 'chai';
import { Stopwatch } from '../../src/training/stopwatch.js';

describe('A stopwatch', () => {
  let time = 0;
  const clock = (): number => time;

  it('counts the time between start and stop, and goes on from what was measured before', () => {
    const stopwatch = new Stopwatch(10, clock);
    stopwatch.start();
    time += 1500;
    stopwatch.stop();
    time += 1500;
    expect(stopwatch.seconds).to.equal(11.5);
  });

  for (const [what, jump] of [
    ['hours forward, as after a sleep', 5 * 3600 * 1000],
    ['back', -3600 * 1000],
  ] as const) {
    it(`is not led astray by a clock that jumps ${what}`, () => {
      const stopwatch = new Stopwatch(0, clock);
      stopwatch.start();
      for (let i = 0; i < 20; i++) {
        time += 100;
        stopwatch.count(64);
        if (i === 10) time += jump;
        expect(stopwatch.perSecond).to.be.within(500, 800);
      }
      stopwatch.stop();
      expect(stopwatch.seconds).to.be.within(1.8, 2.01);
    });
  }
});
