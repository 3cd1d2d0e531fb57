/**
 * What every optimizer is: a rule that moves parameters against their gradient, and the state that it keeps from step to
 * step. The two halves are those of optax (https://optax.readthedocs.io): `initialState`, in state.ts, and `update`.
 */
import { MnistError } from '../shared/errors.js';
import type { FloatArray, StateLayout } from './state.js';

export interface Optimizer extends StateLayout {
  /** As the attribute `optimizer` has it. */
  readonly name: string;
  /** The constants of the rule, beside the learning rate. They are the defaults of TensorFlow.js. */
  readonly hyperparameters: Readonly<Record<string, number>>;
  /**
   * One step: changes the parameters and the state in place, never the gradients. Every parameter is for itself, so that
   * threads may share the work, each with the same part of parameters, gradients and slots.
   *
   * @param parameters the trainable ones, of any number n
   * @param gradients n derivatives of the loss with respect to them, of the whole batch, with weight decay if there is any
   * @param state slots × n values
   * @param learningRate at least 0; at 0 only the state changes
   * @param step counts from 1, over all steps since the state was initial
   * @throws MnistError `invalid-argument` if lengths do not match, or if `step` is not a whole number from 1
   */
  readonly update: (
    parameters: FloatArray,
    gradients: FloatArray,
    state: FloatArray,
    learningRate: number,
    step: number,
  ) => void;
}

/** Refuses what `update` cannot work with. Typed arrays ignore what is written past their end, so nobody else would tell. */
export function checkUpdate(
  { name, slots }: Optimizer,
  { length: count }: FloatArray,
  gradients: FloatArray,
  state: FloatArray,
  step: number,
): void {
  if (gradients.length !== count) {
    throw new MnistError('invalid-argument', `${count} parameters need ${count} gradients, not ${gradients.length}.`);
  }
  const expected = slots.length * count;
  if (state.length !== expected) {
    const message = `For ${count} parameters, the state of ${name} has ${expected} values, but ${state.length} were given.`;
    throw new MnistError('invalid-argument', message);
  }
  if (!Number.isSafeInteger(step) || step < 1) {
    throw new MnistError('invalid-argument', `Steps of ${name} are whole numbers counted from 1, not ${step}.`);
  }
}
