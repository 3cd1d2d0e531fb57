/** Activations in Keras: a word, an object that tells one, or a layer of its own. */
import { LEAKY_RELU_SLOPE } from '../../network/activation.js';
import type { Activation } from '../../network/network.js';
import { isArray, isRecord, type JsonRecord } from '../../shared/json.js';

export type KerasActivation = Activation | 'softmax';

const WORDS: ReadonlyMap<unknown, KerasActivation> = new Map<unknown, KerasActivation>([
  ['linear', 'none'],
  ['relu', 'relu'],
  ['elu', 'elu'],
  ['tanh', 'tanh'],
  ['sigmoid', 'sigmoid'],
  ['softmax', 'softmax'],
]);

/** Layers that compute an activation and nothing else. */
const LAYERS: ReadonlyMap<unknown, (config: JsonRecord) => KerasActivation | undefined> = new Map<
  unknown,
  (config: JsonRecord) => KerasActivation | undefined
>([
  ['Activation', ({ activation }) => activationOf(activation)],
  ['ReLU', reluOf],
  ['LeakyReLU', ({ alpha, negative_slope: slope }) => leakyReluOf(alpha ?? slope ?? LEAKY_RELU_SLOPE)],
  ['ELU', ({ alpha = 1 }) => (alpha === 1 ? 'elu' : undefined)],
  ['Softmax', ({ axis = -1 }) => (isLast(axis) ? 'softmax' : undefined)],
]);

export function isActivationLayer(className: string): boolean {
  return LAYERS.has(className);
}

/** Undefined for one that the language has no word for. */
export function activationOfLayer(className: string, config: JsonRecord): KerasActivation | undefined {
  return LAYERS.get(className)?.(config);
}

/** The `activation` of a layer, of which Keras has none when none is told. Undefined as above. */
export function activationOf(value: unknown): KerasActivation | undefined {
  if (value === undefined || value === null) return 'none';
  if (!isRecord(value)) return WORDS.get(value);
  const { class_name: className, config } = value;
  // Keras 3 writes functions so.
  if (typeof config === 'string') return WORDS.get(config);
  // An Activation that tells an Activation could go on without end.
  const isLayer = LAYERS.has(className) && className !== 'Activation';
  return isLayer ? activationOfLayer(String(className), isRecord(config) ? config : {}) : WORDS.get(className);
}

function reluOf({ max_value: most, negative_slope: slope, threshold }: JsonRecord): KerasActivation | undefined {
  return (most ?? undefined) === undefined && (threshold ?? 0) === 0 ? leakyReluOf(slope ?? 0) : undefined;
}

/** Keras keeps the slope in single precision. */
function leakyReluOf(slope: unknown): Activation | undefined {
  if (slope === 0) return 'relu';
  return typeof slope === 'number' && Math.fround(slope) === Math.fround(LEAKY_RELU_SLOPE) ? 'leaky-relu' : undefined;
}

/** Softmax over a list of values, whose only direction but the batch is 1. */
function isLast(axis: unknown): boolean {
  const found = isArray(axis) ? axis[0] : axis;
  return found === -1 || found === 1;
}
