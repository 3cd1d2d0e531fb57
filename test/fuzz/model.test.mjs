/** Models from files and from IndexedDB. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { campaign } from './support/campaign.mjs';
import { code } from './support/code.mjs';
import { isJson, mutateBytes, mutateJson } from './support/mutate.mjs';

const KINDS = ['cnn', 'dense'];
const FIELDS = ['parameters', 'optimizerState', 'firstMoment', 'secondMoment'];
const CALIBRATION = { temperature: 1.2, threshold: 0.5 };
const networks = Object.fromEntries(
  KINDS.map((kind) => [
    kind,
    code.initialNetwork(code.parseNetwork(kind, { height: 28, width: 28 }, 10), new code.Random(1)),
  ]),
);
const largest = code.parameterCountOf(networks.dense.network);

const MODELS = await Promise.all(
  KINDS.map(async (kind) => {
    const [json, weights] = code.writeModelFiles(networks[kind], { labels: ['a', 'b'], calibration: CALIBRATION });
    return { kind, json: JSON.parse(await json.text()), weights, bytes: new Uint8Array(await weights.arrayBuffer()) };
  }),
);

test('model.json with its weights', async () => {
  const result = await campaign(
    'modelFiles',
    (chance) => {
      const { json, weights, bytes } = chance.of(MODELS);
      const text = chance.once(100) ? JSON.stringify(json) : mutateJson(json, chance);
      const damaged = chance.once(100) ? new File([mutateBytes(bytes, chance)], 'weights.bin') : weights;
      const files = [new File([text], chance.of(['model.json', 'MODEL.JSON', 'my.json'])), damaged];
      return { files: chance.once(20) ? [...files, ...files] : files };
    },
    async ({ files }) => {
      const content = await code.readModelFiles(files);
      assert.equal(content.parameters.length, code.parameterCountOf(content.network));
      assert.ok(content.parameters.every(Number.isFinite));
      const { labels, calibration } = code.readModelFacts(content);
      assert.ok(labels === undefined || labels.every((label) => typeof label === 'string'));
      assert.ok(calibration === undefined || calibration.temperature > 0);
    },
    // A layer that only passes on what the last one gives may be added.
    () => 4 * (largest + 10 * 11),
  );
  assert.ok(result.accepted > 0.01 && result.refused > 0.1, JSON.stringify(result));
});

test('records of IndexedDB', async () => {
  const epoch = { epoch: 1, epochs: 1, loss: 1, accuracy: 0.5, valLoss: 1, valAccuracy: 0.5, seconds: 1 };
  const arrays = [
    ...KINDS.map((kind) => networks[kind].parameters),
    new Float32Array(53_866).fill(NaN),
    new Float32Array(53_866).fill(-1),
    new Float32Array(3),
    new Float64Array(53_866),
    new Uint8Array(53_866),
    Array(3),
    { length: 53_866 },
  ];
  const result = await campaign(
    'storedModels',
    (chance) => {
      const { network } = code.toRecord({ network: networks[chance.of(KINDS)], history: [] });
      const { parameters, optimizerState, ...words } = network;
      const half = optimizerState.length / 2;
      const [firstMoment, secondMoment] = [optimizerState.slice(0, half), optimizerState.slice(half)];
      // Of version 1, and of today.
      const isFormer = chance.once(2);
      const state = isFormer ? { firstMoment, secondMoment } : { optimizerState };
      const told = isFormer ? { model: words.model } : words;
      const honest = { ...told, step: 1, history: [epoch, epoch], calibration: CALIBRATION };
      // What is stored by hand is a value, not a text.
      const json = mutateJson(honest, chance);
      const plain = isJson(json) ? JSON.parse(json) : honest;
      const fields = { ...state, parameters, ...(chance.once(2) ? {} : { [chance.of(FIELDS)]: chance.of(arrays) }) };
      return { history: plain?.history, calibration: plain?.calibration, network: { ...fields, ...plain } };
    },
    (record) => {
      const model = code.readStoredModel(record);
      if (model === undefined) return;
      assert.ok(model.history.every((each) => Object.values(each).every(Number.isFinite)));
      const { network, parameters, optimizer, optimizerState } = model.network;
      assert.equal(parameters.length, code.parameterCountOf(network));
      if (optimizer === 'adam') assert.ok(optimizerState.every((value, i, all) => value >= 0 || i < all.length / 2));
      assert.ok(model.calibration === undefined || model.calibration.temperature > 0);
    },
    // The two moments of version 1 become one state.
    () => 8 * largest,
  );
  assert.equal(result.refused, 0, 'a record that is no model is no error here');
});
