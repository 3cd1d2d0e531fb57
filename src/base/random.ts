/** A small seeded random generator, so that a training can be repeated bit for bit. */
import type { RandomState } from '../messages/checkpoint.js';

/**
 * xoshiro128** by Blackman and Vigna (https://prng.di.unimi.it/xoshiro128starstar.c), its state filled from the seed
 * by splitmix32.
 */
export class Random {
  readonly #state: Uint32Array;

  /** @param from any integer as seed; a state to go on from; undefined for a different sequence each time */
  constructor(from: number | RandomState | undefined) {
    this.#state = typeof from === 'object' ? Uint32Array.from(from) : stateOf(from);
  }

  /** Where the generator is in its sequence: another one made from it gives the same numbers from here on. */
  get state(): RandomState {
    return [...this.#state] as unknown as RandomState;
  }

  /** The next 32 random bits. */
  uint32(): number {
    const state = this.#state as unknown as [number, number, number, number];
    const result = Math.imul(rotateLeft(Math.imul(state[1], 5), 7), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotateLeft(state[3], 11);
    return result;
  }

  /** Uniform in [0, 1). */
  float(): number {
    return this.uint32() / 0x1_0000_0000;
  }

  /** Uniform integer in [0, limit). */
  integer(limit: number): number {
    return Math.floor(this.float() * limit);
  }

  /** Shuffles in place (Fisher–Yates). */
  shuffle(values: Uint32Array): void {
    for (let i = values.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const value = values[i]!;
      values[i] = values[j]!;
      values[j] = value;
    }
  }
}

function stateOf(seed: number | undefined): Uint32Array {
  const state = new Uint32Array(4);
  let mix = seed === undefined ? crypto.getRandomValues(new Uint32Array(1))[0]! : seed >>> 0;
  for (let i = 0; i < 4; i++) {
    mix = (mix + 0x9e3779b9) >>> 0;
    let word = mix;
    word = Math.imul(word ^ (word >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    state[i] = word ^ (word >>> 15);
  }
  return state;
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
