/** What becomes of model files depends on the browser's files, and on how deep its JSON parser goes. */
import { expect } from '@open-wc/testing';
import { MnistError } from '../../src/shared/errors.js';
import { readModelFiles, writeModelFiles } from '../../src/storage/keras/model-files.js';
import { distance, initialState } from '../engine/tensorflow/reference.js';
import { rejection } from '../support/faults.js';

describe('model files in a browser', () => {
  for (const model of ['cnn', 'dense'] as const) {
    it(`read back an exported ${model} bit for bit`, async () => {
      const state = initialState(model, 9);
      const { parameters, network } = await readModelFiles(writeModelFiles(state, {}));
      expect(network).to.deep.equal(state.network);
      expect(distance(parameters, state.parameters)).to.equal(0);
    });
  }

  it('are refused unharmed when they nest without end', async () => {
    const [json, weights] = writeModelFiles(initialState('cnn'), {}) as [File, File];
    const nested = '['.repeat(200_000) + ']'.repeat(200_000);
    const deep = (await json.text()).replace('"strides":[1,1]', `"strides":${nested}`);
    const error = await rejection(readModelFiles([new File([deep], 'model.json'), weights]));
    expect(error).to.be.instanceOf(MnistError);
    expect(['model-shape', 'model-invalid']).to.include((error as MnistError).code);
  });
});
