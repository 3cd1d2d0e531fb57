/** Whether a network is one that this library trains: its size, and that its layers fit their pictures and each other. */
import { formatLayer } from './format.js';
import { CLASSES, MOST_LAYERS, MOST_PARAMETERS, PICTURE_SIDE } from './limits.js';
import { quote, refuse } from './mistake.js';
import type { Network } from './network.js';
import { parameterTensorsOf } from './parameters.js';

/**
 * @throws {MnistError} `invalid-attribute`; the message starts with `layer N`, counted from 1, where it is about one
 */
export function checkNetwork(network: Network): void {
  const { input, layers, classes } = network;
  requireWhole('the height of pictures', input.height, PICTURE_SIDE);
  requireWhole('the width of pictures', input.width, PICTURE_SIDE);
  requireWhole('the number of classes', classes, CLASSES);
  requireWhole('the number of layers', layers.length, { least: 0, most: MOST_LAYERS });
  checkParameterCount(network);
}

function checkParameterCount(network: Network): void {
  const counts = Array.from({ length: network.layers.length + 1 }, () => 0);
  for (const { layer, size } of parameterTensorsOf(network)) counts[layer]! += size;
  const sum = counts.reduce((total, count) => total + count, 0);
  if (sum <= MOST_PARAMETERS) return;
  const largest = Math.max(...counts);
  const index = counts.indexOf(largest);
  const layer = network.layers[index];
  const place = layer === undefined ? 'the layer over the classes' : `layer ${index + 1}: ${quote(formatLayer(layer))}`;
  const of = sum === largest ? '' : ` of the network's ${written(sum)}`;
  refuse(`${place} has ${written(largest)}${of} parameters, and ${written(MOST_PARAMETERS)} are the most that fit`);
}

function requireWhole(what: string, value: number, { least, most }: { readonly least: number; readonly most: number }) {
  if (Number.isInteger(value) && value >= least && value <= most) return;
  refuse(`${what} must be a whole number from ${least} to ${most}, not ${value}`);
}

function written(count: number): string {
  return count.toLocaleString('en');
}
