/** Refuses what an engine cannot compute with. */
import { sizeOf, type Network } from '../network/network.js';
import { parameterCountOf, trainableCountOf } from '../network/parameters.js';
import { STATE_LAYOUTS } from '../optimizer/state.js';
import { MnistError } from '../shared/errors.js';
import type { Batch, NetworkState } from './engine.js';

/** Bytes of one image of a network. */
export function imageBytesOf({ input }: Network): number {
  return sizeOf([input.height, input.width]);
}

/** @throws {MnistError} `invalid-argument` for what is no batch of this network */
export function checkBatch(network: Network, { pixels, labels }: Batch): void {
  const bytes = imageBytesOf(network);
  if (labels.length === 0 || pixels.length !== labels.length * bytes) {
    throw new MnistError(
      'invalid-argument',
      `A batch must hold at least one image, ${bytes} bytes and a label each; ` +
        `this one has ${pixels.length} bytes and ${labels.length} labels.`,
    );
  }
  const wrong = labels.find((label) => label >= network.classes);
  if (wrong !== undefined) {
    throw new MnistError('invalid-argument', `Labels must be 0 to ${network.classes - 1}, not ${wrong}.`);
  }
}

/** @throws {MnistError} `invalid-argument` for what are no whole images of this network */
export function checkImages(network: Network, pixels: Uint8Array): void {
  const bytes = imageBytesOf(network);
  if (pixels.length % bytes === 0) return;
  throw new MnistError('invalid-argument', `Images have ${bytes} bytes each, but ${pixels.length} were given.`);
}

/** @throws {MnistError} `model-shape` if the arrays do not have as many numbers as the network needs */
export function checkState({ network, parameters, optimizer, optimizerState }: NetworkState): void {
  const expected = parameterCountOf(network);
  if (parameters.length !== expected) {
    const message = `This network has ${expected} parameters, but ${parameters.length} were given.`;
    throw new MnistError('model-shape', message);
  }
  const slots = STATE_LAYOUTS[optimizer].slots.length;
  const remembered = slots * trainableCountOf(network);
  if (optimizerState.length !== remembered) {
    const message = `For this network ${optimizer} keeps ${remembered} numbers, but ${optimizerState.length} were given.`;
    throw new MnistError('model-shape', message);
  }
}
