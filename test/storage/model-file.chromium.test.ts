/** Model files between this project and plain TensorFlow.js, in both directions. */
import { expect } from '@open-wc/testing';
import type * as tfjs from '@tensorflow/tfjs';
import { summaryOf } from '../../src/network/summary.js';
import { createTensorFlowEngine } from '../../src/engine/tensorflow/tensorflow-engine.js';
import { readModelFiles, writeModelFiles } from '../../src/storage/keras/model-files.js';
import {
  distance,
  initialState,
  loadTensorFlow,
  modelOf,
  networkOf,
  parametersOf,
  predictWith,
  testDigits,
  type TensorFlow,
} from '../engine/tensorflow/reference.js';

const LABELS = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine'];

/** A model as TensorFlow.js itself saves it. */
async function savedBy(tf: TensorFlow, model: tfjs.LayersModel, shards = 1): Promise<File[]> {
  const files: File[] = [];
  await model.save(
    tf.io.withSaveHandler((artifacts) => {
      const data = artifacts.weightData as ArrayBuffer;
      const paths = Array.from({ length: shards }, (_, i) => `./group1-shard${i + 1}of${shards}.bin`);
      const json = { ...artifacts, weightsManifest: [{ paths, weights: artifacts.weightSpecs }] };
      files.push(new File([JSON.stringify(json)], 'my-model.json'));
      const size = Math.ceil(data.byteLength / shards);
      paths.forEach((path, i) => files.push(new File([data.slice(i * size, (i + 1) * size)], path.slice(2))));
      const modelArtifactsInfo = { dateSaved: new Date(0), modelTopologyType: 'JSON' as const };
      return Promise.resolve({ modelArtifactsInfo });
    }),
  );
  return files;
}

describe('model files and TensorFlow.js', () => {
  let tf: TensorFlow;
  let pixels: Uint8Array;

  before(async () => {
    [tf, { pixels }] = await Promise.all([loadTensorFlow(), testDigits(20)]);
  });

  for (const model of ['cnn', 'dense'] as const) {
    it(`opens an exported ${model} in plain TensorFlow.js, with the same layers and predictions`, async () => {
      const state = initialState(model);
      const opened = await tf.loadLayersModel(tf.io.browserFiles(writeModelFiles(state, { labels: LABELS })));
      expect(opened.countParams()).to.equal(model === 'cnn' ? 53_866 : 101_770);
      const rows = opened.layers.map((layer) => ({
        name: layer.name,
        type: layer.getClassName(),
        outputShape: [...(layer.outputShape as (number | null)[])],
        parameters: layer.countParams(),
      }));
      expect(JSON.stringify(rows)).to.equal(JSON.stringify(summaryOf(networkOf(model))));
      expect(JSON.stringify(opened.getUserDefinedMetadata())).to.equal(JSON.stringify({ labels: LABELS }));

      const engine = await createTensorFlowEngine('cpu');
      await engine.setState(state);
      expect(distance(await engine.predict(pixels), predictWith(tf, opened, pixels))).to.be.below(1e-5);
      engine.dispose();
    });

    it(`imports a ${model} that plain TensorFlow.js saved, also in several weight files`, async () => {
      const made = await modelOf(tf, initialState(model, 5));
      for (const shards of [1, 3]) {
        const imported = await readModelFiles((await savedBy(tf, made, shards)).reverse());
        expect(imported.network).to.deep.equal(networkOf(model));
        expect(distance(imported.parameters, parametersOf(made))).to.equal(0);
        expect(Object.keys(imported.metadata)).to.have.length(0);
      }
    });
  }
});
