/** Attributes of the trainer, as text that anybody may have written. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { campaign } from './support/campaign.mjs';
import { code, PAGE, SCRIPT } from './support/code.mjs';
import { mutateText } from './support/mutate.mjs';

const HONEST = {
  src: ['', 'data/', '/data', 'https://page.example/data/', '../fashion?v=1'],
  labels: ['0,1,2,3,4,5,6,7,8,9', 'a,b', 'T-shirt,Trouser,Pullover,Dress,Coat,Sandal,Shirt,Sneaker,Bag,Ankle boot'],
  trainSize: ['1', '60000', '1e3'],
  validationSize: ['0', '1', '5000', '59999'],
  testSize: ['1', '10000'],
  model: ['cnn', 'dense', 'linear', 'conv 32 5x5 same, pool average, dropout 0.25, batchnorm, dense 20 tanh'],
  epochs: ['1', '5', '10000'],
  batchSize: ['1', '64', '100000'],
  optimizer: ['adam', 'sgd', 'momentum', 'rmsprop'],
  learningRate: ['0.003', '10', '1e-9'],
  schedule: ['one-cycle', 'constant'],
  weightDecay: ['0', '1', '1e-4'],
  seed: ['0', '-7', '9007199254740991'],
  backend: ['auto', 'webgpu', 'webgl', 'simd', 'wasm', 'cpu'],
  threads: ['auto', '1', '16'],
  augment: ['none', 'shift', 'drawn'],
  transpose: ['auto', 'on', 'off'],
  storageKey: ['', 'lesson'],
  workerSrc: ['', 'worker.js', '/dist/worker.js', SCRIPT.replace('mnist-elements', 'worker')],
};
const NUMBERS = [
  'trainSize',
  'validationSize',
  'testSize',
  'epochs',
  'batchSize',
  'learningRate',
  'weightDecay',
  'seed',
];
const ORIGINS = [new URL(PAGE).origin, new URL(SCRIPT).origin];

const isWhole = (value, least, most) => Number.isSafeInteger(value) && value >= least && value <= most;

function checkSettings(settings) {
  assert.match(settings.src, /^https?:\/\/[^?#]*[-_/](\?.*)?(#.*)?$/s);
  assert.ok(settings.classCount === undefined || isWhole(settings.classCount, 2, 256));
  for (const size of [settings.trainSize, settings.testSize]) assert.ok(size === Infinity || isWhole(size, 1, 1e9));
  assert.ok(settings.validationSize === undefined || isWhole(settings.validationSize, 0, settings.trainSize - 1));
  assert.ok(isWhole(settings.epochs, 1, 10_000) && isWhole(settings.batchSize, 1, 100_000));
  assert.ok(settings.learningRate > 0 && settings.learningRate <= 10);
  assert.ok(settings.seed === undefined || Number.isSafeInteger(settings.seed));
  assert.ok(settings.threads === 'auto' || isWhole(settings.threads, 1, 16));
  assert.ok(settings.weightDecay >= 0 && settings.weightDecay <= 1);
  assert.ok(settings.layers.length <= 64 && settings.layers.every(({ type }) => typeof type === 'string'));
  for (const name of ['optimizer', 'schedule', 'backend', 'augment', 'transpose']) {
    assert.ok(HONEST[name].includes(settings[name]));
  }
}

test('attributes', async () => {
  const number = code.number(undefined).fromAttribute;
  const result = await campaign(
    'attributes',
    (chance) => {
      const odd = chance.below(3);
      const names = Object.keys(HONEST);
      const hostile = new Set(Array.from({ length: odd }, () => chance.of(names)));
      return Object.fromEntries(
        names.map((name) => [name, hostile.has(name) ? mutateText(HONEST[name], chance) : chance.of(HONEST[name])]),
      );
    },
    ({ workerSrc, ...attributes }) => {
      const raw = { ...attributes };
      for (const name of NUMBERS) raw[name] = number(raw[name]);
      const settings = code.readSettings(raw, (name) => attributes[name] ?? null, `${PAGE}data/`);
      checkSettings(settings);
      assert.equal(
        settings.classCount,
        attributes.labels === code.DIGITS ? undefined : code.readLabels(attributes.labels).length,
      );
      const worker = code.readWorkerUrl(workerSrc);
      assert.ok(worker === undefined || ORIGINS.includes(worker.origin));
    },
    () => 0,
  );
  assert.ok(result.accepted > 0.01 && result.refused > 0.1, JSON.stringify(result));
});
