/** Networks that have a name of their own, in the language of layers. */

export const PRESETS = {
  cnn: 'conv 8, pool, conv 16, pool, dense 128',
  dense: 'dense 128',
  linear: '',
  // Y. LeCun et al., “Gradient-based learning applied to document recognition”, 1998; its 28×28 digits were padded, too.
  lenet: 'conv 6 5x5 same tanh, pool average, conv 16 5x5 tanh, pool average, dense 120 tanh, dense 84 tanh',
  // Chosen on held-out training images by bench/recipes.mjs, with what trains it in docs/networks.md.
  deep: 'conv 16, pool, batchnorm, conv 32, pool, batchnorm, conv 64, batchnorm, dropout 0.25, dense 128',
} as const satisfies Readonly<Record<string, string>>;

export type PresetName = keyof typeof PRESETS;

export const PRESET_NAMES = Object.keys(PRESETS) as readonly PresetName[];

export function isPresetName(word: string): word is PresetName {
  return Object.hasOwn(PRESETS, word);
}

/** The preset that a network in its shortest form is. */
export function presetOf(text: string): PresetName | undefined {
  return PRESET_NAMES.find((name) => PRESETS[name] === text);
}
