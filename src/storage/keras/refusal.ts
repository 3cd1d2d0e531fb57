/** How a model is refused: its files are damaged or no model at all, or they hold one that this library cannot be. */
import { MnistError } from '../../shared/errors.js';

/** Longest text of a file, or about one, that a message repeats. */
const MOST_LETTERS = 300;

/** The files cannot be read. The reason may quote them, and is cut short for that. */
export function invalid(reason: string, cause?: unknown): MnistError {
  return new MnistError('model-invalid', `The model cannot be read: ${sentence(reason)}`, cause);
}

/** The files hold a model, but none that this library has layers for. */
export function different(reason: string, cause?: unknown): MnistError {
  return new MnistError('model-shape', `The model is not one that can be used here: ${sentence(reason)}`, cause);
}

/** A layer as a message names it, such as `"dense_1" (Dense)`. */
export function nameOf({ name, className }: { readonly name: string; readonly className: string }): string {
  return `"${abbreviate(name, 60)}" (${abbreviate(className, 60)})`;
}

export function abbreviate(words: string, most = MOST_LETTERS): string {
  return words.length > most ? `${words.slice(0, most)}…` : words;
}

function sentence(reason: string): string {
  const short = abbreviate(reason);
  return /[.?…]$/.test(short) ? short : `${short}.`;
}
