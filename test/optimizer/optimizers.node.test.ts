/** What holds for every optimizer, and what sets each apart. */
import { expect } from 'chai';
import fc from 'fast-check';
import type { Optimizer } from '../../src/optimizer/optimizer.js';
import { initialState, isUsableState, type FloatArray } from '../../src/optimizer/state.js';
import { DEFAULT_OPTIMIZER, OPTIMIZERS, OPTIMIZER_NAMES } from '../../src/optimizer/optimizers.js';

const { adam, sgd, momentum, rmsprop } = OPTIMIZERS;
const all: readonly Optimizer[] = Object.values(OPTIMIZERS);

const floats = (count: number, limit: number): fc.Arbitrary<Float32Array> =>
  fc.float32Array({
    minLength: count,
    maxLength: count,
    min: -Math.fround(limit),
    max: Math.fround(limit),
    noNaN: true,
  });

/** Parameters with several steps' gradients. */
const trainings = fc.integer({ min: 0, max: 9 }).chain((count) =>
  fc.record({
    parameters: floats(count, 1e3),
    gradients: fc.array(floats(count, 1e15), { minLength: 1, maxLength: 20 }),
    learningRate: fc.double({ min: 0, max: 10, noNaN: true }),
  }),
);

/** A step counts from 1. */
function takeSteps(
  { update }: Optimizer,
  parameters: FloatArray,
  gradients: readonly FloatArray[],
  state: FloatArray,
  learningRate: number,
): void {
  gradients.forEach((gradient, i) => update(parameters, gradient, state, learningRate, i + 1));
}

/** Of one parameter at 0: where it is after the step. */
function firstStep({ update, slots }: Optimizer, gradient: number, learningRate: number): number {
  const parameters = new Float64Array(1);
  update(parameters, Float64Array.of(gradient), new Float64Array(slots.length), learningRate, 1);
  return parameters[0]!;
}

describe('The optimizers', () => {
  it('are listed under their own names, the default first', () => {
    expect(OPTIMIZER_NAMES).to.deep.equal(['adam', 'sgd', 'momentum', 'rmsprop']);
    for (const [name, optimizer] of Object.entries(OPTIMIZERS)) expect(optimizer.name).to.equal(name);
    expect(OPTIMIZER_NAMES[0]).to.equal(DEFAULT_OPTIMIZER);
  });

  it('take as many slots as they remember values', () => {
    expect(all.map((optimizer) => initialState(optimizer, 7).length)).to.deep.equal([14, 0, 7, 7]);
  });
});

for (const optimizer of all) {
  describe(`The optimizer ${optimizer.name}`, () => {
    it('leaves parameters where their gradient has always been zero', () => {
      fc.assert(
        fc.property(trainings, ({ parameters, gradients, learningRate }) => {
          const before = parameters.slice();
          const zeros = gradients.map((gradient) => new Float32Array(gradient.length));
          takeSteps(optimizer, parameters, zeros, initialState(optimizer, parameters.length), learningRate);
          expect([...parameters].every((value, i) => value === before[i])).to.be.true;
        }),
      );
    });

    it('moves nothing at a learning rate of 0', () => {
      fc.assert(
        fc.property(trainings, ({ parameters, gradients }) => {
          const before = parameters.slice();
          takeSteps(optimizer, parameters, gradients, initialState(optimizer, parameters.length), 0);
          expect([...parameters].every((value, i) => value === before[i])).to.be.true;
        }),
      );
    });

    it('moves against the gradient with the first step', () => {
      fc.assert(
        fc.property(fc.double({ min: 1e-9, max: 1e15, noNaN: true }), (gradient) => {
          expect(firstStep(optimizer, gradient, 0.1)).to.be.below(0);
          expect(firstStep(optimizer, -gradient, 0.1)).to.equal(-firstStep(optimizer, gradient, 0.1));
        }),
      );
    });

    it('stays finite and usable with gradients of any size up to 1e15', () => {
      fc.assert(
        fc.property(trainings, ({ parameters, gradients, learningRate }) => {
          const state = initialState(optimizer, parameters.length);
          takeSteps(optimizer, parameters, gradients, state, learningRate);
          expect(parameters.every(Number.isFinite)).to.be.true;
          expect(isUsableState(optimizer, state, parameters.length)).to.be.true;
        }),
      );
    });

    it('leaves the gradients as they are', () => {
      fc.assert(
        fc.property(trainings, ({ parameters, gradients, learningRate }) => {
          const before = structuredClone(gradients);
          takeSteps(optimizer, parameters, gradients, initialState(optimizer, parameters.length), learningRate);
          expect(gradients).to.deep.equal(before);
        }),
      );
    });

    it('gives the same bits when two share the parameters', () => {
      fc.assert(
        fc.property(trainings, fc.nat(), ({ parameters, gradients, learningRate }, cut) => {
          const middle = cut % (parameters.length + 1);
          const parts = [
            [0, middle],
            [middle, parameters.length],
          ] as const;
          const shared = parts.flatMap(([start, end]) => {
            const part = parameters.slice(start, end);
            const partGradients = gradients.map((gradient) => gradient.slice(start, end));
            takeSteps(optimizer, part, partGradients, initialState(optimizer, part.length), learningRate);
            return [...part];
          });
          takeSteps(optimizer, parameters, gradients, initialState(optimizer, parameters.length), learningRate);
          expect(shared).to.deep.equal([...parameters]);
        }),
      );
    });

    it('remembers nothing between zero and 1e-30, where computing becomes slow', () => {
      const parameters = Float32Array.of(0.5, 0.5, 0.5);
      const state = initialState(optimizer, 3);
      optimizer.update(parameters, Float32Array.of(1, -1e-3, 1e-29), state, 0.1, 1);
      // Adam's second moment takes tens of thousands of steps to become as small as that.
      for (let step = 2; step <= 80_000; step++) {
        optimizer.update(parameters, new Float32Array(3), state, 0.1, step);
        if (state.some((value) => value !== 0 && Math.abs(value) < Math.fround(1e-30)))
          expect.fail(`${state.join(' ')} at ${step}`);
      }
      expect([...state].every((value) => value === 0)).to.be.true;
    });

    it('passes NaN on, so that it is noticed', () => {
      const parameters = Float32Array.of(1, 1);
      optimizer.update(parameters, Float32Array.of(NaN, 0), initialState(optimizer, 2), 0.1, 1);
      expect([...parameters]).to.deep.equal([NaN, 1]);
    });

    it('says so when lengths do not match', () => {
      const [two, three] = [new Float32Array(2), new Float32Array(3)];
      expect(() => optimizer.update(three, two, initialState(optimizer, 3), 0.1, 1))
        .to.throw('3 parameters need 3 gradients, not 2.')
        .with.property('code', 'invalid-argument');
      expect(() => optimizer.update(three, three, new Float32Array(100), 0.1, 1))
        .to.throw(`the state of ${optimizer.name} has ${3 * optimizer.slots.length} values, but 100 were given.`)
        .with.property('code', 'invalid-argument');
    });

    it('says so when steps are not counted from 1', () => {
      for (const step of [0, -1, 1.5, NaN, Infinity]) {
        expect(() => optimizer.update(new Float32Array(1), new Float32Array(1), initialState(optimizer, 1), 0.1, step))
          .to.throw(`counted from 1, not ${step}.`)
          .with.property('code', 'invalid-argument');
      }
    });

    it('can go on from a state of the right length and of finite values only', () => {
      const length = 3 * optimizer.slots.length;
      expect(isUsableState(optimizer, new Float32Array(length).fill(2), 3)).to.be.true;
      expect(isUsableState(optimizer, new Float32Array(length + 3), 3)).to.be.false;
      for (const value of [NaN, Infinity]) {
        expect(isUsableState(optimizer, new Float32Array(length).fill(value), 3)).to.equal(length === 0);
      }
    });
  });
}

describe('A state with a negative value', () => {
  it('is one of momentum', () => {
    expect(isUsableState(momentum, Float32Array.of(1, -1), 2)).to.be.true;
  });

  it('is none of rmsprop, and none of adam if it is the second moment', () => {
    expect(isUsableState(rmsprop, Float32Array.of(1, -1), 2)).to.be.false;
    expect(isUsableState(adam, Float32Array.of(-1, -1, 1, 1), 2)).to.be.true;
    expect(isUsableState(adam, Float32Array.of(1, 1, 1, -1), 2)).to.be.false;
  });
});

describe('The first step', () => {
  it('of sgd and momentum is as long as the gradient says', () => {
    for (const optimizer of [sgd, momentum]) expect(firstStep(optimizer, 3, 0.1)).to.be.closeTo(-0.3, 1e-12);
  });

  it('of adam is as long as the learning rate, whatever the gradient', () => {
    for (const gradient of [1e-3, 1, 1e6]) expect(firstStep(adam, gradient, 0.1)).to.be.closeTo(-0.1, 1e-4);
  });

  it('of rmsprop is √10 times as long', () => {
    for (const gradient of [1, 1e6])
      expect(firstStep(rmsprop, gradient, 0.1)).to.be.closeTo(-0.1 * Math.sqrt(10), 1e-6);
  });
});

describe('Under a steady gradient', () => {
  it('momentum comes to go ten times as fast as sgd', () => {
    const parameters = Float64Array.of(0);
    const state = Float64Array.of(0);
    let before = 0;
    for (let step = 1; step <= 200; step++) {
      before = parameters[0]!;
      momentum.update(parameters, Float64Array.of(1), state, 0.1, step);
    }
    expect(parameters[0]! - before).to.be.closeTo(-1, 1e-6);
  });
});
