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
      train: 30,
      validation: 0,
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

  it('trains a network for the size and the classes of the data', async () => {
    const trainer = await trainerWith({ src: faultFolder('many-classes') });
    expect((await trainer.train()).reason).to.equal('completed');
    const { pixels } = await trainer.sample('test', 0);
    expect((await trainer.predict(pixels)).probabilities).to.have.lengthOf(40);

    const small = await trainerWith({ src: faultFolder('size-13x9'), model: 'conv 7 3x3 same, pool, dense 20' });
    expect((await small.train()).reason).to.equal('completed');
    const image = await small.sample('test', 0);
    expect(image.pixels).to.have.lengthOf(13 * 9);
    expect((await small.predict(image.pixels)).probabilities).to.have.lengthOf(10);
  });

  it('says which layer of a network does not fit the pictures', async () => {
    const trainer = await trainerWith({ src: faultFolder('size-13x9') });
    const errors = record(trainer, 'mnist-error');
    const failure = await failureOf(trainer.train());
    expect(failure.code).to.equal('invalid-attribute');
    expect(failure.message).to.match(/layer 4.*`pool`.*does not fit/);
    expect(errors).to.have.lengthOf(1);
  });
});
