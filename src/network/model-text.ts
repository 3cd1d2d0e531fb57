/** What to write into the attribute `model` for layers. */
import { formatLayers } from './format.js';
import type { Layer } from './network.js';
import { presetOf } from './presets.js';

/** The name of a network that has one, else the list. */
export function modelTextOf(layers: readonly Layer[]): string {
  const text = formatLayers(layers);
  return presetOf(text) ?? text;
}
