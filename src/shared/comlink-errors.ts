/**
 * Lets an MnistError cross Comlink whole. Comlink itself keeps only name, message and stack of what is thrown, so the
 * code and the cause would be lost. Both threads import this file before they talk.
 */
import { transferHandlers } from 'comlink';
import { describe, MnistError, type MnistErrorCode } from './errors.js';

interface WireError {
  readonly mnistError: {
    readonly code: MnistErrorCode;
    readonly message: string;
    readonly cause: string | undefined;
    readonly subject: string | undefined;
  };
}

const original = transferHandlers.get('throw');
if (original !== undefined) {
  transferHandlers.set('throw', {
    canHandle: (value): value is unknown => original.canHandle(value),
    serialize: (thrown) => {
      const error = (thrown as { readonly value: unknown }).value;
      if (!(error instanceof MnistError)) return original.serialize(thrown);
      const { code, message, cause, subject } = error;
      // A cause may hold anything, also what cannot be cloned: its words are enough.
      const wire: WireError = {
        mnistError: { code, message, cause: cause === undefined ? undefined : describe(cause), subject },
      };
      return [wire, []];
    },
    deserialize: (wire) => {
      if (!isWireError(wire)) return original.deserialize(wire);
      const { code, message, cause, subject } = wire.mnistError;
      throw new MnistError(code, message, cause === undefined ? undefined : new Error(cause), subject);
    },
  });
}

function isWireError(wire: unknown): wire is WireError {
  return typeof wire === 'object' && wire !== null && 'mnistError' in wire;
}
