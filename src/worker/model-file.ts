/**
 * Writes and reads a network as the two files of a TensorFlow.js layers model, `model.json` and `weights.bin`, without
 * TensorFlow.js. Whatever is read counts as hostile until it has been checked.
 */
import { fromKeras, toKeras } from '../network/keras.js';
import { sizeOf, type Network } from '../network/network.js';
import { parameterCountOf, parameterTensorsOf } from '../network/parameters.js';
import { describe, MnistError } from '../shared/errors.js';
import { isArray, isRecord, isWholeNumber, type JsonRecord } from './json.js';

/** What a model file holds: the network, without the optimizer's state. */
export interface ModelFileContent {
  readonly network: Network;
  /** Flat, in the order of `network/parameters.ts`; every one is finite. */
  readonly parameters: Float32Array;
  /** What the writer added, such as the class names; unchecked. Empty when there is nothing. */
  readonly metadata: JsonRecord;
}

/** A tensor of a manifest, and where its bytes are in the weights of its group. */
interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly byteOffset: number;
  readonly byteLength: number;
  /** Stored in half precision: two bytes a number. */
  readonly isHalf: boolean;
}

/** `model.json` describes a network in a few kilobytes; reading more would only cost memory. */
export const MOST_JSON_BYTES = 4 * 2 ** 20;
/** The larger network has 0.4 MB, with an optimizer's state 1.2 MB; no file, and no model, may take more than this. */
export const MOST_WEIGHTS_BYTES = 16 * 2 ** 20;
/** Weights come in shards of 4 MB: these are more than enough. */
const MOST_PATHS = 32;
const BYTES_OF: ReadonlyMap<unknown, number> = new Map([
  ['float32', 4],
  ['int32', 4],
  ['bool', 1],
]);

/**
 * The network as `tf.loadLayersModel()` reads it.
 *
 * @param metadata becomes `userDefinedMetadata`; must survive JSON
 * @returns `model.json` and `weights.bin` (float32, little-endian)
 */
export function toFiles(
  { network, parameters }: Pick<ModelFileContent, 'network' | 'parameters'>,
  metadata: JsonRecord,
): File[] {
  const weights = parameterTensorsOf(network).map(({ name, shape }) => ({ name, shape, dtype: 'float32' }));
  const json = {
    format: 'layers-model',
    generatedBy: 'mnist-elements',
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
 * Reads a layers model of layers that there are here; the names of its tensors do not matter, and the weights may lie in
 * several files.
 *
 * @param files one `.json` and the files that its manifest names, in any order
 * @throws {MnistError} `model-invalid` when the files are no such model or are damaged, `model-shape` when they hold
 *   another network
 */
export async function fromFiles(files: readonly File[]): Promise<ModelFileContent> {
  const json = await readJson(files);
  const groups = manifestOf(json);
  const network = fromKeras(json['modelTopology']);
  checkShapes(
    network,
    groups.flatMap(({ tensors }) => tensors),
  );
  if (!(groups.reduce((sum, { byteLength }) => sum + byteLength, 0) <= MOST_WEIGHTS_BYTES)) {
    throw invalid(`its weights, with those of an optimizer, have more than ${MOST_WEIGHTS_BYTES} bytes.`);
  }

  const parameters = new Float32Array(parameterCountOf(network));
  let filled = 0;
  for (const { paths, tensors, byteLength } of groups) {
    const bytes = await readWeights(files, paths, byteLength);
    for (const { name, shape, byteOffset, isHalf } of tensors) {
      const size = sizeOf(shape);
      for (let i = 0; i < size; i++) {
        const value = isHalf
          ? fromHalf(bytes.getUint16(byteOffset + 2 * i, true))
          : bytes.getFloat32(byteOffset + 4 * i, true);
        if (!Number.isFinite(value)) throw invalid(`the weights of "${name}" are not all finite numbers.`);
        parameters[filled++] = value;
      }
    }
  }
  const metadata = json['userDefinedMetadata'];
  return { network, parameters, metadata: isRecord(metadata) ? metadata : {} };
}

/**
 * Names of the weight files that a `model.json` needs, without any folder.
 *
 * @throws {MnistError} `model-invalid` when it is no model of TensorFlow.js
 */
export async function weightFileNames(json: File): Promise<string[]> {
  return [...new Set(manifestOf(await readJson([json])).flatMap(({ paths }) => paths.map(baseName)))];
}

async function readJson(files: readonly File[]): Promise<JsonRecord> {
  const candidates = files.filter(({ name }) => name.toLowerCase().endsWith('.json'));
  const [file] = candidates;
  if (file === undefined || candidates.length > 1) {
    throw invalid(`it needs exactly one .json file beside its weights, but ${candidates.length} were given.`);
  }
  if (file.size > MOST_JSON_BYTES) throw invalid(`"${file.name}" is too large to be a description of a network.`);
  const text = new TextDecoder().decode(await bytesOf(file));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(`"${file.name}" is not JSON: ${describe(error)}`, error);
  }
  if (!isRecord(json) || !isArray(json['weightsManifest'])) {
    throw invalid(`"${file.name}" has no "weightsManifest": it is no model.json of a TensorFlow.js layers model.`);
  }
  return json;
}

interface WeightsGroup {
  readonly paths: readonly string[];
  /** Without those of the optimizer. */
  readonly tensors: readonly StoredTensor[];
  readonly byteLength: number;
}

function manifestOf(json: JsonRecord): WeightsGroup[] {
  const groups = (json['weightsManifest'] as readonly unknown[]).map((group): WeightsGroup => {
    const paths = isRecord(group) ? group['paths'] : undefined;
    const weights = isRecord(group) ? group['weights'] : undefined;
    if (!isArray(paths) || !paths.every((path) => typeof path === 'string') || !isArray(weights)) {
      throw invalid('an entry of its "weightsManifest" lacks "paths" or "weights".');
    }
    const tensors: StoredTensor[] = [];
    let byteLength = 0;
    for (const weight of weights) {
      const tensor = storedTensor(weight, byteLength);
      byteLength += tensor.byteLength;
      if (isRecord(weight) && weight['group'] === 'optimizer') continue;
      if (tensor.dtype !== 'float32')
        throw invalid(`the weights of "${tensor.name}" are ${tensor.dtype}, not float32.`);
      tensors.push(tensor);
    }
    return { paths, tensors, byteLength };
  });
  if (groups.flatMap(({ paths }) => paths).length > MOST_PATHS) {
    throw invalid(`its weights lie in more than ${MOST_PATHS} files.`);
  }
  return groups;
}

function storedTensor(weight: unknown, byteOffset: number): StoredTensor {
  if (!isRecord(weight)) throw invalid('an entry of "weights" is no object.');
  const { name, shape, dtype, quantization } = weight;
  if (typeof name !== 'string' || !isArray(shape) || !shape.every(isWholeNumber) || typeof dtype !== 'string') {
    throw invalid('an entry of "weights" lacks a name, a shape or a dtype.');
  }
  const isHalf = isRecord(quantization) && quantization['dtype'] === 'float16';
  if (quantization !== undefined && !isHalf) {
    throw invalid(`the weights of "${name}" are quantized; export the model without quantization, or to float16.`);
  }
  const bytes = isHalf ? 2 : BYTES_OF.get(dtype);
  if (bytes === undefined) throw invalid(`the weights of "${name}" are ${dtype}, not float32.`);
  return { name, shape, dtype, byteOffset, byteLength: sizeOf(shape) * bytes, isHalf };
}

/** The number that 16 bits stand for in IEEE 754; browsers before 2025 cannot read them themselves. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}

/** @throws {MnistError} `model-shape` unless the tensors are those of the network, in their order */
function checkShapes(network: Network, tensors: readonly StoredTensor[]): void {
  const found = listShapes(tensors);
  const expected = listShapes(parameterTensorsOf(network));
  if (found === expected) return;
  throw new MnistError(
    'model-shape',
    `The model is another network: expected weights of shapes ${abbreviate(expected)}, found ${abbreviate(found)}.`,
  );
}

function listShapes(tensors: readonly { readonly shape: readonly number[] }[]): string {
  return tensors.map(({ shape }) => `[${shape.join(',')}]`).join(' ') || 'none';
}

async function readWeights(files: readonly File[], paths: readonly string[], byteLength: number): Promise<DataView> {
  const shards = paths.map((path) => {
    const name = baseName(path);
    const file = files.find((candidate) => candidate.name === name);
    if (file === undefined) throw invalid(`the file "${name}" with its weights is missing.`);
    return file;
  });
  const found = shards.reduce((sum, { size }) => sum + size, 0);
  if (found !== byteLength) throw invalid(`its weights should have ${byteLength} bytes, but have ${found}.`);
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

function abbreviate(words: string): string {
  return words.length > 200 ? `${words.slice(0, 200)}…` : words;
}

/** The reason may quote the file, and is cut short for that. */
function invalid(reason: string, cause?: unknown): MnistError {
  return new MnistError('model-invalid', `The model cannot be read: ${abbreviate(reason)}`, cause);
}
