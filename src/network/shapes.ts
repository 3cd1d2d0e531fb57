/** What each layer gives. */
import type { Network, Shape } from './network.js';
import { placeLayers } from './place.js';

/**
 * Shapes after each layer, without the batch and without the layer over the classes: maps [height, width, channels],
 * units [units].
 *
 * @throws {MnistError} `invalid-attribute` naming the first layer that does not fit what is before it
 */
export function shapesOf(network: Network): readonly Shape[] {
  return placeLayers(network)
    .slice(0, -1)
    .map(({ output }) => output);
}
