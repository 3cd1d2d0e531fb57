/** Small IDX files, made the same way by the tests and by the server that serves them broken. */

/** An IDX header of big-endian words. @param {readonly number[]} words */
export function idxHeader(words) {
  const header = new Uint8Array(4 * words.length);
  words.forEach((word, index) => new DataView(header.buffer).setUint32(4 * index, word));
  return header;
}

/** An image file whose pixels differ from one image to the next. */
export function imageFile(count, { side = 28, claimed = count } = {}) {
  const pixels = Uint8Array.from({ length: count * side * side }, (_, index) => (index * 31 + (index >> 8)) % 256);
  return join(idxHeader([0x803, claimed, side, side]), pixels);
}

/** A label file that counts from 0 to 9 again and again. */
export function labelFile(count) {
  return join(
    idxHeader([0x801, count]),
    Uint8Array.from({ length: count }, (_, index) => index % 10),
  );
}

/** One array after the other. @param {...Uint8Array} parts */
export function join(...parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
