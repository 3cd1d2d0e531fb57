/**
 * What every optimizer is: a rule that moves parameters against their gradient, and the state that it keeps from step to
 * step. The two halves are those of optax (https://optax.readthedocs.io): {@link initialState} and `update`.
 *
 * The state is one flat array: slot after slot, each as long as the trainable parameters. Storage, checkpoints and
 * messages between threads carry it without knowing whose it is.
 */
import { MnistError } from '../shared/errors.js';

/** Engines compute in 32 bits; tests that want to see less rounding compute in 64. */
export type FloatArray = Float32Array | Float64Array;

/** One value for each trainable parameter, which an optimizer remembers. */
export interface StateSlot {
  /** Of no importance to those who carry the state; for people who look into it. */
  readonly name: string;
  /** Whether its values may be negative. Those whose root is taken may not. */
  readonly signed: boolean;
}

export interface Optimizer {
  /** As the attribute `optimizer` has it. */
  readonly name: string;
  /** The constants of the rule, beside the learning rate. They are the defaults of TensorFlow.js. */
  readonly hyperparameters: Readonly<Record<string, number>>;
  /** What it remembers, in the order in which it lies in the state. */
  readonly slots: readonly StateSlot[];
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

/**
 * The state before the first step: zeros.
 *
 * @param count of trainable parameters
 * @returns slots × count values
 */
export function initialState({ slots }: Optimizer, count: number): Float32Array<ArrayBuffer> {
  return new Float32Array(slots.length * count);
}

/**
 * Whether an optimizer can go on from this: for states that come from elsewhere, such as a file.
 *
 * @param count of trainable parameters
 */
export function isUsableState({ slots }: Optimizer, state: FloatArray, count: number): boolean {
  if (state.length !== slots.length * count || !state.every(Number.isFinite)) return false;
  return slots.every(({ signed }, i) => signed || state.subarray(i * count, (i + 1) * count).every((x) => x >= 0));
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
