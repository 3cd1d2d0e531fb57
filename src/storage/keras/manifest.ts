/** The `weightsManifest` of a model.json: which tensors its weight files hold, where, and in what numbers. */
import { isArray, isRecord, isWholeNumber, type JsonRecord } from '../../shared/json.js';
import { sizeOf } from '../../network/network.js';
import { invalid } from './refusal.js';

/** Tensors whose bytes follow each other, in one or more files. */
export interface WeightsGroup {
  /** Of the files in order; may have folders. */
  readonly paths: readonly string[];
  /** Without those of the optimizer. */
  readonly tensors: readonly StoredTensor[];
  /** With those of the optimizer. */
  readonly byteLength: number;
}

export interface StoredTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** What it is in memory, such as `float32`. */
  readonly dtype: string;
  readonly encoding: Encoding;
  /** Index of its group, and where its bytes are there. */
  readonly group: number;
  readonly byteOffset: number;
  readonly byteLength: number;
}

/** How the numbers are stored. Whole ones stand for `scale * number + min`. */
export interface Encoding {
  readonly type: string;
  readonly scale: number;
  readonly min: number;
}

/** Added to minus zero, zero would take its sign away. */
const AS_THEY_ARE = { scale: 1, min: -0 };

/** Bytes of a number. */
const BYTES_OF: ReadonlyMap<unknown, number> = new Map([
  ['float32', 4],
  ['int32', 4],
  ['uint16', 2],
  ['float16', 2],
  ['uint8', 1],
  ['bool', 1],
]);
const WHOLE: readonly unknown[] = ['uint8', 'uint16'];
/** Weights come in shards of 4 MB: these are as many as the largest network with its optimizer has. */
const MOST_PATHS = 64;

/** @throws {MnistError} `model-invalid` when it is no manifest, or has numbers of a kind that nobody knows */
export function readManifest(json: JsonRecord): readonly WeightsGroup[] {
  const manifest = json['weightsManifest'];
  if (!isArray(manifest))
    throw invalid('it has no "weightsManifest": it is no model.json of a TensorFlow.js layers model');
  const groups = manifest.map(readGroup);
  if (groups.flatMap(({ paths }) => paths).length > MOST_PATHS) {
    throw invalid(`its weights lie in more than ${MOST_PATHS} files`);
  }
  return groups;
}

function readGroup(value: unknown, group: number): WeightsGroup {
  const { paths, weights } = isRecord(value) ? value : {};
  if (!isArray(paths) || !paths.every((path) => typeof path === 'string') || !isArray(weights)) {
    throw invalid('an entry of its "weightsManifest" lacks "paths" or "weights"');
  }
  const tensors: StoredTensor[] = [];
  let byteLength = 0;
  for (const weight of weights) {
    const tensor = readTensor(weight, group, byteLength);
    byteLength += tensor.byteLength;
    if (!isRecord(weight) || weight['group'] !== 'optimizer') tensors.push(tensor);
  }
  return { paths, tensors, byteLength };
}

function readTensor(weight: unknown, group: number, byteOffset: number): StoredTensor {
  if (!isRecord(weight)) throw invalid('an entry of "weights" is no object');
  const { name, shape, dtype, quantization } = weight;
  if (typeof name !== 'string' || !isArray(shape) || !shape.every(isWholeNumber) || typeof dtype !== 'string') {
    throw invalid('an entry of "weights" lacks a name, a shape or a dtype');
  }
  const encoding = readEncoding(name, dtype, quantization);
  const bytes = BYTES_OF.get(encoding.type);
  if (bytes === undefined) throw invalid(`the weights of "${name}" are ${encoding.type}, not float32`);
  return { name, shape, dtype, encoding, group, byteOffset, byteLength: sizeOf(shape) * bytes };
}

function readEncoding(name: string, dtype: string, quantization: unknown): Encoding {
  if (quantization === undefined || quantization === null) return { type: dtype, ...AS_THEY_ARE };
  const { dtype: type, scale, min } = isRecord(quantization) ? quantization : {};
  if (type === 'float16') return { type, ...AS_THEY_ARE };
  if (typeof type !== 'string' || !WHOLE.includes(type)) {
    throw invalid(
      `the weights of "${name}" are quantized to ${typeof type === 'string' ? type : typeof type}; only uint8, uint16 and float16 are known`,
    );
  }
  if (typeof scale !== 'number' || typeof min !== 'number') {
    throw invalid(`the weights of "${name}" are quantized to ${type}, but "scale" or "min" is missing`);
  }
  return { type, scale, min };
}
