/** Failures that are the same in every browser. */
import { expect } from '@open-wc/testing';
import { failureOf, trainerWith } from '../support/lesson.js';
import { failing, testBadAttribute, testBadData } from './failing.js';

describe('A trainer with bad data', () => {
  const kinds: [string, string][] = [
    ['missing', 'data-not-found'],
    ['wrong-magic', 'data-magic'],
    ['html', 'data-magic'],
    ['truncated', 'data-truncated'],
    ['side-27', 'data-dimensions'],
    ['count-mismatch', 'data-count-mismatch'],
  ];
  for (const [kind, code] of kinds) testBadData(kind, code);

  it('tells of a label beyond the class names', async () => {
    const trainer = await trainerWith({ labels: 'zero,one,two' });
    const failure = await failing(
      trainer,
      () => trainer.train(),
      () => (trainer.labels = '0,1,2,3,4,5,6,7,8,9'),
    );
    expect(failure.code).to.equal('data-label-range');
  });

  it('keeps what was trained before', async () => {
    const trainer = await trainerWith();
    await trainer.train();
    const { pixels } = await trainer.sample('test', 0);
    const before = await trainer.predict(pixels);
    trainer.src = '/faults/missing/keep';
    await failureOf(trainer.train());
    expect(await trainer.predict(pixels)).to.deep.equal(before);
  });
});

describe('A trainer with bad attributes', () => {
  const cases: [string, string, string][] = [
    ['epochs', '-1', 'invalid-attribute'],
    ['batch-size', 'abc', 'invalid-attribute'],
    ['batch-size', '', 'invalid-attribute'],
    ['learning-rate', 'fast', 'invalid-attribute'],
    ['threads', '0', 'invalid-attribute'],
    ['threads', '999', 'invalid-attribute'],
    ['model', '__proto__', 'invalid-attribute'],
    ['backend', 'quantum', 'backend-unknown'],
  ];
  for (const [name, value, code] of cases) testBadAttribute(name, value, code);
});

describe('Bad images and files', () => {
  it('are refused by predict() unless they are 784 values from 0 to 255', async () => {
    const trainer = await trainerWith();
    await trainer.train();
    const bad: unknown[] = [new Uint8Array(783), [], new Array(784).fill(-1), new Array(784).fill(NaN), null, 'x', {}];
    for (const image of bad) {
      expect((await failureOf(trainer.predict(image as Uint8Array))).code).to.equal('invalid-argument');
    }
    expect((await trainer.predict(new Uint8Array(784))).probabilities).to.have.length(10);
  });

  it('are refused by sample() beyond the data', async () => {
    const trainer = await trainerWith();
    for (const index of [-1, 500, 1.5, NaN]) {
      expect((await failureOf(trainer.sample('test', index))).code).to.equal('invalid-argument');
    }
    expect((await trainer.sample('test', 499)).count).to.equal(500);
  });

  it('are refused by importModel() unless they are a model', async () => {
    const trainer = await trainerWith();
    await trainer.train();
    const { pixels } = await trainer.sample('test', 0);
    const before = await trainer.predict(pixels);
    const [json, bin] = await trainer.exportModel();
    const cases: [File[], string][] = [
      [[], 'model-invalid'],
      [[new File(['not json'], 'model.json')], 'model-invalid'],
      [[json!], 'model-invalid'],
      [[json!, new File([new Uint8Array(8)], 'weights.bin')], 'model-invalid'],
      [[new File(['{"modelTopology":{},"weightsManifest":[]}'], 'model.json'), bin!], 'model-shape'],
    ];
    for (const [files, code] of cases) expect((await failureOf(trainer.importModel(files))).code).to.equal(code);
    expect(await trainer.predict(pixels)).to.deep.equal(before);
  });
});

describe('A loss that is no number', () => {
  it('stops the training, names the learning rate, and keeps the weights from before', async () => {
    const trainer = await trainerWith();
    await trainer.train();
    // Weights so large that their products overflow.
    const [json, bin] = await trainer.exportModel();
    const weights = new Float32Array(await bin!.arrayBuffer());
    for (let i = 0; i < 72; i++) weights[i] = 3e38;
    await trainer.importModel([json!, new File([weights], 'weights.bin')]);
    const [, before] = await trainer.exportModel();
    const failure = await failureOf(trainer.train());
    expect(failure.code).to.equal('nan-loss');
    expect(failure.message).to.contain('learning-rate');
    const [, after] = await trainer.exportModel();
    expect(new Uint8Array(await after!.arrayBuffer())).to.deep.equal(new Uint8Array(await before!.arrayBuffer()));
    await trainer.reset();
    expect((await trainer.train()).testAccuracy).to.be.above(0.3);
  });
});

describe('Errors inside a page', () => {
  it('leave other trainers alone', async () => {
    const [bad, good] = [await trainerWith({ src: '/faults/missing/alone' }), await trainerWith()];
    const training = good.train();
    await failureOf(bad.train());
    expect((await training).reason).to.equal('completed');
    expect(bad.state).to.equal('error');
  });
});
