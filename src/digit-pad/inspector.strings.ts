/** Every word of the parts that only some pads show, in English. */

export const inspectorStrings = {
  /** Of pictures like MNIST's. */
  input: 'Input: 28 × 28',
  /** Of others; width and height in pixels. */
  inputOf: (width: number, height: number): string => `Input: ${width} × ${height}`,
  inputAltEmpty: 'No image yet',
  /** @param label what it was read as; `?` where the network is not sure */
  inputAlt: (label: string): string => `The drawing as the network sees it, scaled and centred: ${label}`,
  noLayers: 'This network has no convolution layers to look into.',
  /** @param side of its maps, in pixels */
  layer: (name: string, channels: number, height: number, width: number): string =>
    `${name}: ${channels} filters, ${height} × ${width}`,
  layerAltEmpty: 'No filter responds.',
  /** @param filters numbers of the strongest ones, as a list */
  layerAlt: (filters: string): string => `Filters that respond most: ${filters}.`,
  ask: 'Wrong? It is a',
  teach: (count: number): string => (count > 1 ? `Teach all ${count}` : 'Teach it'),
  noted: (label: string): string => `Noted: this is a ${label}.`,
  teaching: 'The network is being taught…',
  /** Where the guard of the accuracy took back all of it. */
  unchanged: 'Nothing was learned: it would have cost too many other images.',
  /** @param accuracy a percentage; empty if the teaching was stopped */
  taught: (accuracy: string): string => (accuracy === '' ? 'Stopped.' : `Taught. Test accuracy: ${accuracy}`),
};

export type InspectorStrings = typeof inspectorStrings;
