/** The one error type of the project: a stable code for programs, a sentence for people, and the cause. */

/** Every failure has one of these codes; they do not change between versions. Each has its row in docs/api.md. */
export type MnistErrorCode =
  /** An attribute holds a value that cannot be used. */
  | 'invalid-attribute'
  /** An argument of a method, or a value that a property is set to, cannot be used. */
  | 'invalid-argument'
  /** The method cannot be used in the trainer's present state. */
  | 'invalid-state'
  /** `stop()` ended an evaluation or an import before there was a result. */
  | 'stopped'
  /** A prediction, evaluation or export was asked for before there was anything trained. */
  | 'not-trained'
  /** `for` names no trainer, or there is none on the page. */
  | 'trainer-not-found'
  /** The worker script could not be started. */
  | 'worker-failed'
  /** The worker did not answer in time when it was started. */
  | 'worker-timeout'
  /** The worker died or hung. */
  | 'worker-crashed'
  /** A file of the data does not exist. */
  | 'data-not-found'
  /** The data could not be downloaded: the connection failed, or the server answered with an error. */
  | 'data-network'
  /** A file of the data is larger than it may be, or cannot be unpacked. */
  | 'data-corrupt'
  /** A file of the data is no IDX file, or not the one that it should be. */
  | 'data-magic'
  /** A file of the data ends too early. */
  | 'data-truncated'
  /** The pictures have a size that cannot be used, or another one than the network reads. */
  | 'data-dimensions'
  /** There are not as many labels as images. */
  | 'data-count-mismatch'
  /** A label names a class that there is not. */
  | 'data-label-range'
  /** The browser has no memory for as much as is asked for. */
  | 'out-of-memory'
  /** `backend` names none that exists. */
  | 'backend-unknown'
  /** The browser or the device does not have the backend that `backend` names. */
  | 'backend-unavailable'
  /** What computes has failed. */
  | 'engine-failed'
  /** The loss is no number any more: the learning rate is too high. */
  | 'nan-loss'
  /** A file of the model that a page points to does not exist. */
  | 'model-not-found'
  /** The model that a page points to could not be downloaded. */
  | 'model-network'
  /** The files of a model cannot be read. */
  | 'model-invalid'
  /** A model belongs to a network that is built otherwise. */
  | 'model-shape'
  /** Saving or restoring was asked for, and there is no `storage-key`. */
  | 'storage-key-missing'
  /** The browser does not let the page save anything, or another page is in the way. */
  | 'storage-unavailable'
  /** The browser has no room left for the model. */
  | 'storage-full'
  /** Nothing is saved under this `storage-key`. */
  | 'storage-empty'
  /** What is saved under this `storage-key` cannot be read. */
  | 'storage-corrupt'
  /** A part of the trainer that is loaded when first wanted could not be. */
  | 'trainer-failed'
  /** The charts library could not be loaded, or failed to draw. */
  | 'charts-failed'
  /** A part of the pad that is loaded when first wanted could not be. */
  | 'pad-failed'
  /** The words of a shipped language could not be loaded; English is shown. */
  | 'translation-failed'
  /** A defect of ours. */
  | 'internal';

/** Detail of `mnist-error`, and what a rejected promise of a method carries. */
export class MnistError extends Error {
  override readonly name = 'MnistError';
  /** Stable, for programs. */
  readonly code: MnistErrorCode;
  /** What it is about, in no language: a URL, a key, an attribute with its value; for sentences in other languages. */
  readonly subject: string | undefined;

  /**
   * @param code stable, for programs
   * @param message a whole sentence, in English, that a page author can act on
   * @param cause what was thrown underneath, if anything
   * @param subject what it is about, in no language
   */
  constructor(code: MnistErrorCode, message: string, cause?: unknown, subject?: string) {
    super(message, { cause });
    this.code = code;
    this.subject = subject;
  }

  /**
   * By its name: an address with a query, such as `mnist-elements.js?v=2`, is another script to the browser than the one
   * that the parts loaded later ask for, and each copy has a class of its own.
   */
  static override [Symbol.hasInstance](value: unknown): value is MnistError {
    return typeof value === 'object' && value !== null && 'name' in value && value.name === 'MnistError';
  }

  /** The error itself if it is one of ours, else one with the given code and message around it. */
  static from(error: unknown, code: MnistErrorCode = 'internal', message?: string): MnistError {
    return error instanceof MnistError ? error : new MnistError(code, message ?? describe(error), error);
  }
}

/** What any thrown value has to say, in words. */
export function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
