import { expect } from 'chai';
import { formatLayers } from '../../src/network/format.js';
import { MnistError, type MnistErrorCode } from '../../src/shared/errors.js';
import { readModelFiles, writeModelFiles } from '../../src/storage/keras/model-files.js';
import { distance, initialState, networkOf } from '../engine/tensorflow/reference.js';

interface ModelJson {
  modelTopology: { config: { layers: { class_name: string; config: Record<string, unknown> }[] } };
  weightsManifest: { paths: string[]; weights: Record<string, unknown>[] }[];
  userDefinedMetadata?: unknown;
}

const LABELS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

async function refusal(files: readonly File[]): Promise<MnistError> {
  const error: unknown = await readModelFiles(files).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).to.be.instanceOf(MnistError);
  return error as MnistError;
}

/** The files of a good model after a change to its JSON or its weights. */
async function altered(change: (json: ModelJson, weights: Uint8Array) => void): Promise<File[]> {
  const [jsonFile, weightsFile] = writeModelFiles(initialState('cnn'), {}) as [File, File];
  const json = JSON.parse(await jsonFile.text()) as ModelJson;
  const weights = new Uint8Array(await weightsFile.arrayBuffer());
  change(json, weights);
  return [new File([JSON.stringify(json)], 'model.json'), new File([weights], 'weights.bin')];
}

describe('model files', () => {
  it('reads weights in half precision, from 0 to the largest', async () => {
    // Sign, exponent and fraction: 0, the least above 0, 1, -2, 65504.
    const bits = [0x0000, 0x0001, 0x3c00, 0xc000, 0x7bff];
    const [jsonFile] = await altered((json) => {
      for (const weight of json.weightsManifest[0]!.weights) {
        weight['quantization'] = { dtype: 'float16', original_dtype: 'float32' };
      }
    });
    const halves = new DataView(new ArrayBuffer(2 * 53_866));
    bits.forEach((half, i) => halves.setUint16(2 * i, half, true));
    const { parameters } = await readModelFiles([jsonFile!, new File([halves], 'weights.bin')]);
    expect([...parameters.subarray(0, 5)]).to.deep.equal([0, 2 ** -24, 1, -2, 65504]);
    halves.setUint16(0, 0x7c00, true);
    expect((await refusal([jsonFile!, new File([halves], 'weights.bin')])).message).to.contain('finite');
  });

  for (const model of ['cnn', 'dense'] as const) {
    it(`reads back an exported ${model} bit for bit`, async () => {
      const state = initialState(model, 9);
      const { parameters, metadata, network } = await readModelFiles(writeModelFiles(state, { labels: LABELS }));
      expect(network).to.deep.equal(state.network);
      expect(distance(parameters, state.parameters)).to.equal(0);
      expect(JSON.stringify(metadata)).to.equal(JSON.stringify({ labels: LABELS }));
    });
  }

  it('imports a model with the weights of its optimizer, and leaves those out', async () => {
    const files = await altered((json) => {
      json.weightsManifest.push({
        paths: ['optimizer.bin'],
        weights: [{ name: 'iterations', shape: [], dtype: 'int32', group: 'optimizer' }],
      });
    });
    const imported = await readModelFiles([...files, new File([new Uint8Array(4)], 'optimizer.bin')]);
    expect(distance(imported.parameters, initialState('cnn').parameters)).to.equal(0);
  });

  it('imports a model with dropout, and one of Keras whose topology is wrapped', async () => {
    const dropout = await altered((json) => {
      json.modelTopology.config.layers.splice(2, 0, { class_name: 'Dropout', config: { rate: 0.5 } });
    });
    expect(formatLayers((await readModelFiles(dropout)).network.layers)).to.contain('pool, dropout 0.5, conv 16');
    const wrapped = await altered((json) => {
      json.modelTopology = { model_config: json.modelTopology } as never;
    });
    expect((await readModelFiles(wrapped)).network).to.deep.equal(networkOf('cnn'));
  });

  const refused: readonly {
    what: string;
    code: MnistErrorCode;
    says: RegExp;
    change: (json: ModelJson, weights: Uint8Array) => void;
  }[] = [
    {
      what: 'weights of other shapes',
      code: 'model-shape',
      says: /"conv2d_1\/kernel" have the shape \[5,5,1,8\], but its layers need \[3,3,1,8\]/,
      change: (json) => (json.weightsManifest[0]!.weights[0]!['shape'] = [5, 5, 1, 8]),
    },
    {
      what: 'an activation that there is not',
      code: 'model-shape',
      says: /the activation of "conv2d_1" \(Conv2D\) is selu/,
      change: (json) => (json.modelTopology.config.layers[0]!.config['activation'] = 'selu'),
    },
    {
      what: 'a layer that there is not',
      code: 'model-shape',
      says: /UpSampling2D/,
      change: (json) => (json.modelTopology.config.layers[1]!.class_name = 'UpSampling2D'),
    },
    {
      what: 'a further layer',
      code: 'model-shape',
      says: /takes the softmax of a softmax/,
      change: (json) => json.modelTopology.config.layers.push({ class_name: 'Softmax', config: {} }),
    },
    {
      what: 'no topology',
      code: 'model-invalid',
      says: /"modelTopology" lists no layers/,
      change: (json) => (json.modelTopology = null as never),
    },
    {
      what: 'no weights manifest',
      code: 'model-invalid',
      says: /no "weightsManifest"/,
      change: (json) => (json.weightsManifest = undefined as never),
    },
    {
      what: 'a manifest of something else',
      code: 'model-invalid',
      says: /lacks "paths" or "weights"/,
      change: (json) => (json.weightsManifest = [7, 'x'] as never),
    },
    {
      what: 'a missing weights file',
      code: 'model-invalid',
      says: /"elsewhere.bin" with its weights is missing/,
      change: (json) => (json.weightsManifest[0]!.paths = ['https://example.org/elsewhere.bin']),
    },
    {
      what: 'weights that are not numbers',
      code: 'model-invalid',
      says: /"conv2d_1\/kernel" are not all finite/,
      change: (_json, weights) => weights.fill(0xff, 0, 4),
    },
    {
      what: 'weights of another type',
      code: 'model-invalid',
      says: /are int32, not float32/,
      change: (json) => (json.weightsManifest[0]!.weights[1]!['dtype'] = 'int32'),
    },
    {
      what: 'a shape of fractions',
      code: 'model-invalid',
      says: /lacks a name, a shape or a dtype/,
      change: (json) => (json.weightsManifest[0]!.weights[0]!['shape'] = [3, 3, 1.5, 8]),
    },
    {
      what: 'a shape larger than any memory',
      code: 'model-shape',
      says: /9007199254740991/,
      change: (json) =>
        (json.weightsManifest[0]!.weights[0]!['shape'] = Array.from({ length: 9 }, () => Number.MAX_SAFE_INTEGER)),
    },
    {
      what: 'weights of an optimizer larger than any memory',
      code: 'model-invalid',
      says: /with those of an optimizer, have more than/,
      change: (json) =>
        json.weightsManifest[0]!.weights.push({ name: 'm', shape: [2 ** 50], dtype: 'float32', group: 'optimizer' }),
    },
  ];
  for (const { what, code, says, change } of refused) {
    it(`refuses ${what}`, async () => {
      const error = await refusal(await altered(change));
      expect(error.code).to.equal(code);
      expect(error.message).to.match(says);
    });
  }

  it('refuses files that are no model at all', async () => {
    const [json, weights] = writeModelFiles(initialState('cnn'), {}) as [File, File];
    for (const files of [[], [weights], [json, json, weights], [new File(['<html>'], 'model.json'), weights]]) {
      expect((await refusal(files)).code).to.equal('model-invalid');
    }
    for (const text of ['null', '[]', '3', '"x"', '{}', '{"weightsManifest":{}}', '{"weightsManifest":[null]}']) {
      expect((await refusal([new File([text], 'model.json'), weights])).code).to.equal('model-invalid');
    }
  });

  it('refuses weights that were cut off or have too much', async () => {
    const [json, weights] = writeModelFiles(initialState('cnn'), {}) as [File, File];
    const cut = new File([weights.slice(0, 1000)], 'weights.bin');
    expect((await refusal([json, cut])).message).to.match(/should have 215464 bytes, but have 1000/);
    const longer = new File([weights, 'x'], 'weights.bin');
    expect((await refusal([json, longer])).code).to.equal('model-invalid');
  });

  it('stays unharmed by names with a meaning to JavaScript', async () => {
    const good = await (writeModelFiles(initialState('cnn'), {})[0] as File).text();
    const weights = writeModelFiles(initialState('cnn'), {})[1] as File;
    const hostile = good.replace('"userDefinedMetadata":{}', '"userDefinedMetadata":{"__proto__":{"polluted":1}}');
    await readModelFiles([new File([hostile], 'model.json'), weights]);
    expect(({} as Record<string, unknown>)['polluted']).to.equal(undefined);
    const constructor = good.replaceAll('"float32"', '"constructor"');
    expect((await refusal([new File([constructor], 'model.json'), weights])).code).to.equal('model-invalid');
  });
});
