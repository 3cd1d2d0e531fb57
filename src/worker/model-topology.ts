/** Compares the layers that a `model.json` describes with those of our networks: equal weights do not make equal networks. */
import { MnistError } from '../shared/errors.js';
import { layersOf, type LayerSpec } from '../shared/model.js';
import type { ModelKind } from '../shared/types.js';
import { isArray, isRecord, type JsonRecord } from './json.js';

/** Layers that do nothing when predicting, or only tell the shape. */
const INERT: readonly unknown[] = ['InputLayer', 'Dropout', 'Flatten', 'Reshape'];

/**
 * Checks that a Keras topology, sequential or functional, as TensorFlow.js or Keras write it, is the given network.
 *
 * @throws {MnistError} `model-invalid` when it describes no layers, `model-shape` when it describes others
 */
export function checkLayers(topology: unknown, model: ModelKind): void {
  const found = listLayers(topology).filter((layer) => !INERT.includes(layer['class_name']));
  const expected = layersOf(model).filter(({ type }) => !INERT.includes(type));
  const describeFound =
    found
      .slice(0, 20)
      .map((layer) => nameOf(layer['class_name']))
      .join(', ') + (found.length > 20 ? '…' : '');
  if (found.length !== expected.length) {
    throw different(`expected the layers ${expected.map(({ type }) => type).join(', ')}, found ${describeFound}`);
  }
  expected.forEach((layer, i) => {
    const { class_name: type, config } = found[i] as JsonRecord;
    if (type !== layer.type) throw different(`expected a ${layer.type} layer, found ${nameOf(type)}`);
    for (const [key, value] of Object.entries(expectedConfig(layer))) {
      const actual = isRecord(config) ? config[key] : undefined;
      if (nameOf(actual) === nameOf(value)) continue;
      throw different(`expected a ${layer.type} layer with ${key} ${nameOf(value)}, found ${nameOf(actual)}`);
    }
  });
}

function listLayers(topology: unknown): readonly JsonRecord[] {
  const root = isRecord(topology) && isRecord(topology['model_config']) ? topology['model_config'] : topology;
  const config = isRecord(root) ? root['config'] : undefined;
  const layers = isRecord(config) ? config['layers'] : config;
  if (!isArray(layers) || !layers.every(isRecord)) {
    throw new MnistError('model-invalid', 'The model cannot be read: its "modelTopology" lists no layers.');
  }
  return layers;
}

/** The settings that decide what a layer computes, beside the shapes of its weights. */
function expectedConfig({ type, activation }: LayerSpec): Readonly<Record<string, string | readonly number[]>> {
  switch (type) {
    case 'Conv2D':
      return { activation: activation ?? 'linear', padding: 'valid', strides: [1, 1], data_format: 'channels_last' };
    case 'MaxPooling2D':
      return { pool_size: [2, 2], strides: [2, 2], padding: 'valid', data_format: 'channels_last' };
    case 'Flatten':
      return {};
    case 'Dense':
      return { activation: activation ?? 'linear' };
  }
}

/** A value in a few words; no array inside an array, as hostile ones may be nested without end. */
function nameOf(value: unknown): string {
  const words = isArray(value) ? `[${value.slice(0, 9).map(primitive).join()}]` : primitive(value);
  return words.slice(0, 60);
}

function primitive(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : typeof value;
}

function different(reason: string): MnistError {
  return new MnistError('model-shape', `The model is another network: ${reason}.`);
}
