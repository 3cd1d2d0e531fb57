/** Networks of the author's own, from the attribute to the prediction, on the built script. */
import { expect } from '@open-wc/testing';
import type { MnistTrainer } from '../../src/index.js';
import { failureOf, record, trainerWith } from '../support/lesson.js';
import { weightsOf } from '../support/worker-faults.js';

const OWN = {
  model: 'Conv 6 5x5 same, batchnorm, pool, dropout 0.2, conv 8 stride 2 leaky-relu, dense 30 tanh, dropout 0.3',
  optimizer: 'rmsprop',
  'learning-rate': 0.003,
  schedule: 'constant',
  'weight-decay': 0.0001,
  threads: 2,
};
const LETTERS = 'a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p,q,r,s,t,u,v,w,x,y,z';

async function imageOf(trainer: MnistTrainer): Promise<Uint8Array> {
  return (await trainer.sample('test', 0)).pixels;
}

describe('A network of the author’s own', () => {
  it('is listed layer by layer before anything is loaded, and learns', async () => {
    const trainer = await trainerWith(OWN);
    expect(trainer.modelSummary.map(({ type }) => type)).to.deep.equal([
      ...['Conv2D', 'BatchNormalization', 'MaxPooling2D', 'Dropout', 'Conv2D', 'LeakyReLU'],
      ...['Flatten', 'Dense', 'Dropout', 'Dense'],
    ]);
    expect((await trainer.train()).testAccuracy).to.be.above(0.6);
    expect(trainer.session.info?.summary).to.deep.equal(trainer.modelSummary);
    expect((await trainer.predict(await imageOf(trainer))).probabilities).to.have.length(10);
  });

  it('gives the same weights for the same seed, and others for another', async () => {
    const few = { ...OWN, 'train-size': 300, 'test-size': 50 };
    const trained = async (seed: number) => {
      const trainer = await trainerWith({ ...few, seed });
      await trainer.train();
      return weightsOf(trainer);
    };
    const first = await trained(4);
    expect(await trained(4)).to.deep.equal(first);
    expect(await trained(5)).not.to.deep.equal(first);
  });

  it('is saved and restored with the state of its optimizer', async () => {
    const few = { ...OWN, 'train-size': 300, 'test-size': 50, 'storage-key': `own-${performance.now()}` };
    const stayed = await trainerWith(few);
    await stayed.train();
    const returned = await trainerWith(few);
    await returned.restore();
    await Promise.all([stayed.train(), returned.train()]);
    expect(await weightsOf(returned)).to.deep.equal(await weightsOf(stayed));
  });

  it('is a named one where it has a name: `linear` is softmax regression', async () => {
    const trainer = await trainerWith({ model: 'linear', 'learning-rate': 0.01 });
    expect(trainer.modelSummary.map(({ parameters }) => parameters)).to.deep.equal([0, 7850]);
    expect((await trainer.train()).testAccuracy).to.be.above(0.6);
  });

  for (const [optimizer, rate] of [
    ['sgd', 0.1],
    ['momentum', 0.02],
    ['rmsprop', 0.001],
  ] as const) {
    it(`learns by ${optimizer}, and goes on by adam`, async () => {
      const trainer = await trainerWith({ optimizer, 'learning-rate': rate });
      const first = await trainer.train();
      trainer.optimizer = 'adam';
      trainer.learningRate = 0.003;
      const second = await trainer.train();
      expect(second.history[0]!.loss).to.be.below(first.history[0]!.loss / 1.5);
    });
  }

  it('has as many classes as there are labels', async () => {
    const trainer = await trainerWith({ labels: LETTERS, 'train-size': 500, 'test-size': 100 });
    await trainer.train();
    const { probabilities } = await trainer.predict(await imageOf(trainer));
    expect(probabilities).to.have.length(26);
    expect(trainer.evaluation!.confusion).to.have.length(26);
    expect(trainer.modelSummary.at(-1)!.outputShape).to.deep.equal([null, 26]);
  });

  it('begins anew when it has changed, and the one before reads until then', async () => {
    const trainer = await trainerWith({ 'train-size': 500, 'test-size': 100 });
    await trainer.train();
    const image = await imageOf(trainer);
    const before = await trainer.predict(image);
    trainer.model = 'conv 4, pool, dense 20';
    expect(await trainer.predict(image)).to.deep.equal(before);
    await trainer.train();
    expect(trainer.session.info?.summary).to.deep.equal(trainer.modelSummary);
    expect((await trainer.predict(image)).probabilities).not.to.deep.equal(before.probabilities);
  });
});

describe('A network that cannot be', () => {
  it('is told with its place, and the network in memory stays', async () => {
    const trainer = await trainerWith({ 'train-size': 300, 'test-size': 50 });
    await trainer.train();
    const image = await imageOf(trainer);
    const before = await trainer.predict(image);
    const errors = record(trainer, 'mnist-error');
    const cases: [string, RegExp][] = [
      ['conv 8, pool, conv', /model="conv 8, pool, conv": layer 3: .*lacks its filters/],
      ['conv 8 7x7, pool, pool, pool 9x9', /layer 4: `pool 9x9` does not fit a 5×5 map/],
      ['dense 30000', /layer 1: `dense 30000` has 23,550,000 of the network's 23,850,010 parameters, and 20,000,000/],
    ];
    for (const [model, message] of cases) {
      trainer.model = model;
      const failure = await failureOf(trainer.train());
      expect(failure.code).to.equal('invalid-attribute');
      expect(failure.message).to.match(message);
    }
    expect(errors).to.have.length(cases.length);
    trainer.model = 'cnn';
    expect(await trainer.predict(image)).to.deep.equal(before);
    expect((await trainer.train()).reason).to.equal('completed');
  });

  it('has no layers to list', async () => {
    expect((await trainerWith({ model: 'lstm 3' })).modelSummary).to.deep.equal([]);
  });
});
