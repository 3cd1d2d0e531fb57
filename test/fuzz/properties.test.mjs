/** What holds for every input of a kind, tried on inputs that fast-check makes up and makes small when one fails. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { idxHeader, join } from '../support/idx-files.mjs';
import { code, PAGE } from './support/code.mjs';

const bytes = fc.uint8Array({ maxLength: 2000 });

function parse(kind, file, limit, cuts) {
  const parser = new code.IdxParser('file', kind, limit);
  let start = 0;
  for (const end of [...cuts.map((cut) => cut % (file.length + 1)).sort((a, b) => a - b), file.length]) {
    if (!parser.push(file.subarray(start, end))) break;
    start = end;
  }
  return parser.finish();
}

/** What a function gives, or the error of ours that it throws. */
function outcome(action) {
  try {
    return action();
  } catch (error) {
    if (error instanceof code.MnistError) return error.code;
    throw error;
  }
}

test('labels come out as they were put in, wherever the file is cut', () => {
  fc.assert(
    fc.property(bytes, fc.array(fc.nat()), fc.integer({ min: 1, max: 3000 }), (labels, cuts, limit) => {
      fc.pre(labels.length > 0);
      const file = join(idxHeader([0x801, labels.length]), labels);
      const result = parse('labels', file, limit, cuts);
      assert.deepEqual([...result.bytes], [...labels.subarray(0, limit)]);
      assert.equal(result.total, labels.length);
    }),
    { numRuns: 2000 },
  );
});

test('any header with any bytes gives what it promises or an error of ours, the same wherever it is cut', () => {
  const word = fc.oneof(fc.constantFrom(0x801, 0x803, 28, 0, 500_000, 500_001), fc.nat(0xffffffff));
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 5 }),
      bytes,
      fc.array(fc.nat()),
      fc.constantFrom('images', 'labels'),
      fc.oneof(fc.constant(Infinity), fc.integer({ min: 1, max: 1_000_000 })),
      (words, rest, cuts, kind, limit) => {
        const file = join(idxHeader(words), rest);
        const whole = outcome(() => parse(kind, file, limit, []));
        assert.deepEqual(
          outcome(() => parse(kind, file, limit, cuts)),
          whole,
        );
        if (typeof whole === 'object') assert.equal(whole.count, Math.min(whole.total, limit));
      },
    ),
    { numRuns: 5000 },
  );
});

test('any JSON in place of a model is refused by an error of ours', async () => {
  await fc.assert(
    fc.asyncProperty(fc.json({ maxDepth: 6 }), bytes, async (json, weights) => {
      const files = [new File([json], 'model.json'), new File([weights], 'weights.bin')];
      await assert.rejects(code.readModelFiles(files), code.MnistError);
    }),
    { numRuns: 2000 },
  );
});

test('any finite weights survive export and import bit for bit', async () => {
  const network = code.parseNetwork('cnn', { height: 28, width: 28 }, 10);
  const size = code.parameterCountOf(network);
  await fc.assert(
    fc.asyncProperty(fc.float32Array({ minLength: 1, maxLength: 100, noNaN: true }), fc.json(), async (some, json) => {
      const parameters = Float32Array.from({ length: size }, (_, i) => some[i % some.length]);
      const files = code.writeModelFiles({ network, parameters }, { anything: JSON.parse(json) });
      if (!parameters.every(Number.isFinite)) return assert.rejects(code.readModelFiles(files), code.MnistError);
      const content = await code.readModelFiles(files);
      assert.ok(Buffer.from(content.parameters.buffer).equals(Buffer.from(parameters.buffer)));
    }),
    { numRuns: 200 },
  );
});

test('any `src` becomes an http(s) folder or is refused', () => {
  const honest = { labels: 'a,b', model: 'cnn', epochs: 1, batchSize: 1, learningRate: 1, backend: 'auto' };
  const rest = {
    threads: 'auto',
    augment: 'none',
    storageKey: '',
    optimizer: 'adam',
    schedule: 'constant',
    weightDecay: 0,
  };
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.webUrl(), fc.string({ unit: 'binary' })), (src) => {
      const result = outcome(() => code.readSettings({ ...honest, ...rest, src }, () => null, `${PAGE}data/`));
      if (result === 'invalid-attribute') return;
      const { protocol, pathname } = new URL(result.src);
      assert.match(protocol, /^https?:$/);
      assert.ok(pathname.endsWith('/'));
    }),
    { numRuns: 5000 },
  );
});
