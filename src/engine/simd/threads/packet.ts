/**
 * What a thread sends another in every step, as one stretch of bytes: Chromium passes on a buffer by itself in less time
 * than an object that holds buffers.
 */
import type { PartResult } from './exchange.js';

/** A result on its way. */
export interface Packet extends PartResult {
  /** Of the batch. */
  readonly ticket: number;
  /** Whose part it is. */
  readonly rank: number;
}

/**
 * Ticket, rank, loss, correct, number of gradients; learning rate, weight decay and step of the update; of the next part,
 * bytes of its images, their number, divisor, and what dropout draws by: seed, step, first image.
 */
const NUMBERS = 14;
type Numbers = readonly [
  ...[ticket: number, rank: number, loss: number, correct: number, count: number],
  ...[learningRate: number, weightDecay: number, step: number],
  ...[bytes: number, images: number, divisor: number, seed: number, drawStep: number, first: number],
];
const GRADIENTS_AT = NUMBERS * 8;

/** How many bytes a packet takes. */
export function packetBytes({ gradients, next }: PartResult): number {
  return imagesAt(gradients?.length ?? 0) + (next === undefined ? 0 : next.pixels.length + next.labels.length);
}

/** @param buffer at least `packetBytes()` long */
export function writePacket(buffer: ArrayBuffer, packet: Packet): void {
  const { ticket, rank, loss, correct, gradients, update, next } = packet;
  const count = gradients?.length ?? 0;
  const { learningRate, weightDecay, step } = update ?? { learningRate: 0, weightDecay: 0, step: 0 };
  const { seed, step: drawStep, first } = next?.draw ?? { seed: 0, step: 0, first: 0 };
  const numbers: Numbers = [
    ...([ticket, rank, loss, correct, count, learningRate, weightDecay, step] as const),
    ...([next?.pixels.length ?? 0, next?.labels.length ?? 0, next?.divisor ?? 0, seed, drawStep, first] as const),
  ];
  new Float64Array(buffer, 0, NUMBERS).set(numbers);
  if (gradients !== null) new Float32Array(buffer, GRADIENTS_AT, count).set(gradients);
  if (next === undefined) return;
  const images = new Uint8Array(buffer, imagesAt(count));
  images.set(next.pixels);
  images.set(next.labels, next.pixels.length);
}

/** The arrays of what it gives are windows on the buffer. */
export function readPacket(buffer: ArrayBuffer): Packet {
  const numbers = new Float64Array(buffer, 0, NUMBERS) as unknown as Numbers;
  const [ticket, rank, loss, correct, count, learningRate, weightDecay, step] = numbers;
  const [, , , , , , , , bytes, images, divisor, seed, drawStep, first] = numbers;
  const pixels = new Uint8Array(buffer, imagesAt(count), bytes);
  const labels = new Uint8Array(buffer, imagesAt(count) + bytes, images);
  return {
    ticket,
    rank,
    loss,
    correct,
    gradients: count === 0 ? null : new Float32Array(buffer, GRADIENTS_AT, count),
    update: step === 0 ? undefined : { learningRate, weightDecay, step },
    next: divisor === 0 ? undefined : { pixels, labels, divisor, draw: { seed, step: drawStep, first } },
  };
}

function imagesAt(gradientCount: number): number {
  return GRADIENTS_AT + gradientCount * Float32Array.BYTES_PER_ELEMENT;
}
