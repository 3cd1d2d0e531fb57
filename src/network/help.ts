/** What the language has, for a page's help: names to look words up by, forms, ranges and defaults. In no language. */
import { fallbackOf, LAYER_TYPES, optionsOf } from './layers.js';
import type { Layer } from './network.js';
import type { NumberRange } from './option.js';

export interface LayerHelp {
  readonly type: Layer['type'];
  readonly options: readonly OptionHelp[];
}

export interface OptionHelp {
  /** Such as `filters`, `kernel` or `activation`. */
  readonly name: string;
  /** How it is written; capitals stand for numbers: `FILTERS`, `KxL`, `stride S`, `max | average`. */
  readonly form: string;
  readonly range?: NumberRange;
  readonly choices?: readonly string[];
  /** The word that holds when it is not said, such as `3x3`; undefined for what must be said. */
  readonly fallback?: string;
  /** Name of the option whose value holds when it is not said. */
  readonly follows?: string;
}

/** Every layer, in the order of the table. */
export function helpOnLayers(): readonly LayerHelp[] {
  return LAYER_TYPES.map((type) => ({
    type,
    options: optionsOf(type).map(([name, option]) => {
      const { form, range, choices, follows } = option;
      const fallback = fallbackOf(option, new Map());
      return {
        name,
        form,
        ...(range && { range }),
        ...(choices && { choices }),
        ...(follows !== undefined && { follows }),
        ...(fallback !== undefined && { fallback: option.format(fallback) }),
      };
    }),
  }));
}
