/**
 * What optimizers remember from step to step: one flat array, slot after slot, each as long as the trainable parameters.
 * Storage, checkpoints and messages between threads carry it without knowing the rules that use it.
 */
import type { OptimizerName } from '../shared/types.js';

/** Engines compute in 32 bits; tests that want to see less rounding compute in 64. */
export type FloatArray = Float32Array | Float64Array;

/** One value for each trainable parameter, which an optimizer remembers. */
export interface StateSlot {
  /** Of no importance to those who carry the state; for people who look into it. */
  readonly name: string;
  /** Whether its values may be negative. Those whose root is taken may not. */
  readonly signed: boolean;
}

export interface StateLayout {
  /** What an optimizer remembers, in the order in which it lies in the state. */
  readonly slots: readonly StateSlot[];
}

export const STATE_LAYOUTS = {
  adam: {
    slots: [
      { name: 'firstMoment', signed: true },
      { name: 'secondMoment', signed: false },
    ],
  },
  sgd: { slots: [] },
  momentum: { slots: [{ name: 'velocity', signed: true }] },
  rmsprop: { slots: [{ name: 'meanSquare', signed: false }] },
} as const satisfies Readonly<Record<OptimizerName, StateLayout>>;

/**
 * The state before the first step: zeros.
 *
 * @param count of trainable parameters
 * @returns slots × count values
 */
export function initialState({ slots }: StateLayout, count: number): Float32Array<ArrayBuffer> {
  return new Float32Array(slots.length * count);
}

/**
 * Whether an optimizer can go on from this: for states that come from elsewhere, such as a file.
 *
 * @param count of trainable parameters
 */
export function isUsableState({ slots }: StateLayout, state: FloatArray, count: number): boolean {
  if (state.length !== slots.length * count || !state.every(Number.isFinite)) return false;
  return slots.every(({ signed }, i) => signed || state.subarray(i * count, (i + 1) * count).every((x) => x >= 0));
}
