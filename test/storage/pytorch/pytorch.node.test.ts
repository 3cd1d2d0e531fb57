/** What is in the archive for PyTorch, read by its specifications alone. `pytorch.python.test.ts` runs it. */
import { expect } from 'chai';
import type { MapShape } from '../../../src/network/network.js';
import { parameterTensorsOf } from '../../../src/network/parameters.js';
import { parseNetwork } from '../../../src/network/parse.js';
import { toPyTorch } from '../../../src/storage/pytorch/to-pytorch.js';
import { NETWORKS, trainedBy } from '../networks.js';
import { unzip } from './unzip.js';

interface Header {
  readonly [name: string]: {
    readonly dtype: string;
    readonly shape: number[];
    readonly data_offsets: [number, number];
  };
}

/** A safetensors file: its metadata, and its tensors by name. */
function readSafetensors(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  const text = new TextDecoder().decode(bytes.subarray(8, start));
  expect(text).to.match(/^\{.*\} *$/s);
  expect(start % 8).to.equal(0);
  const { __metadata__: metadata, ...tensors } = JSON.parse(text) as Header & { __metadata__: Record<string, string> };
  let end = 0;
  const values = Object.entries(tensors).map(([name, { dtype, shape, data_offsets: offsets }]) => {
    expect(dtype).to.equal('F32');
    expect(offsets[0], 'no gaps').to.equal(end);
    end = offsets[1];
    const numbers = Array.from({ length: (end - offsets[0]) / 4 }, (_, i) =>
      view.getFloat32(start + offsets[0] + 4 * i, true),
    );
    expect(numbers).to.have.length(shape.reduce((product, length) => product * length, 1));
    return [name, { shape, numbers }] as const;
  });
  expect(start + end).to.equal(bytes.length);
  return { metadata, tensors: new Map(values) };
}

describe('A network for PyTorch', () => {
  it('is one archive with weights and two scripts, the same for the same network', () => {
    const trained = trainedBy(NETWORKS[0]!, 1);
    const [file, ...others] = toPyTorch(trained);
    expect(others).to.be.empty;
    expect(file!.name).to.equal('model-pytorch.zip');
    expect([...unzip(file!.bytes).keys()]).to.deep.equal(['model.safetensors', 'model.py', 'train.py']);
    expect(toPyTorch(trained)[0]!.bytes).to.deep.equal(file!.bytes);
  });

  it('holds every parameter once, kernels with their channels first', () => {
    const network = parseNetwork('conv 7 2x3, batchnorm, pool, conv 5, dense 4', { height: 13, width: 9 }, 3);
    const trained = trainedBy(network, 2);
    const archive = unzip(toPyTorch(trained)[0]!.bytes);
    const { tensors, metadata } = readSafetensors(archive.get('model.safetensors')!);
    expect(JSON.parse(metadata['labels']!)).to.deep.equal(trained.labels);
    expect(metadata['layers']).to.equal('conv 7 2x3, batchnorm, pool, conv 5, dense 4');
    expect([...tensors].map(([name, { shape }]) => [name, shape])).to.deep.equal([
      ['conv1.weight', [7, 1, 2, 3]],
      ['conv1.bias', [7]],
      ['norm1.weight', [7]],
      ['norm1.bias', [7]],
      ['norm1.running_mean', [7]],
      ['norm1.running_var', [7]],
      ['conv2.weight', [5, 7, 3, 3]],
      ['conv2.bias', [5]],
      ['dense1.weight', [4, 20]],
      ['dense1.bias', [4]],
      ['output.weight', [3, 4]],
      ['output.bias', [3]],
    ]);

    const ours = (layer: number, role: string): Float32Array => {
      const { offset, size } = parameterTensorsOf(network).find((spec) => spec.layer === layer && spec.role === role)!;
      return trained.parameters.subarray(offset, offset + size);
    };
    expect(tensors.get('norm1.running_var')!.numbers).to.deep.equal([...ours(1, 'moving_variance')]);
    const expectTurned = (name: string, layer: number, [height, width, channels]: MapShape, outputs: number) => {
      const turned = tensors.get(name)!.numbers;
      const kernel = ours(layer, 'kernel');
      for (let i = 0; i < turned.length; i++) {
        const [column, row] = [i % width, Math.floor(i / width) % height];
        const channel = Math.floor(i / (width * height)) % channels;
        const output = Math.floor(i / (width * height * channels));
        expect(turned[i]).to.equal(kernel[((row * width + column) * channels + channel) * outputs + output]);
      }
    };
    expectTurned('conv1.weight', 0, [2, 3, 1], 7);
    expectTurned('conv2.weight', 3, [3, 3, 7], 5);
    // The map before it is 4×1 with 5 channels.
    expectTurned('dense1.weight', 4, [4, 1, 5], 4);
  });

  it('describes the layers as a person would, with padding that differs between the sides', () => {
    const network = parseNetwork('conv 7 4x2 same stride 3 leaky-relu, dropout 0.5', { height: 13, width: 9 }, 3);
    const script = new TextDecoder().decode(unzip(toPyTorch(trainedBy(network, 3))[0]!.bytes).get('model.py'));
    expect(script).to.contain(`
        self.conv1 = nn.Conv2d(1, 7, (4, 2), stride=3)
        self.dropout1 = nn.Dropout(0.5)
        self.output = nn.Linear(105, 3)

    def forward(self, x: Tensor) -> Tensor:
        x = F.pad(x, (0, 0, 1, 2))  # left, right, top, bottom
        x = F.leaky_relu(self.conv1(x), 0.3)  # 7 x 5 x 3
        x = self.dropout1(x)  # 7 x 5 x 3
        x = x.flatten(1)
        x = self.output(x)  # 3
        return x
`);
    expect(script).to.contain(`LABELS = ["class “0”\\n", "class “1”\\n", "class “2”\\n"]`);
  });
});
