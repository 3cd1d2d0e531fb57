/** Whether two descriptions are of the same network. */
import { formatLayers } from './format.js';
import type { Layer, Network } from './network.js';

export function isSameNetwork(a: Network, b: Network): boolean {
  return hasSameLayers(a, b) && a.classes === b.classes;
}

/** Whether they differ in their classes at most. */
export function hasSameLayers(a: Network, b: Network): boolean {
  return (
    a.input.height === b.input.height &&
    a.input.width === b.input.width &&
    formatLayers(a.layers) === formatLayers(b.layers)
  );
}

/** Whether two lists that were read by `parseLayers` say the same; for where there is no room for a formatter. */
export function areSameLayers(a: readonly Layer[], b: readonly Layer[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
