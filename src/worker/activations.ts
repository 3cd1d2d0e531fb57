/** Shows what the convolution layers of a network respond to: its first half, computed as plainly as possible. */
import { IMAGE_SIDE, layersOf, parameterTensorsOf, type LayerSpec } from '../shared/model.js';
import type { LayerActivation } from '../shared/types.js';
import type { NetworkState } from './engine/engine.js';

/** side × side × channels, row by row. */
interface FeatureMap {
  readonly side: number;
  readonly channels: number;
  readonly values: Float32Array;
}

/**
 * Activations of every convolution layer after ReLU, from first to last. Takes under a millisecond.
 *
 * @param pixels 784 bytes, 0 is background
 */
export function activationsOf(
  network: Pick<NetworkState, 'model' | 'parameters'>,
  pixels: Uint8Array,
): LayerActivation[] {
  const activations: LayerActivation[] = [];
  let map: FeatureMap = { side: IMAGE_SIDE, channels: 1, values: Float32Array.from(pixels, (byte) => byte / 255) };
  for (const layer of layersOf(network.model)) {
    if (layer.type === 'Conv2D') {
      map = convolve(map, ...weightsOf(layer, network));
      activations.push({ name: layer.name, side: map.side, channels: map.channels, maps: toMaps(map) });
    } else if (layer.type === 'MaxPooling2D') {
      map = maxPool(map);
    } else break;
  }
  return activations;
}

function weightsOf(
  { name }: LayerSpec,
  { model, parameters }: Pick<NetworkState, 'model' | 'parameters'>,
): [Float32Array, Float32Array] {
  const [kernel, bias] = parameterTensorsOf(model)
    .filter((tensor) => tensor.name.startsWith(`${name}/`))
    .map(({ offset, size }) => parameters.subarray(offset, offset + size));
  return [kernel!, bias!];
}

/** relu(convolution with 3×3 kernels, without padding, + bias). */
function convolve(input: FeatureMap, kernel: Float32Array, bias: Float32Array): FeatureMap {
  const side = input.side - 2;
  const channels = bias.length;
  const values = new Float32Array(side * side * channels);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const at = (y * side + x) * channels;
      const sums = values.subarray(at, at + channels);
      sums.set(bias);
      let weight = 0;
      for (let row = y; row < y + 3; row++) {
        const first = (row * input.side + x) * input.channels;
        for (let i = first; i < first + 3 * input.channels; i++) {
          for (let channel = 0; channel < channels; channel++) sums[channel]! += input.values[i]! * kernel[weight++]!;
        }
      }
      for (let channel = 0; channel < channels; channel++) sums[channel] = Math.max(0, sums[channel]!);
    }
  }
  return { side, channels, values };
}

/** 2×2 with stride 2; an odd last row or column is dropped. */
function maxPool({ side: from, channels, values }: FeatureMap): FeatureMap {
  const side = from >> 1;
  const pooled = new Float32Array(side * side * channels);
  const rowLength = side * channels;
  for (let i = 0; i < pooled.length; i++) {
    const y = Math.floor(i / rowLength);
    const x = Math.floor((i % rowLength) / channels);
    const corner = (2 * y * from + 2 * x) * channels + (i % channels);
    const below = corner + from * channels;
    pooled[i] = Math.max(values[corner]!, values[corner + channels]!, values[below]!, values[below + channels]!);
  }
  return { side, channels, values: pooled };
}

/** Channel by channel, in bytes. */
function toMaps({ side, channels, values }: FeatureMap): Uint8Array {
  const strongest = values.reduce((most, value) => Math.max(most, value), 0) || 1;
  const area = side * side;
  const maps = new Uint8Array(channels * area);
  values.forEach((value, i) => {
    maps[(i % channels) * area + Math.floor(i / channels)] = Math.round((255 * value) / strongest);
  });
  return maps;
}
