/** How a mistake in a network is told: an `MnistError` that names the place and what was expected there. */
import { MnistError } from '../shared/errors.js';

/** @throws {MnistError} `invalid-attribute` with the reason, which is a sentence without its full stop */
export function refuse(reason: string, subject?: string): never {
  throw new MnistError('invalid-attribute', reason.endsWith('?') ? reason : `${reason}.`, undefined, subject);
}

/** @throws {MnistError} `invalid-attribute`; the message starts with the number of the layer, counted from 1 */
export function refuseLayer(index: number, reason: string, subject?: string): never {
  refuse(`layer ${index + 1}: ${reason}`, subject);
}

/** A word of the text between backticks: not more of it than can be read there. */
export function quote(words: string): string {
  return `\`${words.length > 60 ? `${words.slice(0, 60)}…` : words}\``;
}
