/** Layers of this library from the configuration of Keras layers that have the same settings. */
import { completeLayer, optionsOf } from '../../network/layers.js';
import { expectedOf, parseOption } from '../../network/read-option.js';
import type { Layer } from '../../network/network.js';
import { isArray, type JsonRecord } from '../../shared/json.js';
import type { KerasNode } from './chain.js';
import { abbreviate, different, nameOf } from './refusal.js';

/** What settings mean in words of the language, whether or not there is such a word; undefined: what holds unsaid. */
type Words = Readonly<Record<string, string | undefined>>;

/** An activation is read as a layer of its own. */
const LINEAR = { activation: 'none' };

const WORDS = {
  conv: ({ filters, kernel_size: kernel, padding = 'valid', strides = 1 }) => ({
    filters: wordOf(filters),
    kernel: sidesOf(kernel),
    padding: wordOf(padding),
    stride: stepOf(strides),
    ...LINEAR,
  }),
  pool: ({ pool_size: kernel = 2, strides }) => ({
    kernel: sidesOf(kernel),
    stride: sidesOf(strides ?? kernel) === sidesOf(kernel) ? undefined : stepOf(strides),
  }),
  dense: ({ units }) => ({ units: wordOf(units), ...LINEAR }),
  dropout: ({ rate }) => ({ rate: wordOf(rate) }),
} satisfies Readonly<Partial<Record<Layer['type'], (config: JsonRecord) => Words>>>;

/** @throws {MnistError} `model-shape` for a setting that the language has no word for, with the layer's name */
export function readLayer<Type extends keyof typeof WORDS>(
  node: KerasNode,
  type: Type,
): Extract<Layer, { readonly type: Type }> {
  const words = new Map<string, string | undefined>(Object.entries(WORDS[type](node.config)));
  const said = new Map<string, unknown>();
  for (const [name, option] of optionsOf(type)) {
    const word = words.get(name);
    if (word === undefined) continue;
    const value = parseOption(option, word);
    if (value === undefined) {
      throw different(`the ${name} of ${nameOf(node)} must be ${expectedOf(option)}, not ${abbreviate(word, 60)}`);
    }
    said.set(name, value);
  }
  return completeLayer(type, said) as Extract<Layer, { readonly type: Type }>;
}

/**
 * A setting that the language leaves no choice in. What a file leaves out is as Keras has it, which is so as well.
 *
 * @param values as a number, a word, or a list of these; whatever is said must be one of them
 */
export function requireSetting({ config, ...node }: KerasNode, key: string, ...values: readonly unknown[]): void {
  const found = config[key];
  if (found === undefined || found === null || values.some((value) => list(value) === list(found))) return;
  throw different(`the ${key} of ${nameOf(node)} must be ${list(values[0])}, not ${abbreviate(list(found), 60)}`);
}

/** Text, numbers and booleans as they are, anything else by its type: no layer has such a word. */
export function wordOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : typeof value;
}

/** Height and width, `3x3`; one number stands for both. */
function sidesOf(value: unknown): string {
  const [height, width, ...others] = isArray(value) ? value : [value, value];
  return others.length === 0 ? `${wordOf(height)}x${wordOf(width)}` : 'more than two sides';
}

/** One step for both directions, `2`; steps that differ stay as they are: no layer has a word for those. */
function stepOf(value: unknown): string {
  const sides = sidesOf(value);
  const [height, width] = sides.split('x');
  return height !== undefined && height === width ? height : sides;
}

/** A value in a few words; no array inside an array, as hostile ones may be nested without end. */
function list(value: unknown): string {
  return isArray(value) ? `[${value.slice(0, 9).map(wordOf).join()}]` : wordOf(value);
}
