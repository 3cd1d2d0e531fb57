/** What a layer's file tells of it: the one contract that words, shapes, parameters and summary are made from. */
import type { Layer, Shape } from './network.js';
import type { Option } from './option.js';

export interface LayerKind<L extends Layer> {
  /** One for each property, in the order in which they are written; those that must be said come first. */
  readonly options: OptionsOf<L>;
  /** `map`: it needs one; `units`: maps are flattened before it; `any`: it leaves the shape as it is. */
  readonly input: 'map' | 'units' | 'any';
  /** Shape of what it gives; undefined when it does not fit what it gets. */
  outputShape(layer: L, input: Shape): Shape | undefined;
  /** Its parameters, in Keras' order. */
  tensors(layer: L, input: Shape): readonly TensorSpec[];
  /** Its class in Keras; keras.ts has the rest of how it is written there. */
  classNameOf(layer: L): string;
}

export type OptionsOf<L extends Layer> = { readonly [Name in Exclude<keyof L, 'type'>]: Option<L[Name]> };

/** What the tables of layers hold. Methods take the layers of their own kind only, which is what the tables ensure. */
export type AnyLayerKind = LayerKind<Layer> & { readonly options: Readonly<Record<string, Option<unknown>>> };

/** One parameter tensor of a layer, row-major. */
export interface TensorSpec {
  readonly role: TensorRole;
  readonly shape: readonly number[];
  readonly initial: Initial;
  /** False for moving averages: the forward pass changes them, no optimizer does. */
  readonly trainable: boolean;
}

/** As Keras names tensors. */
export type TensorRole = 'kernel' | 'bias' | 'gamma' | 'beta' | 'moving_mean' | 'moving_variance';

/** What a tensor holds before anything was learned. */
export type Initial = 'glorot-uniform' | 'zeros' | 'ones';
