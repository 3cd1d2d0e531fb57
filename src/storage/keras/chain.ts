/**
 * The layers of a Keras topology in the order in which a picture goes through them. Keras writes them in many dialects:
 * version 2 or 3, `Sequential` as a list or an object, functional models, models in models.
 */
import { isArray, isRecord, type JsonRecord } from '../../shared/json.js';
import { abbreviate, different, invalid, nameOf } from './refusal.js';

export interface KerasNode {
  readonly name: string;
  readonly className: string;
  readonly config: JsonRecord;
}

export interface Chain {
  /** Shape of a picture as the model takes it, without the batch: such as [28, 28, 1], [28, 28] or [784]. */
  readonly input: readonly number[];
  readonly nodes: readonly KerasNode[];
}

/** A model may be a layer of another. */
const MODELS: readonly string[] = ['Sequential', 'Functional', 'Model'];
/** Models in models, and arrays in what tells where a layer gets its values from. */
const MOST_NESTED = 8;
const MOST_NODES = 1000;

/**
 * @param topology the `modelTopology` of a model.json
 * @throws {MnistError} `model-invalid` when it is none, `model-shape` when its layers are no chain from one input to one
 *   output, or the shape of the input is not told
 */
export function chainOf(topology: unknown): Chain {
  if (isRecord(topology) && isArray(topology['node'])) throw graphModel();
  const root = isRecord(topology) && isRecord(topology['model_config']) ? topology['model_config'] : topology;
  const layers = isRecord(root) ? layersOf(root, 0) : [];
  const [first] = layers;
  if (first === undefined) throw invalid('its "modelTopology" lists no layers');
  return { input: inputShape(first, isRecord(root) ? root : {}), nodes: layers.map(nodeOf) };
}

export function graphModel(): Error {
  return invalid(
    'it is a graph model, in which layers cannot be told apart. Convert it with `--output_format=tfjs_layers_model`',
  );
}

/** Layers as they are written, in order, those of inner models among them. */
function layersOf(model: JsonRecord, depth: number): readonly JsonRecord[] {
  if (depth > MOST_NESTED) throw different(`it has models in models, more than ${MOST_NESTED} deep`);
  const { config } = model;
  const listed: unknown = isRecord(config) ? config['layers'] : config;
  if (!isArray(listed) || !listed.every(isRecord)) throw invalid('its "modelTopology" lists no layers');
  if (listed.length > MOST_NODES) throw different(`it has ${listed.length} layers`);
  const isFunctional = isRecord(config) && config['input_layers'] !== undefined;
  const ordered = isFunctional ? pathThrough(listed, config) : listed;
  const layers = ordered.flatMap((layer) =>
    MODELS.includes(layer['class_name'] as string) ? layersOf(layer, depth + 1) : [layer],
  );
  if (layers.length > MOST_NODES) throw different(`it has ${layers.length} layers`);
  return layers;
}

/** The way from the input of a functional model to its output, found backwards. */
function pathThrough(layers: readonly JsonRecord[], config: JsonRecord): readonly JsonRecord[] {
  const input = onlyOne(sourcesOf(config['input_layers']), 'inputs');
  const byName = new Map(layers.map((layer) => [nodeOf(layer).name, layer]));
  const path: JsonRecord[] = [];
  for (let name = onlyOne(sourcesOf(config['output_layers']), 'outputs'); ;) {
    const layer = byName.get(name);
    if (layer === undefined || path.includes(layer)) {
      throw invalid(
        `its layers do not lead from its input to its output: "${abbreviate(name, 60)}" is missing or in a circle`,
      );
    }
    path.unshift(layer);
    if (name === input) return path;
    const calls = layer['inbound_nodes'];
    const sources = sourcesOf(calls);
    const [source] = sources;
    if (sources.length > 1 || source === undefined) {
      throw different(
        `the layer ${nameOf(nodeOf(layer))} gets values from ${sources.length} others; layers must follow one another`,
      );
    }
    name = source;
  }
}

function onlyOne(names: readonly string[], what: string): string {
  const [name] = names;
  if (name === undefined || names.length > 1) throw different(`it has ${names.length} ${what}, and must have one`);
  return name;
}

/**
 * Names of the layers that a value tells of: `["conv", 0, 0, {}]` in Keras 2, `{"class_name": "__keras_tensor__", …}` in
 * Keras 3, in any number of lists.
 */
function sourcesOf(value: unknown, depth = 0): readonly string[] {
  if (depth > MOST_NESTED) return [];
  if (isRecord(value)) {
    const { config } = value;
    return isRecord(config) ? sourcesOf(config['keras_history'], depth + 1) : sourcesOf(value['args'], depth + 1);
  }
  if (!isArray(value)) return [];
  const [name, index] = value;
  if (typeof name === 'string' && typeof index === 'number') return [name];
  return value.flatMap((entry) => sourcesOf(entry, depth + 1));
}

function nodeOf({ name, class_name: className, config }: JsonRecord): KerasNode {
  const settings = isRecord(config) ? config : {};
  const kind = typeof className === 'string' ? className : typeof className;
  const told = settings['name'] ?? name;
  return { name: typeof told === 'string' ? told : kind, className: kind, config: settings };
}

/** The first layer tells it, or else what the model was built with. */
function inputShape(layer: JsonRecord, root: JsonRecord): readonly number[] {
  const { config } = nodeOf(layer);
  const outer = isRecord(root['config']) ? root['config'] : {};
  const shape =
    config['batch_input_shape'] ??
    config['batch_shape'] ??
    builtWith(layer) ??
    outer['build_input_shape'] ??
    builtWith(root);
  const [, ...sides] = isArray(shape) ? shape : [];
  if (sides.length === 0 || !sides.every((side) => typeof side === 'number' && side > 0)) {
    throw different('its first layer does not tell the shape of its input, such as [null, 28, 28, 1]');
  }
  return sides as readonly number[];
}

function builtWith({ build_config: build }: JsonRecord): unknown {
  return isRecord(build) ? build['input_shape'] : undefined;
}
