/** The numbers in weight files: found for each tensor of the layers, and decoded. */
import { sizeOf } from '../../network/network.js';
import type { StoredTensor, WeightsGroup } from './manifest.js';
import { different, invalid } from './refusal.js';

/** A tensor that a layer of the topology must have. */
export interface WantedTensor {
  /** Name of the layer. */
  readonly layer: string;
  /** As Keras names it, such as `kernel` or `moving_mean`. */
  readonly role: string;
  readonly shape: readonly number[];
}

/** Puts the numbers of a tensor where they are needed. */
export type ReadTensor = (wanted: WantedTensor, into: Float32Array) => void;

/**
 * Finds what the layers need. Keras 3 writes the model's name before the layer's. Where names do not tell, tensors are
 * taken in their order, as `tf.LayersModel.setWeights()` takes them, if their shapes are right.
 *
 * @param wanted in the order of the layers
 * @throws {MnistError} `model-invalid` when some are missing or of another type, `model-shape` when they have other shapes
 *   or belong to no layer
 */
export function matchTensors(
  wanted: readonly WantedTensor[],
  groups: readonly WeightsGroup[],
): ReadonlyMap<WantedTensor, StoredTensor> {
  const stored = groups.flatMap(({ tensors }) => tensors);
  const found = matchNames(wanted, stored) ?? matchOrder(wanted, stored);
  for (const [tensor, { name, shape, dtype }] of found) {
    if (dtype !== 'float32') throw invalid(`the weights of "${name}" are ${dtype}, not float32`);
    if (listShape(shape) !== listShape(tensor.shape)) {
      throw different(
        `its weights "${name}" have the shape ${listShape(shape)}, but its layers need ${listShape(tensor.shape)}`,
      );
    }
  }
  const used = new Set(found.values());
  // Layers with chance in them keep the state of a generator, in whole numbers.
  const unused = stored.find((tensor) => !used.has(tensor) && tensor.dtype === 'float32');
  if (unused !== undefined) throw different(`its weights "${unused.name}" belong to none of its layers`);
  return found;
}

/** Undefined when no layer has its name among the weights. */
function matchNames(
  wanted: readonly WantedTensor[],
  stored: readonly StoredTensor[],
): ReadonlyMap<WantedTensor, StoredTensor> | undefined {
  const found = new Map<WantedTensor, StoredTensor>();
  const unused = new Set(stored);
  for (const tensor of wanted) {
    const name = `${tensor.layer}/${tensor.role}`;
    const candidates = [...unused];
    const match =
      candidates.find((candidate) => plainName(candidate) === name) ??
      candidates.find((candidate) => plainName(candidate).endsWith(`/${name}`));
    if (match === undefined) continue;
    found.set(tensor, match);
    unused.delete(match);
  }
  if (found.size === 0 && wanted.length > 0) return undefined;
  const missing = wanted.find((tensor) => !found.has(tensor));
  if (missing !== undefined) throw invalid(`its weights "${missing.layer}/${missing.role}" are missing`);
  return found;
}

/** Keras 2 puts a number behind the name. */
function plainName({ name }: StoredTensor): string {
  return name.replace(/:0$/, '');
}

/** Layer by layer, or moving averages last. */
function matchOrder(
  wanted: readonly WantedTensor[],
  stored: readonly StoredTensor[],
): ReadonlyMap<WantedTensor, StoredTensor> {
  const isMoving = ({ role }: WantedTensor) => role.startsWith('moving_');
  const orders = [wanted, [...wanted.filter((tensor) => !isMoving(tensor)), ...wanted.filter(isMoving)]];
  const found = listShapes(stored);
  const order = orders.find((candidate) => listShapes(candidate) === found);
  if (order === undefined)
    throw different(`its layers need weights of shapes ${listShapes(wanted)}, and it has ${found}`);
  return new Map(order.map((tensor, index) => [tensor, stored[index]!]));
}

function listShapes(tensors: readonly { readonly shape: readonly number[] }[]): string {
  return tensors.map(({ shape }) => listShape(shape)).join(' ');
}

function listShape(shape: readonly number[]): string {
  return `[${shape.join(',')}]`;
}

/** @throws {MnistError} `model-invalid` when some number is not finite */
export function decode({ name, shape, encoding, byteOffset }: StoredTensor, bytes: DataView, into: Float32Array): void {
  const { scale, min } = encoding;
  const numberAt = READERS[encoding.type]!;
  const size = sizeOf(shape);
  for (let i = 0; i < size; i++) into[i] = scale * numberAt(bytes, byteOffset, i) + min;
  if (!into.every(Number.isFinite)) throw invalid(`the weights of "${name}" are not all finite numbers`);
}

/** The number at an index. Only tensors of the type `float32` are decoded, and those have one of these encodings. */
const READERS: Readonly<Record<string, (bytes: DataView, offset: number, index: number) => number>> = {
  float32: (bytes, offset, index) => bytes.getFloat32(offset + 4 * index, true),
  float16: (bytes, offset, index) => fromHalf(bytes.getUint16(offset + 2 * index, true)),
  uint16: (bytes, offset, index) => bytes.getUint16(offset + 2 * index, true),
  uint8: (bytes, offset, index) => bytes.getUint8(offset + index),
};

/** The number that 16 bits stand for in IEEE 754; browsers before 2025 cannot read them themselves. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1024 + fraction) * 2 ** (exponent - 25));
}
