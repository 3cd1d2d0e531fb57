import { expect } from 'chai';
import { Random } from '../../src/base/random.js';

const sequence = (random: Random, length: number): number[] => Array.from({ length }, () => random.uint32());

describe('Random', () => {
  it('is xoshiro128**: from the same state it goes on as the program that its authors published', () => {
    // Printed by https://prng.di.unimi.it/xoshiro128starstar.c with s = {1, 2, 3, 4}.
    const published = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849];
    expect(sequence(new Random([1, 2, 3, 4]), 8)).to.deep.equal(published);
  });

  it('repeats its sequence for the same seed', () => {
    expect(sequence(new Random(7), 100)).to.deep.equal(sequence(new Random(7), 100));
  });

  it('gives another sequence for another seed, also for a neighbouring one', () => {
    const [a, b] = [sequence(new Random(7), 100), sequence(new Random(8), 100)];
    expect(a.filter((value, i) => value === b[i])).to.be.empty;
  });

  it('gives another sequence each time without a seed', () => {
    expect(sequence(new Random(undefined), 4)).not.to.deep.equal(sequence(new Random(undefined), 4));
  });

  it('spreads floats evenly over 0 to 1', () => {
    const random = new Random(1);
    const values = Array.from({ length: 20_000 }, () => random.float());
    expect(Math.min(...values)).to.be.within(0, 0.001);
    expect(Math.max(...values)).to.be.within(0.999, 1);
    expect(values.reduce((sum, value) => sum + value, 0) / values.length).to.be.closeTo(0.5, 0.01);
  });

  it('shuffles every value into every place about equally often', () => {
    const random = new Random(3);
    const counts = Array.from({ length: 5 }, () => new Array<number>(5).fill(0));
    for (let round = 0; round < 10_000; round++) {
      const values = Uint32Array.of(0, 1, 2, 3, 4);
      random.shuffle(values);
      values.forEach((value, place) => (counts[place]![value]! += 1));
    }
    for (const count of counts.flat()) expect(count).to.be.closeTo(2000, 200);
  });
});
