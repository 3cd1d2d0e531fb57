import { expect } from 'chai';
import { Curves } from '../../src/mnist-charts/curves.js';
import type { BatchEnd } from '../../src/shared/types.js';
import { epochEnd } from './results.js';

function batchEnd(epoch: number, batches: readonly number[]): BatchEnd {
  const points = batches.map((batch) => ({ batch, loss: 1, accuracy: 0.5 }));
  return { ...points.at(-1)!, epoch, epochs: 4, batches: 10, points, batchSize: 64, imagesPerSecond: 1 };
}

describe('Curves', () => {
  it('places batches by how much of their epoch was done after them', () => {
    const curves = new Curves();
    curves.addBatches(batchEnd(2, [0, 4, 9]));
    expect(curves.of('loss').training.map(({ x }) => x)).to.deep.equal([1.1, 1.5, 2]);
  });

  it('places validation at the end of its epoch', () => {
    const curves = new Curves();
    curves.addEpoch(epochEnd(1));
    expect(curves.of('accuracy').validation).to.deep.equal([{ x: 1, y: 0.95 }]);
    expect(curves.of('loss').validation).to.deep.equal([{ x: 1, y: 0.2 }]);
  });

  it('has no validation where no images were held out', () => {
    const curves = new Curves();
    curves.addEpoch({ ...epochEnd(1), valLoss: null, valAccuracy: null });
    expect(curves.of('accuracy').validation).to.be.empty;
    expect(curves.of('loss').validation).to.be.empty;
    expect(curves.history).to.have.length(1);
  });

  it('counts batches held up since the epoch before into that epoch', () => {
    const curves = new Curves();
    curves.addBatches(batchEnd(2, [9, 0]));
    expect(curves.of('loss').training.map(({ x }) => x)).to.deep.equal([1, 1.1]);
  });

  it('starts anew with the first batch of the first epoch', () => {
    const curves = new Curves();
    curves.addBatches(batchEnd(1, [0, 1, 2]));
    curves.addEpoch(epochEnd(1));
    curves.addBatches(batchEnd(1, [0]));
    expect(curves.of('loss').training.length).to.equal(1);
    expect(curves.history).to.be.empty;
  });

  it('starts anew when an epoch comes again with other results', () => {
    const curves = new Curves();
    curves.addEpoch(epochEnd(1));
    curves.addEpoch(epochEnd(2));
    curves.addEpoch({ ...epochEnd(1), loss: 9 });
    expect(curves.history.map(({ loss }) => loss)).to.deep.equal([9]);
  });

  it('takes the same epoch only once', () => {
    const curves = new Curves();
    curves.addEpoch(epochEnd(1));
    curves.addEpoch(epochEnd(1));
    expect(curves.history.length).to.equal(1);
  });

  it('draws finished epochs for who comes late', () => {
    const curves = new Curves();
    curves.catchUp([], [epochEnd(1), epochEnd(2)]);
    expect(curves.of('loss').training).to.deep.equal([
      { x: 0.5, y: 0.3 },
      { x: 1.5, y: 0.15 },
    ]);
    expect(curves.history.length).to.equal(2);
  });

  it('keeps the batches that it has when it hears again of epochs that it knows', () => {
    const curves = new Curves();
    curves.addBatches(batchEnd(1, [0, 1, 2, 3]));
    curves.addEpoch(epochEnd(1));
    curves.catchUp([], [epochEnd(1)]);
    expect(curves.of('loss').training.length).to.equal(4);
  });

  it('goes on with the curves of a network that is trained further', () => {
    const curves = new Curves();
    curves.addBatches(batchEnd(1, [0, 9]));
    curves.addEpoch({ ...epochEnd(1), epochs: 1 });
    curves.catchUp([], [epochEnd(1)]);
    curves.catchUp([epochEnd(1)], []);
    curves.addBatches(batchEnd(1, [0, 9]));
    curves.addEpoch({ ...epochEnd(1), epochs: 4 });
    expect(curves.of('loss').training.map(({ x }) => x)).to.deep.equal([0.1, 1, 1.1, 2]);
    expect(curves.of('loss').validation.map(({ x }) => x)).to.deep.equal([1, 2]);
    expect(curves.history.map(({ epoch }) => epoch)).to.deep.equal([1, 2]);
    expect(curves.last).to.equal(5);
  });

  it('forgets the epoch that was left unfinished when a training begins again', () => {
    const curves = new Curves();
    curves.addBatches(batchEnd(1, [0, 9]));
    curves.addEpoch(epochEnd(1));
    curves.addBatches(batchEnd(2, [0, 1, 2]));
    curves.catchUp([epochEnd(1)], []);
    expect(curves.of('loss').training.map(({ x }) => x)).to.deep.equal([0.1, 1]);
    curves.addBatches(batchEnd(1, [0, 1]));
    curves.addBatches(batchEnd(1, [0]));
    expect(curves.of('loss').training.map(({ x }) => x)).to.deep.equal([0.1, 1, 1.1]);
  });

  it('draws the epochs of all trainings for who comes late', () => {
    const curves = new Curves();
    curves.catchUp([epochEnd(1), epochEnd(2)], [epochEnd(1)]);
    expect(curves.history.map(({ epoch }) => epoch)).to.deep.equal([1, 2, 3]);
    expect(curves.of('loss').training.map(({ x }) => x)).to.deep.equal([0.5, 1.5, 2.5]);
    expect(curves.last).to.equal(5);
    curves.addEpoch(epochEnd(2));
    expect(curves.history.at(-1)!.epoch).to.equal(4);
  });

  it('starts anew with another network, also one that has been trained before', () => {
    const curves = new Curves();
    curves.addEpoch(epochEnd(1));
    curves.catchUp([], [epochEnd(3), epochEnd(2)]);
    expect(curves.history.map(({ loss }) => loss)).to.deep.equal([epochEnd(3).loss, epochEnd(2).loss]);
    curves.catchUp([], []);
    expect(curves.empty).to.equal(true);
  });

  it('keeps in mind the highest loss, also of batches that only count in means by now', () => {
    const curves = new Curves();
    curves.addBatches({ ...batchEnd(1, [0]), points: [{ batch: 0, loss: 2.3, accuracy: 0 }] });
    for (let epoch = 1; epoch < 50; epoch += 1) curves.addBatches(batchEnd(epoch, epoch === 1 ? [1, 2] : [0, 1, 2]));
    curves.addBatches({ ...batchEnd(50, [1]), points: [{ batch: 1, loss: Infinity, accuracy: 0 }] });
    expect(curves.highestLoss).to.equal(2.3);
  });

  it('keeps both curves of a long training to 100 points', () => {
    const curves = new Curves();
    for (let epoch = 1; epoch <= 200; epoch += 1) {
      curves.addBatches({ ...batchEnd(epoch, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), epochs: 200 });
      curves.addEpoch({ ...epochEnd(epoch), epochs: 200 });
    }
    const { training, validation } = curves.of('loss');
    expect(training.length + validation.length).to.be.at.most(100);
    expect(training.at(-1)!.x).to.be.closeTo(200, 2);
  });
});
