/** Turns valid inputs into invalid ones. */

/** Numbers at which programs tend to go wrong. */
const WORDS = [
  0, 1, 7, 8, 27, 28, 29, 255, 256, 0x801, 0x803, 65_535, 500_000, 500_001, 0x7fffffff, 0x80000000, 0xffffffff,
];

/** @returns {Uint8Array} a copy with one to four changes; mostly of its first bytes, where the meaning is */
export function mutateBytes(bytes, chance, other = bytes) {
  let result = Uint8Array.from(bytes);
  for (let changes = 1 + chance.below(4); changes > 0; changes--) {
    if (result.length === 0) return result;
    const at = chance.below(chance.once(3) ? result.length : Math.min(24, result.length));
    switch (chance.below(7)) {
      case 0:
        result[at] ^= 1 << chance.below(8);
        break;
      case 1:
        result[at] = chance.of([0, 1, 0x7f, 0x80, 0xff]);
        break;
      case 2:
        if (result.length >= 4) {
          new DataView(result.buffer).setUint32(Math.min(at & ~3, result.length - 4), chance.of(WORDS));
        }
        break;
      case 3:
        result = result.slice(0, at);
        break;
      case 4:
        result = joined(result.subarray(0, at), Uint8Array.of(chance.below(256)), result.subarray(at));
        break;
      case 5:
        result = joined(result.subarray(0, at), result.subarray(at + 1 + chance.below(8)));
        break;
      case 6:
        result = joined(result.subarray(0, at), other.subarray(chance.below(other.length + 1)));
        break;
    }
  }
  return result;
}

function joined(...parts) {
  return new Uint8Array(Buffer.concat(parts));
}

/** JSON of values that a careless reader stumbles over. */
const VALUES = [
  'null',
  'true',
  '0',
  '-1',
  '-0',
  '1.5',
  '1e400',
  '9007199254740991',
  '9007199254740993',
  '4294967296',
  '""',
  '"x"',
  '"__proto__"',
  '"constructor"',
  '"float32"',
  '"int32"',
  '"bool"',
  '"string"',
  '"complex64"',
  '"uint8"',
  '"../../x"',
  '"weights.bin"',
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '[-1]',
  '[2.5]',
  '[1e9,1e9,1e9]',
  '[0,9007199254740991]',
  '{"__proto__":{"polluted":1}}',
  '{"constructor":{"prototype":{"polluted":1}}}',
  '{"length":4294967295}',
  '{"dtype":"float16"}',
  '{"dtype":"uint8","scale":1,"min":0}',
  '"\\ud800"',
  '"\\u0000"',
  '"<img src=x onerror=alert(1)>"',
];
const KEYS = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'length',
  'group',
  'quantization',
  '',
];

/** @returns {string} JSON of a value that differs from the given one in one to three places */
export function mutateJson(value, chance) {
  let json = JSON.stringify(value);
  for (let changes = 1 + chance.below(3); changes > 0; changes--) {
    const marks = JSON.stringify(JSON.parse(json), marker(chance, json.length));
    json = marks.replace(`"${MARK}"`, () => nested(chance.of(VALUES), chance));
    // Nothing can be changed in what is no JSON any more, or too deep to be written again.
    if (json.includes('[[[[') || !isJson(json)) return json;
  }
  return chance.once(4) ? new TextDecoder().decode(mutateBytes(Buffer.from(json), chance)) : json;
}

export function isJson(text) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const MARK = '\uffffhere';

/** A replacer that puts a mark in place of one value, or beside it under a name with a meaning. */
function marker(chance, length) {
  let left = chance.below(1 + length / 24);
  return function (key, value) {
    left -= 1;
    if (left !== 0) return value;
    if (chance.once(3) && typeof value === 'object' && value !== null && !Array.isArray(value)) {
      return { ...value, [`${chance.of(KEYS)}`]: MARK };
    }
    return MARK;
  };
}

/** Now and then deeper than any honest file. */
function nested(json, chance) {
  if (!chance.once(50)) return json;
  const depth = chance.of([3, 100, 10_000]);
  return '['.repeat(depth) + json + ']'.repeat(depth);
}

const SNIPPETS = [
  '',
  ' ',
  ',',
  ',,',
  '0',
  '-1',
  '1e9',
  '1e999',
  '0x10',
  'NaN',
  'Infinity',
  '١',
  '1_000',
  '__proto__',
  'constructor',
  'javascript:alert(1)',
  'data:text/javascript,1',
  'blob:https://page.example/1',
  'file:///etc/passwd',
  '//evil.example/',
  'https://evil.example',
  'http://',
  '\\\\evil',
  '../..',
  '?',
  '#',
  '%00',
  '\u0000',
  '\n',
  '\ud800',
  '\u202e',
  '<script>alert(1)</script>',
  '" onload="alert(1)',
  '${1}',
  '{{1}}',
  '😀',
  'a'.repeat(5000),
];

/** A text that was put together from honest ones and hostile pieces. */
export function mutateText(honest, chance) {
  let text = chance.of(honest);
  for (let changes = chance.below(4); changes > 0; changes--) {
    const at = chance.below(text.length + 1);
    text = text.slice(0, at) + chance.of(SNIPPETS) + text.slice(chance.once(2) ? at : at + chance.below(6));
  }
  return text;
}
