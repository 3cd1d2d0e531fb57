/** Every optimizer against the one of TensorFlow.js, on real images. */
import * as tf from '@tensorflow/tfjs';
import { expect } from 'chai';
import { initialState } from '../../src/optimizer/state.js';
import { OPTIMIZERS, OPTIMIZER_NAMES, type OptimizerName } from '../../src/optimizer/optimizers.js';
import { SCHEDULES, type Schedule, type ScheduleName } from '../../src/optimizer/schedules.js';
import { addWeightDecay } from '../../src/optimizer/weight-decay.js';
import {
  flatten,
  gradientOf,
  initialParameters,
  kernels,
  lossOf,
  parameterCount,
  variablesOf,
} from './small-lesson.js';

const STEPS = 20;

/** Peaks at which each of them learns. */
const RATES: Readonly<Record<OptimizerName, number>> = { adam: 0.003, sgd: 0.1, momentum: 0.03, rmsprop: 0.003 };

const PEERS: Readonly<Record<OptimizerName, (learningRate: number) => tf.Optimizer>> = {
  adam: (learningRate) => tf.train.adam(learningRate),
  sgd: (learningRate) => tf.train.sgd(learningRate),
  momentum: (learningRate) => tf.train.momentum(learningRate, 0.9),
  rmsprop: (learningRate) => tf.train.rmsprop(learningRate),
};

interface Training {
  readonly parameters: Float32Array;
  readonly state: Float32Array;
}

/** Takes the steps `from` up to but without `to`, in place. */
function train(name: OptimizerName, schedule: Schedule, decay: number, training: Training, from = 0, to = STEPS): void {
  const { parameters, state } = training;
  for (let step = from; step < to; step++) {
    const gradients = gradientOf(parameters, step);
    addWeightDecay(gradients, parameters, decay, kernels);
    OPTIMIZERS[name].update(parameters, gradients, state, schedule(step, STEPS, RATES[name]), step + 1);
  }
}

function trainPeer(name: OptimizerName, schedule: Schedule, decay: number, parameters: Float32Array): Float32Array {
  const variables = variablesOf(parameters);
  const peer = PEERS[name](RATES[name]);
  const penalty = tf.regularizers.l2({ l2: decay / 2 }) as unknown as { apply(x: tf.Tensor): tf.Scalar };
  for (let step = 0; step < STEPS; step++) {
    setLearningRate(peer, schedule(step, STEPS, RATES[name]));
    peer.minimize(
      () => {
        const penalties = variables.filter(({ rank }) => rank === 2).map((kernel) => penalty.apply(kernel));
        return tf.addN([lossOf(variables, step), ...penalties]);
      },
      false,
      variables,
    );
  }
  const trained = flatten(variables);
  tf.dispose(variables);
  peer.dispose();
  return trained;
}

/** Where there is no method for it, the property is read at every step. Every optimizer claims to be an `SGDOptimizer`. */
function setLearningRate(peer: tf.Optimizer, learningRate: number): void {
  if ('setLearningRate' in peer) (peer as tf.SGDOptimizer).setLearningRate(learningRate);
  else Object.assign(peer, { learningRate });
}

/**
 * How far parameters may lie apart; they are up to 0.5. TensorFlow.js rounds Adam's powers of beta to 32 bits before it
 * takes them from 1: of 1 − 0.999, five digits are left. That alone moves a weight by 4e-6 in these steps.
 */
const LIMITS: Readonly<Record<OptimizerName, number>> = { adam: 1e-5, sgd: 5e-7, momentum: 5e-7, rmsprop: 5e-7 };

const CASES: readonly { readonly schedule: ScheduleName; readonly decay: number }[] = [
  { schedule: 'one-cycle', decay: 0 },
  { schedule: 'one-cycle', decay: 0.01 },
  { schedule: 'constant', decay: 1 },
];

function freshTraining(name: OptimizerName): Training {
  return { parameters: initialParameters(7), state: initialState(OPTIMIZERS[name], parameterCount) };
}

for (const name of OPTIMIZER_NAMES) {
  describe(`After ${STEPS} steps on MNIST, ${name}`, () => {
    before(async () => {
      await tf.setBackend('cpu');
    });

    for (const { schedule, decay } of CASES) {
      it(`is where TensorFlow.js is, with the schedule ${schedule} and a weight decay of ${decay}`, () => {
        const training = freshTraining(name);
        const expected = trainPeer(name, SCHEDULES[schedule], decay, training.parameters);
        const distances = (): Float32Array => training.parameters.map((value, i) => Math.abs(value - expected[i]!));
        expect(Math.max(...distances())).to.be.above(0.01);
        train(name, SCHEDULES[schedule], decay, training);
        expect(Math.max(...distances())).to.be.below(LIMITS[name]);
      });
    }

    it('has the same bits when it went on from a copy halfway', () => {
      const straight = freshTraining(name);
      train(name, SCHEDULES['one-cycle'], 0.01, straight);
      const first = freshTraining(name);
      train(name, SCHEDULES['one-cycle'], 0.01, first, 0, STEPS / 2);
      const second = structuredClone(first);
      train(name, SCHEDULES['one-cycle'], 0.01, second, STEPS / 2);
      expect(second).to.deep.equal(straight);
    });
  });
}
