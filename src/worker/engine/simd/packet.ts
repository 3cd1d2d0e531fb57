/**
 * What a thread sends another in every step, as one stretch of bytes: Chromium passes on a buffer by itself in less time
 * than an object that holds buffers.
 */
import { IMAGE_BYTES } from '../../../shared/model.js';
import type { PartResult } from './exchange.js';

/** A result on its way. */
export interface Packet extends PartResult {
  /** Of the batch. */
  readonly ticket: number;
  /** Whose part it is. */
  readonly rank: number;
}

/** Ticket, rank, loss, correct, number of gradients, learning rate, step; images of the next part, and its divisor. */
const NUMBERS = 9;
const GRADIENTS_AT = NUMBERS * 8;

/** How many bytes a packet takes. */
export function packetBytes({ gradients, next }: PartResult): number {
  return imagesAt(gradients?.length ?? 0) + (next === undefined ? 0 : next.labels.length * (IMAGE_BYTES + 1));
}

/** @param buffer at least `packetBytes()` long */
export function writePacket(buffer: ArrayBuffer, packet: Packet): void {
  const { ticket, rank, loss, correct, gradients, update, next } = packet;
  const count = gradients?.length ?? 0;
  const { learningRate, step } = update ?? { learningRate: 0, step: 0 };
  new Float64Array(buffer, 0, NUMBERS).set([
    ...[ticket, rank, loss, correct, count, learningRate, step],
    ...[next?.labels.length ?? 0, next?.divisor ?? 0],
  ]);
  if (gradients !== null) new Float32Array(buffer, GRADIENTS_AT, count).set(gradients);
  if (next === undefined) return;
  const images = new Uint8Array(buffer, imagesAt(count));
  images.set(next.pixels);
  images.set(next.labels, next.pixels.length);
}

/** The arrays of what it gives are windows on the buffer. */
export function readPacket(buffer: ArrayBuffer): Packet {
  const [ticket, rank, loss, correct, count, learningRate, step, images, divisor] = new Float64Array(
    buffer,
    0,
    NUMBERS,
  ) as unknown as [number, number, number, number, number, number, number, number, number];
  const pixels = new Uint8Array(buffer, imagesAt(count), images * IMAGE_BYTES);
  const labels = new Uint8Array(buffer, imagesAt(count) + pixels.length, images);
  return {
    ticket,
    rank,
    loss,
    correct,
    gradients: count === 0 ? null : new Float32Array(buffer, GRADIENTS_AT, count),
    update: step === 0 ? undefined : { learningRate, step },
    next: divisor === 0 ? undefined : { pixels, labels, divisor },
  };
}

function imagesAt(gradientCount: number): number {
  return GRADIENTS_AT + gradientCount * Float32Array.BYTES_PER_ELEMENT;
}
