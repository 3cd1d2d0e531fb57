/**
 * Networks as the `modelTopology` of a TensorFlow.js layers model, `tf.Sequential` as Keras serialises it, and back.
 * Whatever is read counts as hostile until it has been checked.
 */
import { describe, MnistError } from '../shared/errors.js';
import { LEAKY_RELU } from './activation.js';
import { checkNetwork } from './check.js';
import type { AnyLayerKind, KerasConfig } from './layer-kind.js';
import { completeLayer, LAYER_KINDS, LAYER_TYPES, optionsOf } from './layers.js';
import { listOf, wordOf } from './keras-words.js';
import { quote } from './mistake.js';
import type { Dense, Layer, Network } from './network.js';
import { FLATTEN, placeLayers } from './place.js';
import { summaryOf } from './summary.js';

type Json = Readonly<Record<string, unknown>>;

/** A topology that `tf.models.modelFromJSON()` and `tf.loadLayersModel()` open. */
export function toKeras(network: Network): Json {
  const { height, width } = network.input;
  const input = { batch_input_shape: [null, height, width, 1], dtype: 'float32' };
  const layers = placeLayers(network).flatMap(({ keras }) => keras);
  return {
    class_name: 'Sequential',
    config: {
      name: 'mnist_elements',
      layers: layers.map(({ name, className, config }, index) => ({
        class_name: className,
        config: { name, trainable: true, ...(index === 0 ? input : {}), ...config },
      })),
    },
    keras_version: 'tfjs-layers 4.22.0',
    backend: 'tensor_flow.js',
  };
}

/**
 * Reads the topology of a sequential model that has only layers, and settings of them, that the language has words for.
 *
 * @throws {MnistError} `model-invalid` when it describes no layers, `model-shape` when it describes others
 */
export function fromKeras(topology: unknown): Network {
  const layers = listLayers(topology);
  const input = readInput(layers[0]?.config);
  const read: Layer[] = [];
  for (const { className, config } of layers.slice(0, -1)) {
    if (className === 'InputLayer' || className === FLATTEN) continue;
    if (className !== LEAKY_RELU.className) read.push(readLayer(className, config));
    else read.push(withLeakyRelu(read.pop(), config));
  }
  const network = { input, layers: read, classes: readClasses(layers.at(-1)) };
  try {
    checkNetwork(network);
  } catch (error) {
    throw different(describe(error), error);
  }
  requireOrder(layers, network);
  return network;
}

/**
 * Where Flatten stands decides what the layers around it compute: batch normalisation before or after it, a dense layer
 * with or without it. Dropout alone does the same on both sides.
 */
function requireOrder(found: readonly FoundLayer[], network: Network): void {
  const order = (classNames: readonly string[]) =>
    classNames.filter((className) => className !== 'InputLayer' && className !== 'Dropout').join(', ');
  const actual = order(found.map(({ className }) => className));
  const expected = order(summaryOf(network).map(({ type }) => type));
  if (actual !== expected) throw different(`expected the layers ${expected}, found ${actual}`);
}

interface FoundLayer {
  readonly className: string;
  readonly config: KerasConfig;
}

function listLayers(topology: unknown): readonly FoundLayer[] {
  const root = isRecord(topology) && isRecord(topology['model_config']) ? topology['model_config'] : topology;
  const config = isRecord(root) ? root['config'] : undefined;
  const layers: unknown = isRecord(config) ? config['layers'] : config;
  if (!Array.isArray(layers) || !layers.every(isRecord)) {
    throw new MnistError('model-invalid', 'The model cannot be read: its "modelTopology" lists no layers.');
  }
  return layers.map(({ class_name: className, config }) => ({
    className: wordOf(className),
    config: isRecord(config) ? config : {},
  }));
}

/** The first layer tells the shape of a batch: [null, height, width, 1]. */
function readInput(config: KerasConfig = {}): Network['input'] {
  const [, height, width, channels, ...more] = listOf(config['batch_input_shape'] ?? config['batch_shape']) ?? [];
  if (typeof height !== 'number' || typeof width !== 'number' || channels !== 1 || more.length > 0) {
    throw different('its first layer does not take pictures of one channel, [null, height, width, 1]');
  }
  return { height, width };
}

/** How many classes the last layer tells apart. */
function readClasses(layer: FoundLayer | undefined): number {
  const { className = 'nothing', config = {} } = layer ?? {};
  if (className !== 'Dense' || config['activation'] !== 'softmax') {
    throw different(`its last layer is not a Dense layer with softmax, but ${quote(className)}`);
  }
  return (readLayer(className, { ...config, activation: 'linear' }) as Dense).units;
}

function readLayer(className: string, config: KerasConfig): Layer {
  const type = LAYER_TYPES.find((candidate) => LAYER_KINDS[candidate].keras.classNames.includes(className));
  if (type === undefined) throw different(`there is no ${quote(className)} among the layers of this library`);
  const { keras }: AnyLayerKind = LAYER_KINDS[type];
  requireConfig(className, config, keras.always);

  const words = new Map<string, string | undefined>(Object.entries(keras.wordsOf(config, className)));
  const said = new Map<string, unknown>();
  for (const [name, option] of optionsOf(type)) {
    const word = words.get(name);
    if (word === undefined) continue;
    const value = option.parse(word);
    if (value === undefined) {
      throw different(`the ${name} of a ${className} layer must be ${option.expected}, not ${quote(word)}`);
    }
    said.set(name, value);
  }
  return completeLayer(type, said);
}

/** The layer before a LeakyReLU, which is its activation. */
function withLeakyRelu(before: Layer | undefined, config: KerasConfig): Layer {
  requireConfig(LEAKY_RELU.className, config, LEAKY_RELU.config);
  if (before === undefined || !('activation' in before) || before.activation !== 'none') {
    throw different('a LeakyReLU layer does not follow a layer with weights and without another activation');
  }
  return { ...before, activation: LEAKY_RELU.activation };
}

/** Settings that the language leaves no choice in. What a file leaves out is as Keras has it, which is so as well. */
function requireConfig(className: string, config: KerasConfig, always: KerasConfig): void {
  for (const [key, value] of Object.entries(always)) {
    const found = config[key] ?? value;
    if (list(found) !== list(value)) {
      throw different(`the ${key} of a ${className} layer must be ${list(value)}, not ${quote(list(found))}`);
    }
  }
}

/** A value in a few words; no array inside an array, as hostile ones may be nested without end. */
function list(value: unknown): string {
  const entries = listOf(value);
  return entries === undefined ? wordOf(value) : `[${entries.slice(0, 9).map(wordOf).join()}]`;
}

function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function different(reason: string, cause?: unknown): MnistError {
  const end = /[.?]$/.test(reason) ? '' : '.';
  return new MnistError('model-shape', `The model is not one that can be used here: ${reason}${end}`, cause);
}
