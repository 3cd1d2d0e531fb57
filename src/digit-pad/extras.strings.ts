/** Every word of the parts that only some pads show. */
import type { LayerActivation, TrainEnd } from '../shared/types.js';

export const strings = {
  input: 'Input: 28 × 28',
  inputAlt: (label: string | undefined): string =>
    label === undefined ? 'No image yet' : `The drawing as the network sees it, scaled and centred: ${label}`,
  noLayers: 'This network has no convolution layers to look into.',
  layer: ({ name, channels, side }: LayerActivation): string => `${name}: ${channels} filters, ${side} × ${side}`,
  /** @param share of the map in which each filter responds, 0…1 */
  layerAlt(shares: readonly number[]): string {
    if (shares.every((share) => share === 0)) return 'No filter responds.';
    const strongest = shares
      .map((share, index) => ({ share, index }))
      .sort((a, b) => b.share - a.share)
      .slice(0, 3);
    return `Filters that respond most: ${strongest.map(({ index }) => index + 1).join(', ')}.`;
  },
  ask: 'Wrong? It is a',
  teach: (count: number): string => (count > 1 ? `Teach all ${count}` : 'Teach it'),
  noted: (label: string): string => `Noted: this is a ${label}.`,
  teaching: 'The network is being taught…',
  taught: ({ testAccuracy }: TrainEnd): string =>
    testAccuracy === null ? 'Stopped.' : `Taught. Test accuracy: ${(100 * testAccuracy).toFixed(1)} %`,
};
