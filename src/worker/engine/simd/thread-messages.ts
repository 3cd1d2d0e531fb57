/** What the SIMD engine and its helper threads send each other: one request, one answer, and so on. */
import { IMAGE_BYTES, parameterCountOf } from '../../../shared/model.js';
import type { ModelKind } from '../../../shared/types.js';
import type { Score, SimdKernels } from '../../../simd/kernels.js';

/** Images that one call of the kernels takes: about 6 ms of work, so that messages do not wait longer. */
export const PIECE = 256;

/** The first request: the compiled kernels. */
export interface StartRequest {
  readonly kernels: SimdKernels;
}

/** Every other request: the gradients of a part of a batch. `buffer` is a part buffer, and is transferred. */
export interface PartRequest {
  readonly model: ModelKind;
  readonly buffer: ArrayBuffer;
  readonly count: number;
  /** Size of the whole batch. */
  readonly divisor: number;
}

export type ThreadRequest = StartRequest | PartRequest;

/**
 * The answer to a part request: the same buffer, with gradients where the parameters were. To the start request it is
 * null; to either, the error.
 */
export type ThreadAnswer = PartAnswer | null | Error;

export interface PartAnswer extends Score {
  readonly buffer: ArrayBuffer;
}

/** The windows on a part buffer. */
export interface PartBuffer {
  /** Parameters on the way there, gradients on the way back. */
  readonly floats: Float32Array<ArrayBuffer>;
  /** [count, 784] */
  readonly pixels: Uint8Array<ArrayBuffer>;
  /** [count] */
  readonly labels: Uint8Array<ArrayBuffer>;
}

/** Room for a part of a batch and the network's parameters; it goes back and forth, and nothing else is allocated. */
export function createPartBuffer(model: ModelKind): ArrayBuffer {
  return new ArrayBuffer(4 * parameterCountOf(model) + PIECE * (IMAGE_BYTES + 1));
}

/** @param count images in the part */
export function openPartBuffer(buffer: ArrayBuffer, model: ModelKind, count: number): PartBuffer {
  const floats = new Float32Array(buffer, 0, parameterCountOf(model));
  const pixels = new Uint8Array(buffer, floats.byteLength, count * IMAGE_BYTES);
  const labels = new Uint8Array(buffer, floats.byteLength + pixels.byteLength, count);
  return { floats, pixels, labels };
}
