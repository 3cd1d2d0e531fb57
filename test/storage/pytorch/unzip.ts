/** Reads a ZIP file as its specification, APPNOTE.TXT 6.3, lays it out: without the library that has written it. */
import { inflateRawSync } from 'node:zlib';

const DEFLATED = 8;

/** Name → content, by the directory at the file's end. */
export function unzip(bytes: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = file.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  const files = new Map<string, Uint8Array>();
  let entry = file.readUInt32LE(end + 16);
  for (let count = file.readUInt16LE(end + 10); count > 0; count--) {
    const method = file.readUInt16LE(entry + 10);
    const packedSize = file.readUInt32LE(entry + 20);
    const nameLength = file.readUInt16LE(entry + 28);
    const name = file.toString('utf8', entry + 46, entry + 46 + nameLength);
    const header = file.readUInt32LE(entry + 42);
    const start = header + 30 + file.readUInt16LE(header + 26) + file.readUInt16LE(header + 28);
    const packed = file.subarray(start, start + packedSize);
    files.set(name, method === DEFLATED ? inflateRawSync(packed) : packed);
    entry += 46 + nameLength + file.readUInt16LE(entry + 30) + file.readUInt16LE(entry + 32);
  }
  return files;
}
