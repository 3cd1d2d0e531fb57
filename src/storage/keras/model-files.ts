/**
 * Networks as the files of a TensorFlow.js layers model, `model.json` and its weights, without TensorFlow.js. Any chain of
 * layers that this library can compute is read; whatever is read counts as hostile until it has been checked.
 */
import { toKeras } from '../../network/keras.js';
import { MOST_PARAMETERS } from '../../network/limits.js';
import { parameterTensorsOf } from '../../network/parameters.js';
import { describe } from '../../shared/errors.js';
import { isRecord, type JsonRecord } from '../../shared/json.js';
import { NetworkBuilder, type Blueprint } from './builder.js';
import { chainOf, graphModel } from './chain.js';
import { takeLayer } from './layers.js';
import { readManifest, type WeightsGroup } from './manifest.js';
import { different, invalid } from './refusal.js';
import type { Scaling, TrainedNetwork } from './scaling.js';
import { decode, matchTensors } from './weights.js';

/** A network as it was read, for the pixels that its first layer takes; without an optimizer's state. */
export interface ReadModel extends TrainedNetwork {
  /** Whether this library has written it: then it is trained on pixels from 0 to 1. */
  readonly isOwn: boolean;
  /** What the writer added, such as the class names; unchecked. Empty when there is nothing. */
  readonly metadata: JsonRecord;
  /** What it does to its pixels before anything else, which tells what they were; part of the network. */
  readonly rescaling: Scaling;
  /** What could not be taken over as it was, an English sentence each; predictions are equal all the same. */
  readonly notes: readonly string[];
}

/** `model.json` describes a network in a few kilobytes; reading more would only cost memory. */
export const MOST_JSON_BYTES = 4 * 2 ** 20;
/** The largest network in single precision, with two numbers of an optimizer for each. */
const MOST_WEIGHTS_BYTES = 3 * 4 * MOST_PARAMETERS;
const WRITER = 'mnist-elements';

/**
 * The network as `tf.loadLayersModel()` reads it.
 *
 * @param metadata becomes `userDefinedMetadata`; must survive JSON
 * @returns `model.json` and `weights.bin` (float32, little-endian)
 */
export function writeModelFiles(
  { network, parameters }: Pick<ReadModel, 'network'> & { readonly parameters: Float32Array },
  metadata: JsonRecord,
): File[] {
  const weights = parameterTensorsOf(network).map(({ name, shape }) => ({ name, shape, dtype: 'float32' }));
  const json = {
    format: 'layers-model',
    generatedBy: WRITER,
    convertedBy: null,
    modelTopology: toKeras(network),
    weightsManifest: [{ paths: ['weights.bin'], weights }],
    userDefinedMetadata: metadata,
  };
  const bytes = new DataView(new ArrayBuffer(parameters.length * 4));
  parameters.forEach((value, i) => bytes.setFloat32(4 * i, value, true));
  return [
    new File([JSON.stringify(json)], 'model.json', { type: 'application/json' }),
    new File([bytes], 'weights.bin', { type: 'application/octet-stream' }),
  ];
}

/**
 * Reads a layers model of TensorFlow.js or Keras, sequential or a functional chain, that computes from one grey picture
 * the probabilities of 2 to 256 classes with layers that can be expressed here. The weights may lie in several files and
 * be quantized to uint8, uint16 or float16.
 *
 * @param files one `.json` and the files that its manifest names, in any order
 * @throws {MnistError} `model-invalid` when the files are no such model or are damaged, `model-shape` when they hold a
 *   network that cannot be expressed
 */
export async function readModelFiles(files: readonly File[]): Promise<ReadModel> {
  const json = await readJson(files);
  const groups = readManifest(json);
  if (groups.every(({ tensors }) => tensors.length === 0)) throw different('it has no weights');
  const blueprint = readTopology(json['modelTopology']);
  const stored = matchTensors(blueprint.wanted, groups);
  if (!(groups.reduce((sum, { byteLength }) => sum + byteLength, 0) <= MOST_WEIGHTS_BYTES)) {
    throw invalid(`its weights, with those of an optimizer, have more than ${MOST_WEIGHTS_BYTES} bytes`);
  }
  const bytes = await Promise.all(groups.map((group) => readWeights(files, group)));
  const trained = blueprint.build((wanted, into) => {
    const tensor = stored.get(wanted)!;
    decode(tensor, bytes[tensor.group]!, into);
  });
  if (!trained.parameters.every(Number.isFinite)) throw invalid('its weights are too large to compute with');
  const metadata = json['userDefinedMetadata'];
  return {
    ...trained,
    isOwn: json['generatedBy'] === WRITER,
    metadata: isRecord(metadata) ? metadata : {},
    rescaling: blueprint.rescaling,
    notes: blueprint.notes,
  };
}

/** A file of weights that a `model.json` needs. */
export interface WeightFile {
  /** Without any folder. */
  readonly name: string;
  /** It cannot be longer. */
  readonly mostBytes: number;
}

/** @throws {MnistError} `model-invalid` when it is no model of TensorFlow.js */
export async function weightFilesOf(json: File): Promise<readonly WeightFile[]> {
  const files = new Map<string, number>();
  for (const { paths, byteLength } of readManifest(await readJson([json]))) {
    for (const path of paths) files.set(baseName(path), Math.min(byteLength, MOST_WEIGHTS_BYTES));
  }
  return [...files].map(([name, mostBytes]) => ({ name, mostBytes }));
}

function readTopology(topology: unknown): Blueprint {
  const { input, nodes } = chainOf(topology);
  const builder = new NetworkBuilder(input);
  for (const node of nodes) takeLayer(builder, node);
  return builder.finish();
}

async function readJson(files: readonly File[]): Promise<JsonRecord> {
  const candidates = files.filter(({ name }) => name.toLowerCase().endsWith('.json'));
  const [file] = candidates;
  if (file === undefined || candidates.length > 1) {
    throw invalid(`it needs exactly one .json file beside its weights, but ${candidates.length} were given`);
  }
  if (file.size > MOST_JSON_BYTES) throw invalid(`"${file.name}" is too large to be a description of a network`);
  const text = new TextDecoder().decode(await bytesOf(file));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(`"${file.name}" is not JSON: ${describe(error)}`, error);
  }
  if (!isRecord(json)) throw invalid(`"${file.name}" is no model.json of a TensorFlow.js layers model`);
  if (json['format'] === 'graph-model') throw graphModel();
  return json;
}

async function readWeights(files: readonly File[], { paths, byteLength }: WeightsGroup): Promise<DataView> {
  const shards = paths.map((path) => {
    const name = baseName(path);
    const file = files.find((candidate) => candidate.name === name);
    if (file === undefined) throw invalid(`the file "${name}" with its weights is missing`);
    return file;
  });
  const found = shards.reduce((sum, { size }) => sum + size, 0);
  if (found !== byteLength) throw invalid(`its weights should have ${byteLength} bytes, but have ${found}`);
  return new DataView(await bytesOf(new Blob(shards)));
}

function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** A file that was picked may be gone, or forbidden, when it is read. */
async function bytesOf(blob: Blob): Promise<ArrayBuffer> {
  try {
    return await blob.arrayBuffer();
  } catch (error) {
    throw invalid(`the browser could not read its files: ${describe(error)}`, error);
  }
}
