/** Writes `dist/model/`: the trained network of `model/` with weights in half precision, which halves the download. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './setup.mjs';

const source = join(root, 'model');
const target = join(root, 'dist/model');

const model = JSON.parse(readFileSync(join(source, 'model.json'), 'utf8'));
for (const weight of model.weightsManifest[0].weights) {
  weight.quantization = { dtype: 'float16', original_dtype: 'float32' };
}
const bytes = readFileSync(join(source, 'weights.bin'));
const halves = Buffer.alloc(bytes.length / 2);
for (let i = 0; i < bytes.length / 4; i++) halves.writeUInt16LE(toHalf(bytes.readFloatLE(4 * i)), 2 * i);

mkdirSync(target, { recursive: true });
writeFileSync(join(target, 'model.json'), JSON.stringify(model));
writeFileSync(join(target, 'weights.bin'), halves);

/** The 16 bits of the nearest number in IEEE 754 half precision. */
function toHalf(value) {
  const sign = value < 0 ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 65520) throw new Error(`The weight ${value} is too large for half precision.`);
  const exponent = Math.max(Math.floor(Math.log2(size)), -14);
  // Rounding up to the next power of two carries over into the exponent's bits, which is as it should be.
  return sign | (Math.round((size / 2 ** exponent - 1) * 1024) + ((exponent + 15) << 10));
}
