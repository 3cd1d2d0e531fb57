/**
 * Tensors in the safetensors format, written as https://github.com/huggingface/safetensors#format says: the length of a
 * JSON header in eight bytes, the header, and the numbers that it describes, without gaps.
 */
import { toBytes, type NamedTensor } from '../channels-first.js';

/** Bytes before the header, and what its length is a multiple of, so that the numbers lie as processors like them. */
const ALIGNMENT = 8;

/** @param metadata what else is to be known; text by name */
export function toSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const entries: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const { name, shape, values } of tensors) {
    const begin = end;
    end += values.byteLength;
    entries[name] = { dtype: 'F32', shape, data_offsets: [begin, end] };
  }
  const json = new TextEncoder().encode(JSON.stringify(entries));
  const headerLength = Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const start = ALIGNMENT + headerLength;
  // The header is filled up with spaces.
  const file = new Uint8Array(start + end).fill(0x20, 0, start);
  new DataView(file.buffer).setBigUint64(0, BigInt(headerLength), true);
  file.set(json, ALIGNMENT);
  let position = start;
  for (const { values } of tensors) {
    file.set(toBytes(values), position);
    position += values.byteLength;
  }
  return file;
}
