/** What tests of the SIMD kernels share: the compiled kernels, and networks with parameters and a batch to compute. */
import { expect } from 'chai';
import { readFile } from 'node:fs/promises';
import { detectSimd, loadSimdKernels, type SimdKernels } from '../../../src/engine/simd/load-kernels.js';
import { initialParameters } from '../../../src/network/initialise.js';
import type { Network } from '../../../src/network/network.js';
import { parameterTensorsOf } from '../../../src/network/parameters.js';
import { Random } from '../../../src/base/random.js';

/** All builds that this engine can run. Node has relaxed SIMD with `--experimental-wasm-relaxed-simd`. */
export async function loadAllKernels(): Promise<SimdKernels[]> {
  const [plain, relaxed] = await Promise.all(
    ['simd', 'simd-relaxed'].map((name) => readFile(new URL(`../../../dist/${name}.wasm`, import.meta.url))),
  );
  const sources = { plain: Uint8Array.from(plain!), relaxed: Uint8Array.from(relaxed!) };
  const levels = detectSimd() === 'relaxed' ? (['plain', 'relaxed'] as const) : (['plain'] as const);
  return Promise.all(levels.map((level) => loadSimdKernels(sources, level)));
}

export interface Example {
  readonly parameters: Float32Array;
  readonly pixels: Uint8Array;
  readonly labels: Uint8Array;
}

/**
 * Parameters as after some training, and a batch: half of it noise, the other half a few strokes on blank paper. The last
 * layer is small, so that no class is certain and gradients are more than rounding.
 */
export function exampleFor(network: Network, count: number, seed: number): Example {
  const random = new Random(seed);
  const parameters = initialParameters(network, random);
  for (const { role, layer, offset, size } of parameterTensorsOf(network)) {
    const scale = layer === network.layers.length ? 0.2 : 1;
    for (let i = offset; i < offset + size; i++) {
      parameters[i]! *= scale;
      if (role !== 'kernel') parameters[i]! += 0.4 * (random.float() - 0.5);
    }
  }
  const { height, width } = network.input;
  const size = height * width;
  const pixels = new Uint8Array(count * size);
  for (let image = 0; image < count; image++) {
    const ink = image % 2 === 0 ? size : random.integer(size >> 2);
    for (let i = 0; i < ink; i++) pixels[image * size + random.integer(size)] = random.integer(256);
  }
  return { parameters, pixels, labels: Uint8Array.from({ length: count }, () => random.integer(network.classes)) };
}

/** Euclidean length of the difference, as a share of that of the expected values, or of `floor` where those vanish. */
export function distance(actual: ArrayLike<number>, expected: ArrayLike<number>, floor = 0): number {
  expect(actual.length).to.equal(expected.length);
  let sum = 0;
  for (let i = 0; i < expected.length; i++) sum += (actual[i]! - expected[i]!) ** 2;
  return sum === 0 ? 0 : Math.sqrt(sum) / Math.max(lengthOf(expected), floor);
}

export function lengthOf(values: ArrayLike<number>): number {
  return Math.sqrt(Array.from(values).reduce((sum, value) => sum + value ** 2, 0));
}

export function bitsOf(values: Float32Array): Uint32Array {
  return new Uint32Array(values.slice().buffer);
}
