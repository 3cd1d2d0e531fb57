import { expect } from 'chai';
import fc from 'fast-check';
import { sgd } from '../../src/optimizer/sgd.js';
import { addWeightDecay } from '../../src/optimizer/weight-decay.js';

/** Values in eighths, so that sums and differences of a few are exact. */
const eighths = (length: number): fc.Arbitrary<Float64Array> =>
  fc
    .array(fc.integer({ min: -800, max: 800 }), { minLength: length, maxLength: length })
    .map((values) => Float64Array.from(values, (value) => value / 8));

describe('Weight decay', () => {
  it('adds decay times the weight to the gradients of kernels, and leaves the rest', () => {
    const gradients = Float32Array.of(1, 1, 1, 1, 1, 1);
    const kernels = [
      { start: 0, end: 2 },
      { start: 3, end: 5 },
    ];
    addWeightDecay(gradients, Float32Array.of(2, -4, 6, 8, -10, 12), 0.5, kernels);
    expect([...gradients]).to.deep.equal([2, -1, 1, 5, -4, 1]);
  });

  it('is the derivative of decay / 2 times the sum of the squares', () => {
    fc.assert(
      fc.property(eighths(6), fc.constantFrom(0.25, 0.5, 1), fc.nat({ max: 5 }), (parameters, decay, at) => {
        const kernels = [{ start: 1, end: 4 }];
        const penalty = (values: Float64Array): number =>
          (decay / 2) * values.subarray(1, 4).reduce((sum, value) => sum + value * value, 0);
        const moved = (by: number): Float64Array => parameters.map((value, i) => (i === at ? value + by : value));
        const gradients = new Float64Array(6);
        addWeightDecay(gradients, parameters, decay, kernels);
        // Central differences of a square are exact.
        expect(gradients[at]).to.be.closeTo(penalty(moved(0.5)) - penalty(moved(-0.5)), 1e-9);
      }),
    );
  });

  it('lets a weight without other gradient shrink by learning rate times decay with sgd', () => {
    const parameters = Float64Array.of(1);
    for (let step = 1; step <= 10; step++) {
      const gradients = Float64Array.of(0);
      addWeightDecay(gradients, parameters, 0.5, [{ start: 0, end: 1 }]);
      sgd.update(parameters, gradients, new Float64Array(0), 0.2, step);
    }
    expect(parameters[0]).to.be.closeTo(0.9 ** 10, 1e-12);
  });

  it('of 0 changes nothing, nor does one without kernels', () => {
    const gradients = Float32Array.of(1, -0, 3);
    addWeightDecay(gradients, Float32Array.of(1, 2, Infinity), 0, [{ start: 0, end: 3 }]);
    addWeightDecay(gradients, Float32Array.of(1, 2, 3), 1, []);
    addWeightDecay(gradients, Float32Array.of(1, 2, 3), 1, [{ start: 2, end: 2 }]);
    expect([...gradients]).to.deep.equal([1, -0, 3]);
  });

  it('says so when lengths differ', () => {
    expect(() => addWeightDecay(new Float32Array(2), new Float32Array(3), 0.1, []))
      .to.throw('3 parameters need 3 gradients, not 2.')
      .with.property('code', 'invalid-argument');
  });

  it('says so when it is no number from 0 to 1', () => {
    for (const decay of [-0.1, 1.1, NaN, Infinity]) {
      expect(() => addWeightDecay(new Float32Array(2), new Float32Array(2), decay, []))
        .to.throw(`Weight decay is a number from 0 to 1, not ${decay}.`)
        .with.property('code', 'invalid-argument');
    }
  });

  it('says so when kernels do not lie within the parameters, before it changes any gradient', () => {
    for (const [start, end] of [
      [-1, 2],
      [2, 1],
      [0, 4],
      [0.5, 2],
      [NaN, 2],
    ] as const) {
      const gradients = new Float32Array(3);
      const kernels = [
        { start: 0, end: 3 },
        { start, end },
      ];
      expect(() => addWeightDecay(gradients, Float32Array.of(1, 2, 3), 0.1, kernels))
        .to.throw(`There is no range from ${start} to ${end} in 3 parameters.`)
        .with.property('code', 'invalid-argument');
      expect([...gradients]).to.deep.equal([0, 0, 0]);
    }
  });
});
