/** A lesson on data that are not MNIST: what the page is told, and what the elements make of it. */
import { expect } from '@open-wc/testing';
import type { MnistTrainer } from '../../src/index.js';
import { faultFolder } from '../support/faults.js';
import { failureOf, lessonWith, next, record, trainerWith } from '../support/lesson.js';

const panel = (trainer: MnistTrainer): string => trainer.shadowRoot?.querySelector('[part=notes]')?.textContent ?? '';

describe('<mnist-trainer> on other data', () => {
  it('tells the page of size, classes and counts, once they are understood', async () => {
    const trainer = await trainerWith({ src: faultFolder('size-13x9'), 'train-size': 30 });
    expect(trainer.data).to.be.null;
    const told = next(trainer, 'mnist-data');
    await trainer.load();
    const { detail } = await told;
    expect(detail).to.deep.equal({
      width: 13,
      height: 9,
      classes: 10,
      labels: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
      train: 28,
      validation: 2,
      test: 20,
      notes: [],
    });
    expect(trainer.data).to.equal(detail);
    expect(panel(trainer)).to.equal('');
  });

  it('gives samples of their size, and the pad draws in it', async () => {
    const { trainer, pad } = await lessonWith({ src: faultFolder('size-13x9') });
    expect(pad.toPixels()).to.have.length(784);
    const { width, height, pixels } = await trainer.sample('test', 3);
    expect([width, height, pixels.length]).to.deep.equal([13, 9, 117]);
    pad.strokes = [
      [
        [0.5, 0.1],
        [0.5, 0.9],
      ],
    ];
    expect(pad.pictureSize).to.deep.equal({ width: 13, height: 9 });
    expect(pad.toPixels()).to.have.length(117);
  });

  it('calls letters by their names, and says what it has changed', async () => {
    const { trainer, pad } = await lessonWith({ src: `${faultFolder('emnist-letters-')}emnist-letters-` });
    await trainer.load();
    await Promise.all([trainer.updateComplete, pad.updateComplete]);
    expect(trainer.data?.notes).to.deep.equal(['labels-from-1', 'transposed']);
    expect(trainer.labelNames.join('')).to.equal('ABCDEFGHIJKLMNOPQRSTUVWXYZ');
    expect(pad.labelNames).to.deep.equal(trainer.labelNames);
    expect((await trainer.sample('train', 1)).label).to.equal('B');
    expect(panel(trainer)).to.contain('counted from 1').and.to.contain('put upright');
  });

  it('lets the names that a page sets go before those of the data, and refuses too few', async () => {
    const trainer = await trainerWith({ src: faultFolder('three-classes'), labels: 'a,b,c' });
    await trainer.load();
    expect(trainer.labelNames).to.deep.equal(['a', 'b', 'c']);
    trainer.labels = 'a,b';
    const { code, message } = await failureOf(trainer.load());
    expect(code).to.equal('data-label-range');
    expect(message).to.contain('names 2 classes, not 3');
  });

  for (const [kind, model, input, classes] of [
    ['size-13x9', 'conv 3 same, pool, dense 8', 117, 10],
    ['many-classes', 'linear', 784, 40],
  ] as const) {
    it(`trains a network for the pictures and classes of "${kind}", which reads them`, async () => {
      const trainer = await trainerWith({ src: faultFolder(kind), model, epochs: 1 });
      const { reason, testAccuracy } = await trainer.train();
      expect(reason).to.equal('completed');
      expect(testAccuracy).to.be.within(0, 1);
      expect(trainer.modelSummary.at(-1)!.outputShape).to.deep.equal([null, classes]);
      const { pixels } = await trainer.sample('test', 0);
      expect(pixels).to.have.length(input);
      const { probabilities } = await trainer.predict(pixels);
      expect(probabilities).to.have.length(classes);
      expect((await trainer.evaluate()).confusion).to.have.length(classes);
    });
  }

  it('refuses layers that leave nothing of small pictures, and says which', async () => {
    const trainer = await trainerWith({ src: faultFolder('size-13x9') });
    const errors = record(trainer, 'mnist-error');
    const { code, message } = await failureOf(trainer.train());
    expect(code).to.equal('invalid-attribute');
    expect(message).to.match(/layer 4: /);
    expect(errors).to.have.lengthOf(1);
    trainer.model = 'dense';
    trainer.epochs = 1;
    expect((await trainer.train()).reason).to.equal('completed');
  });

  it('refuses to test a network on pictures of another size, or on more classes than it tells apart', async () => {
    const trainer = await trainerWith({ src: faultFolder('three-classes'), model: 'linear', epochs: 1 });
    await trainer.train();
    for (const [kind, code, words] of [
      ['size-13x9', 'data-dimensions', '13×9 pixels'],
      ['many-classes', 'data-label-range', '40 classes'],
    ] as const) {
      trainer.src = faultFolder(kind);
      const failure = await failureOf(trainer.evaluate());
      expect(failure.code).to.equal(code);
      expect(failure.message).to.contain(words);
    }
  });
});
