/** Small IDX files, made the same way by the tests and by the server that serves them broken. */

/** An IDX header of big-endian words. @param {readonly number[]} words */
export function idxHeader(words) {
  const header = new Uint8Array(4 * words.length);
  words.forEach((word, index) => new DataView(header.buffer).setUint32(4 * index, word));
  return header;
}

/** An image file whose pixels differ from one image to the next. */
export function imageFile(count, { width = 28, height = 28, claimed = count } = {}) {
  const pixels = new Uint8Array(count * width * height);
  for (let index = 0; index < pixels.length; index++) pixels[index] = (index * 31 + (index >> 8)) % 256;
  return join(idxHeader([0x803, claimed, height, width]), pixels);
}

/** The labels of so many examples: counted from the first to the last again and again. */
const labelsOf = (count, { first, classes }) =>
  Uint8Array.from({ length: count }, (_, index) => first + (index % classes));

/** A label file that counts from 0 to 9, or as it is told, again and again. */
export function labelFile(count, { first = 0, classes = 10 } = {}) {
  return join(idxHeader([0x801, count]), labelsOf(count, { first, classes }));
}

/** The same as QMNIST writes it: eight integers for each example, the label first. */
export function rowsFile(count, { first = 0, classes = 10 } = {}) {
  const rows = [...labelsOf(count, { first, classes })].map((label) => idxHeader([label, 1, 2, 3, 4, 5, 6, 7]));
  return join(idxHeader([0xc02, count, 8]), ...rows);
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
