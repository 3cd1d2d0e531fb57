/** Shows what the convolution layers of a network respond to: its first layers, computed by the plain engine. */
import { referenceOutputs } from '../engine/reference/reference.js';
import { placeLayers } from '../network/place.js';
import type { LayerActivation } from '../shared/types.js';
import type { NetworkState } from '../engine/engine.js';

/**
 * What every convolution layer gives, from first to last, after its activation. What is below zero counts as silent.
 *
 * @param pixels of one picture, 0 is background
 */
export function activationsOf(
  { network, parameters }: Pick<NetworkState, 'network' | 'parameters'>,
  pixels: Uint8Array,
): LayerActivation[] {
  const depth = 1 + network.layers.findLastIndex(({ type }) => type === 'conv');
  const outputs = referenceOutputs(network, parameters, pixels, { depth });
  return placeLayers(network).flatMap(({ layer, output, keras }, index) => {
    if (layer.type !== 'conv') return [];
    const [height, width = 1, channels = 1] = output;
    const { name } = keras[0]!;
    const maps = toMaps(outputs[index]![0]!, channels);
    return [{ name, height, width, side: Math.max(height, width), channels, maps }];
  });
}

/** Channel by channel, in bytes. */
function toMaps(values: Float64Array, channels: number): Uint8Array {
  const strongest = values.reduce((most, value) => Math.max(most, value), 0) || 1;
  const area = values.length / channels;
  const maps = new Uint8Array(values.length);
  values.forEach((value, i) => {
    maps[(i % channels) * area + Math.floor(i / channels)] = Math.round((255 * Math.max(0, value)) / strongest);
  });
  return maps;
}
