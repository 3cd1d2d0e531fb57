/** Writes layers in the language: the shortest text that means them. */
import { fallbackOf, optionsOf } from './layers.js';
import type { Layer } from './network.js';

/** Such as `conv 8, pool, dense 128`; empty for no layers. Names no presets. */
export function formatLayers(layers: readonly Layer[]): string {
  return layers.map(formatLayer).join(', ');
}

export function formatLayer(layer: Layer): string {
  const values = new Map<string, unknown>(Object.entries(layer));
  const words = optionsOf(layer.type).flatMap(([name, option]) => {
    const value = values.get(name);
    const fallback = fallbackOf(option, values);
    // Extents are arrays, which are equal when their words are.
    if (fallback !== undefined && option.format(value) === option.format(fallback)) return [];
    return option.keyword === undefined ? [option.format(value)] : [option.keyword, option.format(value)];
  });
  return [layer.type, ...words].join(' ');
}
