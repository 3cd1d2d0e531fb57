/** IDX files, plain and gzipped, cut into chunks anywhere. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { idxHeader, imageFile, join, labelFile, rowsFile } from '../support/idx-files.mjs';
import { campaign } from './support/campaign.mjs';
import { code } from './support/code.mjs';
import { mutateBytes } from './support/mutate.mjs';

/** What the parser reserves for the first bytes, whatever the header claims. */
const FIRST = 65_536;
const LIMITS = [1, 2, 10, 500_000, Infinity];
const FILES = [
  imageFile(1),
  imageFile(3),
  imageFile(4, { width: 13, height: 9 }),
  labelFile(1),
  labelFile(40),
  rowsFile(9),
  idxHeader([0x801, 1e6]),
  new Uint8Array(30),
];
const GZIPPED = [
  ...FILES.map((file) => gzipSync(file)),
  gzipSync(imageFile(3), { level: 0 }),
  new Uint8Array(Buffer.concat([gzipSync(labelFile(20)), gzipSync(labelFile(5))])),
  gzipSync(join(labelFile(40), new Uint8Array(1_000_000))),
  gzipSync(join(idxHeader([0x803, 400_000, 28, 28]), new Uint8Array(1_000_000))),
];

/** @returns an input: bytes, where to cut them, what they are taken for, and how much of them is wanted */
const inputOf = (corpus) => (chance) => ({
  bytes: chance.once(50) ? chance.of(corpus) : mutateBytes(chance.of(corpus), chance, chance.of(corpus)),
  step: chance.of([1, 3, 16, 700, 1e6]),
  kind: chance.of(['images', 'labels']),
  limit: chance.of(LIMITS),
});

function* cut(bytes, step) {
  // At most a hundred pieces, or long files would take all the time.
  const length = Math.max(step, Math.ceil(bytes.length / 100));
  for (let start = 0; start < bytes.length; start += length) yield bytes.subarray(start, start + length);
}

function checkResult({ kind, limit }, content, { total, count, size, bytes }) {
  const view = new DataView(content.buffer, content.byteOffset);
  assert.equal(total, view.getUint32(4));
  assert.equal(count, Math.min(total, limit));
  const area = size.height * size.width;
  assert.equal(bytes.length, count * area);
  if (kind === 'images') {
    assert.deepEqual(size, { height: view.getUint32(8), width: view.getUint32(12) });
    assert.ok(size.height >= 8 && size.height <= 64 && size.width >= 8 && size.width <= 64);
  }
  const isRows = view.getUint32(0) === 0xc02;
  const first = kind === 'images' ? 16 : isRows ? 12 : 8;
  const step = isRows ? 4 * view.getUint32(8) : 1;
  // Of an integer, the last byte: the others are zero.
  const expected = Uint8Array.from({ length: bytes.length }, (_, i) => content[first + i * step + (isRows ? 3 : 0)]);
  assert.ok(Buffer.from(bytes).equals(Buffer.from(expected)));
}

test('plain IDX files', async () => {
  const result = await campaign(
    'idx',
    inputOf(FILES),
    (input) => {
      const parser = new code.IdxParser('file', input.kind, input.limit);
      for (const chunk of cut(input.bytes, input.step)) if (!parser.push(chunk)) break;
      checkResult(input, input.bytes, parser.finish());
    },
    ({ bytes }) => FIRST + 4 * bytes.length,
  );
  assert.ok(result.accepted > 0.01 && result.refused > 0.1, JSON.stringify(result));
});

test('gzipped IDX files', async () => {
  const { signal } = new AbortController();
  const result = await campaign(
    'gzip',
    inputOf(GZIPPED),
    async (input) => {
      input.seen = [];
      const parser = new code.IdxParser('file', input.kind, input.limit);
      const body = new Response(ReadableStream.from(cut(input.bytes, Math.max(input.step, input.bytes.length / 8))));
      const { stream } = await code.decodeBody(body, 'file', signal, () => undefined);
      const reader = stream.getReader();
      try {
        for (;;) {
          const { value } = await reader.read();
          if (value === undefined) break;
          input.seen.push(value);
          if (!parser.push(value)) break;
        }
      } catch (error) {
        throw code.decodingError(error, 'file', signal);
      } finally {
        reader.cancel().catch(() => undefined);
      }
      const result = parser.finish();
      checkResult(input, Buffer.concat(input.seen), result);
    },
    ({ seen }) => FIRST + 4 * seen.reduce((sum, { length }) => sum + length, 0) + 16,
  );
  assert.ok(result.accepted > 0.01 && result.refused > 0.1, JSON.stringify(result));
});
