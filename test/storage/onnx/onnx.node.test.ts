/** ONNX files, as ONNX Runtime computes them, against the plain engine. */
import { expect } from 'chai';
import * as ort from 'onnxruntime-web';
import { PbfReader } from 'pbf';
import { referencePredict } from '../../../src/engine/reference/reference.js';
import type { Network } from '../../../src/network/network.js';
import { toOnnx } from '../../../src/storage/onnx/to-onnx.js';
import type { TrainedNetwork } from '../../../src/storage/trained-network.js';
import { readMnist } from '../../support/mnist-files.mjs';
import { NETWORKS, picturesFor, shippedNetwork, trainedBy } from '../networks.js';

const TOLERANCE = 1e-5;

// Threads would be workers, which keep Node from ending.
ort.env.wasm.numThreads = 1;

async function predict(trained: TrainedNetwork, pixels: Uint8Array): Promise<Float32Array> {
  const { height, width } = trained.network.input;
  const session = await ort.InferenceSession.create(toOnnx(trained)[0]!.bytes);
  try {
    const values = Float32Array.from(pixels, (byte) => byte / 255);
    const count = pixels.length / (height * width);
    const { probabilities } = await session.run({ pixels: new ort.Tensor(values, [count, 1, height, width]) });
    expect(probabilities!.dims).to.deep.equal([count, trained.network.classes]);
    return probabilities!.data as Float32Array;
  } finally {
    await session.release();
  }
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).to.equal(b.length);
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

describe('A network as ONNX', () => {
  it('reads a thousand test images as the plain engine does, when it is the one that comes with the elements', async () => {
    const trained = shippedNetwork();
    const pixels = (await readMnist('t10k-images-idx3-ubyte')).subarray(16, 16 + 1000 * 784);
    const labels = (await readMnist('t10k-labels-idx1-ubyte')).subarray(8, 1008);
    const probabilities = await predict(trained, pixels);
    expect(largestDifference(probabilities, referencePredict(trained.network, trained.parameters, pixels))).to.be.below(
      TOLERANCE,
    );
    const right = labels.filter((label, i) => {
      const own = probabilities.subarray(10 * i, 10 * i + 10);
      return own.indexOf(Math.max(...own)) === label;
    });
    expect(right.length).to.be.above(980);
  }).timeout(600_000);

  it('gives the probabilities of the plain engine, whatever its layers are', async () => {
    for (const [seed, network] of NETWORKS.entries()) {
      const trained = trainedBy(network, seed);
      const pixels = picturesFor(network, 3, seed);
      const difference = largestDifference(
        await predict(trained, pixels),
        referencePredict(network, trained.parameters, pixels),
      );
      expect(difference, JSON.stringify(network)).to.be.below(TOLERANCE);
    }
  });

  it('carries the names of its classes and its layers, and says which operators it is written in', () => {
    const trained = trainedBy(NETWORKS[0] as Network, 1);
    const [file] = toOnnx(trained);
    expect(file!.name).to.equal('model.onnx');
    const { metadata, opset } = readHeader(file!.bytes);
    expect(JSON.parse(metadata.get('labels')!)).to.deep.equal(trained.labels);
    expect(metadata.get('layers')).to.equal('conv 8, pool, conv 16, pool, dense 128');
    expect(opset).to.equal(13);
  });
});

/** What is said of the model beside the graph. */
function readHeader(bytes: Uint8Array): { metadata: Map<string, string>; opset: number } {
  const header = { metadata: new Map<string, string>(), opset: 0 };
  new PbfReader(bytes).readFields((tag, _, reader) => {
    if (tag === 8) reader.readMessage((field, _, inner) => (field === 2 ? (header.opset = inner.readVarint()) : 0), {});
    if (tag !== 14) return;
    const entry = ['', ''];
    reader.readMessage((field, _, inner) => (entry[field - 1] = inner.readString()), {});
    header.metadata.set(entry[0]!, entry[1]!);
  }, {});
  return header;
}
