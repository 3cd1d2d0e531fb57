/** The one error type of the project: a stable code for programs, a sentence for people, and the cause. */

/** Every failure has one of these codes; they do not change between versions. */
export type MnistErrorCode =
  /** An attribute or argument holds a value that cannot be used. */
  | 'invalid-attribute'
  | 'invalid-argument'
  /** The method cannot be used in the trainer's present state. */
  | 'invalid-state'
  /** `stop()` ended an evaluation or an import before there was a result. */
  | 'stopped'
  /** A prediction, evaluation or export was asked for before there was anything trained. */
  | 'not-trained'
  /** `for` names no trainer, or there is none on the page. */
  | 'trainer-not-found'
  /** The worker script could not be started, did not answer in time, or died. */
  | 'worker-failed'
  | 'worker-timeout'
  | 'worker-crashed'
  /** The data: missing, interrupted, or not what it should be. */
  | 'data-not-found'
  | 'data-network'
  | 'data-corrupt'
  | 'data-magic'
  | 'data-truncated'
  | 'data-dimensions'
  | 'data-count-mismatch'
  | 'data-label-range'
  /** The browser has no memory for as much as is asked for. */
  | 'out-of-memory'
  /** The engine. */
  | 'backend-unknown'
  | 'backend-unavailable'
  | 'engine-failed'
  | 'nan-loss'
  /** A model that a page points to: missing, or its server cannot be asked. */
  | 'model-not-found'
  | 'model-network'
  /** Files of a model. */
  | 'model-invalid'
  | 'model-shape'
  /** IndexedDB. */
  | 'storage-key-missing'
  | 'storage-unavailable'
  | 'storage-full'
  | 'storage-empty'
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
