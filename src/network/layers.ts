/** The layers that there are. Parser, shapes, parameters, summary, Keras JSON and help go by this table alone. */
import { batchNormalization } from './batch-normalization.js';
import { convolution } from './convolution.js';
import { dense } from './dense.js';
import { dropout } from './dropout.js';
import type { AnyLayerKind } from './layer-kind.js';
import type { Layer } from './network.js';
import { pooling } from './pooling.js';
import type { Option } from './option.js';

/** By the word that stands for the layer in the language. */
export const LAYER_KINDS: Readonly<Record<Layer['type'], AnyLayerKind>> = {
  conv: convolution,
  pool: pooling,
  dense,
  dropout,
  batchnorm: batchNormalization,
};

export const LAYER_TYPES = Object.keys(LAYER_KINDS) as readonly Layer['type'][];

export function isLayerType(word: string): word is Layer['type'] {
  return Object.hasOwn(LAYER_KINDS, word);
}

/** What may be said of a layer, by the name of the property. */
export function optionsOf(type: Layer['type']): readonly (readonly [name: string, option: Option<unknown>])[] {
  return Object.entries(LAYER_KINDS[type].options);
}

/** A layer of which this was said, by the name of the option, and of which the rest is as it is when nothing is said. */
export function completeLayer(type: Layer['type'], said: ReadonlyMap<string, unknown>): Layer {
  const values = new Map<string, unknown>();
  for (const [name, option] of optionsOf(type)) values.set(name, said.get(name) ?? fallbackOf(option, values));
  // The table has one option for each property.
  return { type, ...Object.fromEntries(values) } as unknown as Layer;
}

/** What an option is when nothing is said of it; undefined when it must be said. */
export function fallbackOf({ fallback, follows }: Option<unknown>, values: ReadonlyMap<string, unknown>): unknown {
  return follows === undefined ? fallback : values.get(follows);
}
